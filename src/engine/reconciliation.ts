import type { Money, Position, Time } from "../market/units.ts";
import { toContracts, toDollars } from "../market/units.ts";
import type { Judgement } from "../risk/balance-check.ts";
import type { AccountReading, RestingOrder } from "./input.ts";
import { type Order, remaining } from "./order.ts";
import type { OrderTable } from "./order-table.ts";
import type { ReconciliationState } from "./reconciliation-state.ts";

/** What was written less than this before a reading's `asOf` may not be in it yet (SAFETY.md, V-11). */
export const READ_LAG_MS = 1_000;
/** A difference counts when two readings at least this far apart show it. */
const CONFIRM_MS = 2_000;
/** Whatever differs at every reading for this long counts, however it changes. */
const PERSISTS_MS = 10_000;
/** A create whose signature is this old is refused: absent then is absent for good. */
export const SIGNATURE_BOUND_MS = 35_000;
/** How long an answer to `readAccount` is waited for. */
const READ_TIMEOUT_MS = 5_000;

/** What the difference of the balance is called among the others. */
const BALANCE = "balance";

/** Prefix of every order id of this program, whatever its epoch. */
export const ORDER_PREFIX = "tauroi-";

export interface Books {
  /** Filled position of a ticker, in ours. */
  position(ticker: string): Position;
  tickers(): Iterable<string>;
  /** Whether the engine trades it; elsewhere only another hand does. */
  isTraded(ticker: string): boolean;
  /** Cash that has been named unexplained so far. */
  unexplained(): Money;
  /** What must be unexplained for a reading's balance to be right: the same again where it agrees. */
  judge(reading: AccountReading): Judgement;
  /** The same, and what it tells of how the exchange reckons is remembered. */
  read(reading: AccountReading): Judgement;
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
  /** Orders of another hand, as listed. */
  readonly foreign: readonly RestingOrder[];
  /** Positions that differ, shown by two readings, with what the exchange says: in markets that are traded here, and elsewhere. */
  readonly positions: readonly { readonly ticker: string; readonly position: Position; readonly isTraded: boolean }[];
  /** Cash that is unexplained by now, where two readings have shown that it is another amount than was known. */
  readonly unexplained: Money | undefined;
  /** The reading vouches for a later moment than the last one; one that doesn't says nothing. */
  readonly isNew: boolean;
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

  /** The last reading has shown something that isn't explained. */
  get isInDoubt(): boolean {
    return this.#suspected.size > 0;
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
      const pending = ["the exchange's as-of time has not advanced"];
      return { stray: [], confirmed: [], pending, foreign: [], positions: [], unexplained: undefined, isNew: false };
    }
    this.#lastAsOf = reading.asOf;
    const listed = new Map(reading.resting.map((order) => [order.clientOrderId, order]));
    const differences: Differences = new Map();

    for (const order of orders.live())
      this.#settle(order, listed.get(order.clientOrderId), reading, orders, differences);
    const stray: RestingOrder[] = [];
    const foreign: RestingOrder[] = [];
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
      } else foreign.push(order);
    }

    const differing = this.#positions(reading, books, differences);
    // While a fill is missing on one side the balance is off by it: that is judged when positions agree.
    const { implied, isClear } = differing.size === 0 ? books.read(reading) : books.judge(reading);
    const off = (implied - books.unexplained()) as Money;
    if (off !== 0) {
      const text = `the exchange's balance is off by $${toDollars(off).toFixed(6)}`;
      differences.set(BALANCE, { text, value: `${reading.balance - off} ${off}` });
    }
    const { confirmed, pending } = this.#judge(differences, differing.size > 0 || !isClear, reading.at);
    const positions = [...differing].filter(([ticker]) => confirmed.has(ticker)).map(([, position]) => position);
    const unexplained = confirmed.has(BALANCE) ? implied : undefined;
    confirmed.delete(BALANCE); // named, not drift
    for (const { ticker, isTraded } of positions) if (!isTraded) confirmed.delete(ticker);
    this.#conclude(confirmed, differences, reading.at);
    return { stray, confirmed: [...confirmed.values()], pending, foreign, positions, unexplained, isNew: true };
  }

  /** Positions that are not ours, by ticker. */
  #positions(
    reading: AccountReading,
    books: Books,
    differences: Differences,
  ): Map<string, Comparison["positions"][number]> {
    const differing = new Map<string, Comparison["positions"][number]>();
    const actual = new Map(reading.positions.map(({ ticker, position }) => [ticker, position]));
    for (const ticker of new Set([...books.tickers(), ...actual.keys()])) {
      const theirs = actual.get(ticker) ?? (0 as Position);
      const ours = books.position(ticker);
      if (theirs === ours) continue;
      const text = `${ticker}: we hold ${toContracts(ours)}, the exchange says ${toContracts(theirs)}`;
      differences.set(ticker, { text, value: `${ours} ${theirs}` });
      differing.set(ticker, { ticker, position: theirs, isTraded: books.isTraded(ticker) });
    }
    return differing;
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
    const writtenAt = Math.max(order.sentAt ?? order.intendedAt, order.offBookAt ?? 0);
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

  /** Which differences count by now, by what differs, and which have yet to be seen again. */
  #judge(
    differences: Differences,
    isBalanceUnclear: boolean,
    at: Time,
  ): { readonly confirmed: Map<string, string>; readonly pending: readonly string[] } {
    const confirmed = new Map<string, string>();
    const pending: string[] = [];
    const suspected = new Map<string, Suspect>();
    for (const [key, { text, value }] of differences) {
      const before = this.#suspected.get(key);
      const isUnclear = key === BALANCE && isBalanceUnclear;
      const since = isUnclear ? at : (before?.since ?? at);
      const valueSince = !isUnclear && before?.value === value ? before.valueSince : at;
      suspected.set(key, { since, value, valueSince });
      if (at - valueSince >= CONFIRM_MS || at - since >= PERSISTS_MS) confirmed.set(key, text);
      else pending.push(text);
    }
    this.#suspected = suspected;
    return { confirmed, pending };
  }

  /** `named` differences are no differences any more: cash that is called unexplained, positions taken over elsewhere. */
  #conclude(confirmed: ReadonlyMap<string, string>, differences: Differences, at: Time): void {
    const named = [...differences.keys()].filter((key) => this.#isConfirmed(key, at) && !confirmed.has(key));
    for (const key of named) this.#suspected.delete(key);
    if (differences.size === named.length) {
      this.cleanAt = at;
      this.last = { at, ok: true, detail: "agrees" };
    } else if (confirmed.size > 0) {
      this.last = { at, ok: false, detail: [...confirmed.values()].join("; ") };
    }
  }

  #isConfirmed(key: string, at: Time): boolean {
    const suspect = this.#suspected.get(key);
    return suspect !== undefined && (at - suspect.valueSince >= CONFIRM_MS || at - suspect.since >= PERSISTS_MS);
  }

  save(): ReconciliationState {
    return {
      askedAt: this.#askedAt ?? null,
      lastAt: this.#lastAt ?? null,
      lastAsOf: this.#lastAsOf ?? null,
      suspected: Array.from(this.#suspected, ([what, { since, value, valueSince }]) => {
        return { what, since, value, valueSince };
      }),
      last: this.last ?? null,
      cleanAt: this.cleanAt ?? null,
    };
  }

  restore(state: ReconciliationState): void {
    this.#askedAt = state.askedAt ?? undefined;
    this.#lastAt = state.lastAt ?? undefined;
    this.#lastAsOf = state.lastAsOf ?? undefined;
    this.#suspected = new Map(state.suspected.map(({ what, ...suspect }) => [what, suspect]));
    this.last = state.last ?? undefined;
    this.cleanAt = state.cleanAt ?? undefined;
  }
}
