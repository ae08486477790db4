import type { WriteTokens } from "../../engine/start.ts";
import type { Time } from "../../market/units.ts";
import type { Venue } from "../venue.ts";
import type { AccountAtStart } from "./account-at-start.ts";
import type { ExchangeAccess } from "./exchange-access.ts";
import { ExchangeClock } from "./exchange-clock.ts";
import type { KalshiKey } from "./key.ts";
import { OneSession } from "./one-session.ts";
import type { Past } from "./past.ts";
import { RestClient } from "./rest/client.ts";
import type { AttemptRecord } from "./rest/read-client.ts";
import { TradingSession } from "./trading-session.ts";

export interface KalshiVenueOptions extends ExchangeAccess {
  readonly key: KalshiKey;
  /** What is known of earlier starts; nothing when left out. */
  readonly past?: Past | undefined;
  /** Begin although another engine seems to be alive on the account, which ends by that. */
  readonly takeover?: boolean | undefined;
  /** Contracts of the largest usual order: the order group's limit follows from it. */
  readonly orderSize: number;
  /** Told of each attempt of a REST request as it ends. */
  readonly onAttempt?: (attempt: AttemptRecord) => void;
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
  const sessions = new OneSession((sink) => new TradingSession({ ...options, client, clock, localClock }, sink));
  return {
    name: options.name,
    clock,
    get writeTokens() {
      return sessions.current?.writeTokens;
    },
    get accountAtStart() {
      return sessions.current?.accountAtStart;
    },
    get attestedUntil() {
      return sessions.current?.attestedUntil;
    },
    open: sessions.open,
    send: sessions.send,
    close: sessions.close,
  };
}
