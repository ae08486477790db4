import type { Clock } from "../../ambient/clock.ts";
import type { Random } from "../../ambient/random.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { WriteTokens } from "../../engine/start.ts";
import type { Money } from "../../market/units.ts";
import type { Addresses } from "../kalshi/addresses.ts";
import type { Target } from "../kalshi/discovery.ts";
import { ExchangeClock } from "../kalshi/exchange-clock.ts";
import type { KalshiKey } from "../kalshi/key.ts";
import type { VenueNotice } from "../kalshi/notice.ts";
import { openError } from "../kalshi/open-error.ts";
import { ReadClient } from "../kalshi/rest/read-client.ts";
import type { SchemaWatch } from "../kalshi/schema-watch.ts";
import type { OpenSocket, StreamTiming } from "../kalshi/stream/options.ts";
import type { Latency } from "../local/latency.ts";
import type { Venue } from "../venue.ts";
import { DrySession } from "./dry-session.ts";
import { MeasuredLatency } from "./measured-latency.ts";
import { onlyReading } from "./only-reading.ts";

export interface DryVenueOptions extends Addresses {
  /** As it is shown: "demo", "prod" or a URL. */
  readonly name: string;
  /** Opens the stream; one that may only read is enough. Without one, public data are read again and again. */
  readonly key?: KalshiKey | undefined;
  readonly target: Target;
  /** This start's, of which the ids of its fills are made. */
  readonly epoch: string;
  /** What the account, which nobody but this run knows, begins with. */
  readonly balance: Money;
  /** How long a command takes; as long as one of the last readings did when left out. */
  readonly latency?: Latency | undefined;
  /** The machine's. */
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  /** Told what the operator should know. */
  readonly notice: (notice: VenueNotice) => void;
  /** Counts what the exchange sends that isn't known here. */
  readonly schemaWatch?: SchemaWatch | undefined;
  readonly streamTiming?: Partial<StreamTiming>;
  /** How the stream's connections are opened; the runtime's own way when left out. */
  readonly openSocket?: OpenSocket | undefined;
  /** How REST requests are sent; the runtime's own way when left out. Nothing but GET gets as far. */
  readonly fetch?: typeof fetch | undefined;
}

/** Where public data come from. */
export type FeedKind = "stream" | "polled";

/** A Kalshi-compatible exchange to look at, and an account of our own beside it. */
export interface DryVenue extends Venue {
  /** The exchange's clock, as well as it is known. */
  readonly clock: ExchangeClock;
  /** The account's write budget where a key tells it; the engine keeps to it, though nothing is sent. */
  readonly writeTokens: WriteTokens | undefined;
  readonly feed: FeedKind;
}

/**
 * Makes the venue of a dry run: books, trades and everything else public are the exchange's, our orders are matched here, against them, and
 * nothing is sent. Nothing here could: it reads by a client that has no way to write, through a `fetch` that refuses anything but GET. `open`
 * throws OpenError when it can't begin.
 */
export function createDryVenue(options: DryVenueOptions): DryVenue {
  const { clock: localClock, timers, random, key } = options;
  const clock = new ExchangeClock(localClock);
  const jitter = random.fork("rest");
  const measured = new MeasuredLatency(random.fork("latency"));
  const client = new ReadClient({
    baseUrl: options.restUrl,
    key,
    exchangeClock: clock,
    clock: localClock,
    timers,
    uniform: () => jitter.uniform(),
    fetch: onlyReading(options.fetch ?? fetch),
    schemaWatch: options.schemaWatch,
    onAttempt({ status, tookMs }) {
      if (status !== undefined) measured.measured(tookMs);
    },
  });
  const latency = options.latency ?? measured.draw;
  let session: DrySession | undefined;
  const close = (): void => {
    session?.close();
    session = undefined;
  };
  return {
    name: options.name,
    clock,
    feed: key === undefined ? "polled" : "stream",
    get writeTokens() {
      return session?.writeTokens;
    },
    async open(sink) {
      close();
      const opened = new DrySession({ ...options, client, clock, localClock, latency }, sink);
      session = opened;
      try {
        return await opened.open();
      } catch (error) {
        close();
        throw openError(error);
      }
    },
    send: (command) => session?.send(command),
    close,
  };
}
