import type { Clock } from "../../ambient/clock.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { AccountReading } from "../../engine/input.ts";
import { after, type Time } from "../../market/units.ts";
import {
  type AccountPlace,
  type AccountState,
  broughtForward,
  readAccountState,
  restingOrder,
} from "./account-reading.ts";
import type { ExchangeClock } from "./exchange-clock.ts";
import { OpenError } from "./open-error.ts";
import type { OrderNews } from "./order-news.ts";
import { FILLS_MARGIN_MS, type OwnFills } from "./own-fills.ts";
import type { RestClient } from "./rest/client.ts";
import { KalshiError } from "./rest/error.ts";
import type { KalshiStream } from "./stream/kalshi-stream.ts";

/** The first reading is of a moment after the stream began; it is waited for so long (SAFETY.md, Start). */
const FIRST_MS = 60_000;
const BETWEEN_MS = 500;
/** What was written less than this before a reading's `asOf` may not be in it yet (SAFETY.md, V-11). */
const READ_LAG_MS = 1_000;
/** A reading that isn't whole by then is given up: the engine asks again after 5 s. */
const WHOLE_MS = 4_500;
const ATTEMPT_MS = 2_000;

interface AccountReaderParts {
  readonly client: RestClient;
  readonly clock: ExchangeClock;
  readonly localClock: Clock;
  readonly timers: Timers;
  readonly place: AccountPlace;
  readonly fills: OwnFills;
  readonly news: OrderNews;
  readonly stream: Pick<KalshiStream, "tellOwnOrders">;
  readonly emit: (reading: AccountReading) => void;
}

/** Reads the account when the engine asks for it: a whole reading or none, with the fills it shows told before it. */
export class AccountReader {
  readonly #parts: AccountReaderParts;
  #isReading = false;
  /** Up to when fills are known for sure. */
  #fillsTo = 0 as Time;

  constructor(parts: AccountReaderParts) {
    this.#parts = parts;
  }

  /** The reading that the books open with, of a moment after `since`. Throws OpenError when none comes. */
  async first(since: Time): Promise<AccountReading> {
    const { clock, timers, fills } = this.#parts;
    const deadline = after(clock.now(), FIRST_MS);
    this.#fillsTo = since;
    for (;;) {
      const state = await this.#whole().catch((error: unknown) => {
        if (error instanceof KalshiError && PASSING.has(error.kind)) return error;
        throw error;
      });
      if (!(state instanceof KalshiError) && state.asOf > after(since, READ_LAG_MS)) {
        const reading = this.#taken(state); // before fills that it lacks are told: the books open without them
        fills.begin(state.fills);
        return reading;
      }
      if (clock.now() >= deadline) throw state instanceof KalshiError ? state : tooOld(state.asOf);
      await new Promise<void>((resolve) => timers.after(BETWEEN_MS, resolve));
    }
  }

  /** Reads it and tells it, unless a reading is under way already. */
  read(): void {
    if (!this.#isReading) void this.#read();
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    try {
      const state = await this.#whole();
      await this.#parts.fills.fromReading(state.fills);
      this.#parts.emit(this.#taken(state));
    } catch (error) {
      if (!(error instanceof KalshiError)) throw error; // not whole: not told
    } finally {
      this.#isReading = false;
    }
  }

  #whole(): Promise<AccountState> {
    const { client, localClock, place } = this.#parts;
    const deadline = after(localClock.now(), WHOLE_MS);
    return readAccountState(client, place, after(this.#fillsTo, -FILLS_MARGIN_MS), { deadline, timeoutMs: ATTEMPT_MS });
  }

  #taken(state: AccountState): AccountReading {
    const { clock, news, stream } = this.#parts;
    this.#fillsTo = state.asOf;
    for (const order of state.resting) news.fromReading(order);
    const resting = state.resting.map(restingOrder);
    const shown = state.resting.map(({ clientOrderId, orderId, ticker, side, price, remaining, filled }) => {
      return { clientOrderId: clientOrderId || orderId, ticker, side, price, remaining, filled };
    });
    stream.tellOwnOrders(shown, after(state.asOf, -clock.offsetMs));
    const { asOf } = state;
    const later = this.#parts.fills.ahead(state.fills, after(clock.now(), -AHEAD_MS));
    const { positions, balance } = broughtForward(state, later);
    return { type: "account", at: clock.now(), asOf, resting, positions, balance };
  }
}

/** A fill may be told so long before the exchange's lists have it; afterwards it is a difference. */
const AHEAD_MS = 30_000;

/** Failures that another attempt may mend. */
const PASSING: ReadonlySet<string> = new Set(["unavailable", "throttled", "incomplete", "aborted"]);

function tooOld(asOf: Time): OpenError {
  const text = `the exchange's readings of the account stand still at ${new Date(asOf).toISOString()}: trading can't begin`;
  return new OpenError(text, 5);
}
