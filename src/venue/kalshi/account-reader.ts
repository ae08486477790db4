import type { Clock } from "../../ambient/clock.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { AccountReading, Flow } from "../../engine/input.ts";
import { after, type Time } from "../../market/units.ts";
import { type AccountFlow, flowsOf } from "./account-at-start.ts";
import {
  type AccountPlace,
  type AccountState,
  broughtForward,
  readAccountState,
  restingOrder,
} from "./account-reading.ts";
import type { ExchangeClock } from "./exchange-clock.ts";
import type { IntruderWatch } from "./intruder-watch.ts";
import type { OrderNews } from "./order-news.ts";
import { FILLS_MARGIN_MS, type OwnFills } from "./own-fills.ts";
import type { RestClient } from "./rest/client.ts";
import { KalshiError } from "./rest/error.ts";
import { deposits, withdrawals } from "./rest/payments.ts";
import type { KalshiStream } from "./stream/kalshi-stream.ts";

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
  readonly intruders: Pick<IntruderWatch, "see">;
  readonly emit: (news: AccountReading | Flow) => void;
}

/** Reads the account when the engine asks for it: a whole reading or none, with the fills and payments it shows told before it. */
export class AccountReader {
  readonly #parts: AccountReaderParts;
  #isReading = false;
  /** Up to when fills are known for sure. */
  #fillsTo = 0 as Time;
  /** Deposits and withdrawals that the books have, by kind and id. */
  readonly #flows = new Set<string>();

  constructor(parts: AccountReaderParts) {
    this.#parts = parts;
  }

  /** The reading that the books open with, and the payments that are in its balance. */
  begin(state: AccountState, flows: readonly AccountFlow[]): AccountReading {
    for (const flow of flows) this.#flows.add(keyOf(flow));
    const reading = this.#taken(state); // before fills that it lacks are told: the books open without them
    this.#parts.fills.begin(state.fills);
    return reading;
  }

  /** Reads it and tells it, unless a reading is under way already. */
  read(): void {
    if (!this.#isReading) void this.#read();
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    try {
      const [state, flows] = await Promise.all([this.#whole(), this.#payments()]);
      await this.#parts.fills.fromReading(state.fills);
      for (const flow of flows) this.#tellFlow(flow);
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

  /** Every payment that was ever applied. They go to the primary account: another has none. */
  async #payments(): Promise<readonly AccountFlow[]> {
    const { client, localClock, place } = this.#parts;
    if (place.subaccount !== 0) return [];
    const options = { deadline: after(localClock.now(), WHOLE_MS), timeoutMs: ATTEMPT_MS };
    const [paidIn, paidOut] = await Promise.all([client.all(deposits(), options), client.all(withdrawals(), options)]);
    return [...flowsOf("deposit", paidIn), ...flowsOf("withdrawal", paidOut)];
  }

  #tellFlow({ id, kind, amount }: AccountFlow): void {
    const key = keyOf({ id, kind });
    if (this.#flows.has(key)) return;
    this.#flows.add(key);
    this.#parts.emit({ type: "flow", at: this.#parts.clock.now(), id, kind, amount });
  }

  #taken(state: AccountState): AccountReading {
    const { clock, news, stream, intruders } = this.#parts;
    this.#fillsTo = state.asOf;
    for (const order of state.resting) {
      intruders.see(order);
      news.fromReading(order);
    }
    const resting = state.resting.map(restingOrder);
    const shown = state.resting.map(({ clientOrderId, orderId, ticker, side, price, remaining, filled }) => {
      return { clientOrderId: clientOrderId || orderId, ticker, side, price, remaining, filled };
    });
    // what was written just before may be missing in it: such an order is not gone, nor somebody else's in the book
    stream.tellOwnOrders(shown, after(state.asOf, -clock.offsetMs - READ_LAG_MS));
    const { asOf } = state;
    const later = this.#parts.fills.ahead(state.fills, after(clock.now(), -AHEAD_MS));
    const { positions, balance } = broughtForward(state, later);
    const ahead = later.map(({ ticker, side, price, quantity, fee }) => ({ ticker, side, price, quantity, fee }));
    const base = { type: "account", at: clock.now(), asOf, resting, positions, balance } as const;
    return ahead.length === 0 ? base : { ...base, ahead };
  }
}

function keyOf({ kind, id }: Pick<AccountFlow, "kind" | "id">): string {
  return `${kind} ${id}`;
}

/** What was written less than this before a reading's `asOf` may not be in it yet (SAFETY.md, V-11). */
const READ_LAG_MS = 1_000;
/** A fill may be told so long before the exchange's lists have it; afterwards it is a difference. */
const AHEAD_MS = 30_000;
