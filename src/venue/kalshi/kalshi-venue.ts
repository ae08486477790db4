import type { Clock } from "../../ambient/clock.ts";
import type { Random } from "../../ambient/random.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { WriteTokens } from "../../engine/start.ts";
import type { Time } from "../../market/units.ts";
import type { Venue } from "../venue.ts";
import type { AccountAtStart } from "./account-at-start.ts";
import type { Addresses } from "./addresses.ts";
import type { Target } from "./discovery.ts";
import { ExchangeClock } from "./exchange-clock.ts";
import type { KalshiKey } from "./key.ts";
import type { VenueNotice } from "./notice.ts";
import { openError } from "./open-error.ts";
import type { Past } from "./past.ts";
import { RestClient } from "./rest/client.ts";
import type { AttemptRecord } from "./rest/read-client.ts";
import type { SchemaWatch } from "./schema-watch.ts";
import type { OpenSocket, StreamTiming } from "./stream/options.ts";
import { TradingSession } from "./trading-session.ts";

export interface KalshiVenueOptions extends Addresses {
  /** As it is shown: "demo", "prod" or a URL. */
  readonly name: string;
  readonly key: KalshiKey;
  readonly target: Target;
  /** This start's, of which the ids of its orders are made. */
  readonly epoch: string;
  /** What is known of earlier starts; nothing when left out. */
  readonly past?: Past | undefined;
  /** Begin although another engine seems to be alive on the account, which ends by that. */
  readonly takeover?: boolean | undefined;
  /** Contracts of the largest usual order: the order group's limit follows from it. */
  readonly orderSize: number;
  /** The machine's. */
  readonly clock: Clock;
  readonly timers: Timers;
  /** For the jitter of waits. */
  readonly random: Random;
  /** Told what the operator should know. */
  readonly notice: (notice: VenueNotice) => void;
  /** Told of each attempt of a REST request as it ends. */
  readonly onAttempt?: (attempt: AttemptRecord) => void;
  /** Looks at what the exchange sends for what isn't documented. */
  readonly schemaWatch?: SchemaWatch | undefined;
  readonly streamTiming?: Partial<StreamTiming>;
  /** How the stream's connections are opened; the runtime's own way when left out. */
  readonly openSocket?: OpenSocket | undefined;
  /** How REST requests are sent; the runtime's own way when left out. */
  readonly fetch?: typeof fetch | undefined;
}

/** A Kalshi-compatible exchange as a venue to trade on. */
export interface KalshiVenue extends Venue {
  /** The exchange's clock, as well as it is known: inputs are stamped with it, and expiries are counted by it. */
  readonly clock: ExchangeClock;
  /** The account's write budget; undefined before `open`. */
  readonly writeTokens: WriteTokens | undefined;
  /** What the start has read of the account; undefined before `open`. */
  readonly accountAtStart: AccountAtStart | undefined;
  /** When the account's location attestation lapses, as last read; undefined without one. */
  readonly attestedUntil: Time | undefined;
}

/**
 * Makes the venue; nothing is sent before `open`, which throws OpenError when trading can't begin. What it asks, sends and says is described in
 * docs/kalshi.md.
 */
export function createKalshiVenue(options: KalshiVenueOptions): KalshiVenue {
  const { clock: localClock, timers, random, key, onAttempt } = options;
  const clock = new ExchangeClock(localClock);
  const jitter = random.fork("rest");
  const client = new RestClient({
    baseUrl: options.restUrl,
    key,
    exchangeClock: clock,
    clock: localClock,
    timers,
    uniform: () => jitter.uniform(),
    fetch: options.fetch,
    schemaWatch: options.schemaWatch,
    ...(onAttempt !== undefined && { onAttempt }),
  });
  let session: TradingSession | undefined;
  const close = (): void => {
    session?.close();
    session = undefined;
  };
  return {
    name: options.name,
    clock,
    get writeTokens() {
      return session?.writeTokens;
    },
    get accountAtStart() {
      return session?.accountAtStart;
    },
    get attestedUntil() {
      return session?.attestedUntil;
    },
    async open(sink) {
      close();
      const opened = new TradingSession({ ...options, client, clock, localClock }, sink);
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
