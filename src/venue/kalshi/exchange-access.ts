import type { Clock } from "../../ambient/clock.ts";
import type { Random } from "../../ambient/random.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { Addresses } from "./addresses.ts";
import type { Target } from "./discovery.ts";
import type { VenueNotice } from "./notice.ts";
import type { SchemaWatch } from "./schema-watch.ts";
import type { OpenSocket, StreamTiming } from "./stream/options.ts";

/** An exchange, what is looked for there, and how it is reached: what a start wants to know, whether its orders are real or not. */
export interface ExchangeAccess extends Addresses {
  /** As it is shown: "demo", "prod" or a URL. */
  readonly name: string;
  readonly target: Target;
  /** This start's, of which ids are made. */
  readonly epoch: string;
  /** The machine's. */
  readonly clock: Clock;
  readonly timers: Timers;
  /** For the jitter of waits. */
  readonly random: Random;
  /** Told what the operator should know. */
  readonly notice: (notice: VenueNotice) => void;
  /** Looks at what the exchange sends for what isn't documented. */
  readonly schemaWatch?: SchemaWatch | undefined;
  readonly streamTiming?: Partial<StreamTiming>;
  /** How the stream's connections are opened; the runtime's own way when left out. */
  readonly openSocket?: OpenSocket | undefined;
  /** How REST requests are sent; the runtime's own way when left out. */
  readonly fetch?: typeof fetch | undefined;
}
