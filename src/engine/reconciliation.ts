import type { Money, Position, Time } from "../market/units.ts";
import { toContracts, toDollars } from "../market/units.ts";
import type { AccountReading, RestingOrder } from "./input.ts";
import { type Order, remaining } from "./order.ts";
import type { OrderTable } from "./order-table.ts";

/** What was written less than this before a reading's `asOf` may not be in it yet (SAFETY.md, V-11). */
const READ_LAG_MS = 1_000;
/** A difference counts when two readings at least this far apart show it. */
const CONFIRM_MS = 2_000;
/** Whatever differs at every reading for this long counts, however it changes. */
const PERSISTS_MS = 10_000;
/** A create whose signature is this old is refused: absent then is absent for good. */
export const SIGNATURE_BOUND_MS = 35_000;
/** How long an answer to `readAccount` is waited for. */
const READ_TIMEOUT_MS = 5_000;

/** Prefix of every order id of this program, whatever its epoch. */
export const ORDER_PREFIX = "tauroi-";

export interface Books {
  /** Filled position of a ticker, in ours. */
  position(ticker: string): Position;
  /** What the exchange's balance must be if nothing is missing. */
  exchangeBalance(): Money;
  tickers(): Iterable<string>;
}

/** Differences of one reading, by what it is that differs: the words for it, and both values, to see whether they stay. */
type Differences = Map<string, { readonly text: string; readonly value: string }>;

/** A difference that has been seen: since when there is one, and since when it is this one. */
interface Suspect {
  readonly since: Time;
  readonly value: string;
  readonly valueSince: Time;
}

/** What a reading says beside what we hold. */
export interface Comparison {
  /** Ours by prefix but not in the table, or listed though we believe it gone: to be cancelled. */
  readonly stray: readonly RestingOrder[];
  /** Differences that two readings have shown; empty is a clean account. */
  readonly confirmed: readonly string[];
  /** Differences of this reading alone: another reading is wanted soon. */
  readonly pending: readonly string[];
}

/**
 * Compares complete readings of the account with the engine's own books (SAFETY.md, Unknown outcomes and reconciliation), and settles
 * orders of unknown fate: found is adopted, absent in two late enough readings is gone.
 */
export class Reconciliation {
  #askedAt: Time | undefined;
  #lastAt: Time | undefined;
  #lastAsOf: Time | undefined;
  /** Differences of earlier readings with when they were first seen. */
  #suspected = new Map<string, Suspect>();
  /** The last result, for the panel. */
  last: { readonly at: Time; readonly ok: boolean; readonly detail: string } | undefined;
  /** The last reading in which nothing differed. */
  cleanAt: Time | undefined;

  constructor(private readonly everyMs: number | undefined) {}

  /** Whether the account is ever read again. */
  get isOn(): boolean {
    return this.everyMs !== undefined;
  }

  /** Whether a reading should be asked for now. `soon`: something is unresolved, so every 2 s rather than every interval. */
  due(now: Time, soon: boolean): boolean {
    const at = this.dueAt(soon);
    return at !== undefined && now >= at;
  }

  dueAt(soon: boolean): Time | undefined {
    if (this.everyMs === undefined) return undefined;
    if (this.#askedAt !== undefined) return (this.#askedAt + READ_TIMEOUT_MS) as Time;
    const interval = soon || this.#suspected.size > 0 ? CONFIRM_MS : this.everyMs;
    return ((this.#lastAt ?? -interval) + interval) as Time;
  }

  asked(at: Time): void {
    this.#askedAt = at;
  }

  /** Takes a reading in. Settles unknown orders in the table; says what else differs. */
  compare(reading: AccountReading, orders: OrderTable, books: Books): Comparison {
    this.#askedAt = undefined;
    this.#lastAt = reading.at;
    if (this.#lastAsOf !== undefined && reading.asOf <= this.#lastAsOf) {
      return { stray: [], confirmed: [], pending: ["the exchange's as-of time has not advanced"] };
    }
    this.#lastAsOf = reading.asOf;
    const listed = new Map(reading.resting.map((order) => [order.clientOrderId, order]));
    const differences: Differences = new Map();

    for (const order of orders.live())
      this.#settle(order, listed.get(order.clientOrderId), reading, orders, differences);
    const stray: RestingOrder[] = [];
    for (const order of reading.resting) {
      const known = orders.get(order.clientOrderId);
      if (known !== undefined && known.state !== "gone") continue;
      if (known?.offBookAt !== undefined && reading.asOf - READ_LAG_MS <= known.offBookAt) continue; // not written yet
      if (order.clientOrderId.startsWith(ORDER_PREFIX)) {
        stray.push(order);
        differences.set(order.orderId, {
          text: `${order.clientOrderId} rests on ${order.ticker} and is not in our table`,
          value: "",
        });
      } else
        differences.set(order.orderId, {
          text: `a foreign order rests on ${order.ticker}: ${order.orderId}`,
          value: "",
        });
    }

    const actual = new Map(reading.positions.map(({ ticker, position }) => [ticker, position]));
    for (const ticker of new Set([...books.tickers(), ...actual.keys()])) {
      const theirs = actual.get(ticker) ?? (0 as Position);
      const ours = books.position(ticker);
      if (theirs !== ours) {
        const text = `${ticker}: we hold ${toContracts(ours)}, the exchange says ${toContracts(theirs)}`;
        differences.set(ticker, { text, value: `${ours} ${theirs}` });
      }
    }
    const balance = books.exchangeBalance();
    if (reading.balance !== balance) {
      const off = (reading.balance - balance) as Money;
      differences.set("balance", {
        text: `the exchange's balance is off by $${toDollars(off).toFixed(6)}`,
        value: `${balance} ${off}`,
      });
    }
    return this.#judge(differences, stray, reading.at);
  }

  /** One live order against its line in the reading. */
  #settle(
    order: Order,
    line: RestingOrder | undefined,
    reading: AccountReading,
    orders: OrderTable,
    differences: Differences,
  ): void {
    if (line !== undefined) {
      const outOfDate = order.offBookAt !== undefined && reading.asOf - READ_LAG_MS <= order.offBookAt;
      if ((order.state === "unknown" || order.state === "sent") && !outOfDate) {
        orders.found(order);
        order.expiresAt = line.expiresAt ?? order.expiresAt;
      }
      order.missed = 0;
      return;
    }
    const writtenAt = order.sentAt ?? order.intendedAt;
    if (order.state === "intended" || order.state === "sent" || writtenAt > reading.asOf - READ_LAG_MS) return;
    const canStillArrive =
      order.state === "unknown" &&
      order.offBookAt === undefined &&
      reading.asOf < (order.sentAt ?? order.intendedAt) + SIGNATURE_BOUND_MS;
    if (canStillArrive) return;
    order.missed++;
    if (order.state === "resting") {
      const left = toContracts(remaining(order));
      differences.set(order.clientOrderId, {
        text: `${order.clientOrderId} rests here but not on the exchange (${left} left)`,
        value: "",
      });
      if (order.missed >= 2) orders.vanished(order, reading.at);
      return;
    }
    if (order.missed >= 2) orders.absent(order, reading.at);
  }

  #judge(differences: Differences, stray: readonly RestingOrder[], at: Time): Comparison {
    const confirmed: string[] = [];
    const pending: string[] = [];
    const suspected = new Map<string, Suspect>();
    for (const [key, { text, value }] of differences) {
      const before = this.#suspected.get(key);
      const since = before?.since ?? at;
      const valueSince = before?.value === value ? before.valueSince : at;
      suspected.set(key, { since, value, valueSince });
      (at - valueSince >= CONFIRM_MS || at - since >= PERSISTS_MS ? confirmed : pending).push(text);
    }
    this.#suspected = suspected;
    if (differences.size === 0) {
      this.cleanAt = at;
      this.last = { at, ok: true, detail: "agrees" };
    } else if (confirmed.length > 0) {
      this.last = { at, ok: false, detail: confirmed.join("; ") };
    }
    return { stray, confirmed, pending };
  }
}
