import type { WriteTokens } from "../../engine/start.ts";
import type { Money } from "../../market/units.ts";
import type { ExchangeAccess } from "../kalshi/exchange-access.ts";
import { ExchangeClock } from "../kalshi/exchange-clock.ts";
import type { KalshiKey } from "../kalshi/key.ts";
import { OneSession } from "../kalshi/one-session.ts";
import { ReadClient } from "../kalshi/rest/read-client.ts";
import type { Latency } from "../local/latency.ts";
import type { Venue } from "../venue.ts";
import { DrySession } from "./dry-session.ts";
import { MeasuredLatency } from "./measured-latency.ts";
import { onlyReading } from "./only-reading.ts";

/** Whatever of `fetch` is given, nothing but GET gets as far. */
export interface DryVenueOptions extends ExchangeAccess {
  /** Opens the stream; one that may only read is enough. Without one, public data are read again and again. */
  readonly key?: KalshiKey | undefined;
  /** What the account, which nobody but this run knows, begins with. */
  readonly balance: Money;
  /** How long a command takes; as long as one of the last readings did when left out. */
  readonly latency?: Latency | undefined;
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
  const sessions = new OneSession((sink) => new DrySession({ ...options, client, clock, localClock, latency }, sink));
  return {
    name: options.name,
    clock,
    feed: key === undefined ? "polled" : "stream",
    get writeTokens() {
      return sessions.current?.writeTokens;
    },
    open: sessions.open,
    send: sessions.send,
    close: sessions.close,
  };
}
