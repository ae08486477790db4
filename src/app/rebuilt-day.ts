import type { CarriedDay } from "../engine/carried.ts";
import {
  type Money,
  money,
  type Position,
  PRICE_ONE,
  type Price,
  signedQuantity,
  type Time,
  toDollars,
} from "../market/units.ts";
import { type RiskLimits, shareOf } from "../risk/limits.ts";
import { newYorkDay } from "../risk/new-york-day.ts";
import { type AccountAtStart, heldAt } from "../venue/kalshi/account-at-start.ts";

export interface DayParts {
  readonly found: Pick<AccountAtStart, "state" | "fills" | "settlements" | "flows" | "lastTrades">;
  readonly at: Time;
  readonly limits: Pick<RiskLimits, "maxDailyLossPct">;
  /** What a position is worth now, a YES of it. */
  readonly mark: (ticker: string, position: Position) => Price;
  /** Collateral of NOs that exclude each other, known to be back in the balance: nobody's gain. None where left out. */
  readonly returned?: Money;
}

/**
 * The New York day as the exchange's own lists tell it, where no journal does: what the account was worth at midnight is what it is worth now, with
 * everything undone that was filled, paid out, deposited and withdrawn since, its positions of then marked at their markets' last trades
 * before midnight. What came or went from outside today counts as there at midnight.
 */
export function rebuiltDay(parts: DayParts): CarriedDay {
  const { found, at } = parts;
  const { start, date } = newYorkDay(at);
  const openingEquity = money(equityAt(parts, start) + flowsSince(found, start), "equity");
  return judgedDay(parts, { date, openingEquity, flows: 0 as Money });
}

/** The same day, halted if it has lost its limit already: what an engine that nobody knows of has done about that isn't known. */
export function judgedDay(parts: DayParts, day: CarriedDay): CarriedDay {
  if (day.halted !== undefined) return day;
  const { found, at, limits, mark } = parts;
  let equity: number = cashNow(parts);
  for (const { ticker, position } of found.state.positions) equity += position * mark(ticker, position);
  const base = money(day.openingEquity + day.flows, "equity");
  const [loss, limit] = [base - equity, shareOf(base, limits.maxDailyLossPct)];
  if (loss < Math.max(limit, 1)) return day;
  const [lost, of, most] = [loss, base, limit].map((amount) => `$${toDollars(amount as Money).toFixed(2)}`);
  const text = `lost ${lost} of ${of} today, limit ${most}: no trading until tomorrow, New York time`;
  return { ...day, halted: { text, until: newYorkDay(at).end } };
}

/** What the account was worth at a moment of today, in our convention, before what came from outside since. */
function equityAt(parts: DayParts, moment: Time): number {
  const { found, mark } = parts;
  let equity: number = cashNow(parts) - flowsSince(found, moment);
  for (const { side, quantity, price, fee, at } of found.fills) {
    if (at === undefined || at >= moment) equity += signedQuantity(side, quantity) * price + fee;
  }
  for (const { yesCount, noCount, value, at } of found.settlements) {
    if (at >= moment) equity -= (yesCount - noCount) * (value ?? 0);
  }
  for (const [ticker, position] of heldAt(found, moment)) {
    const last = found.lastTrades.get(ticker);
    equity += position * (last?.midnight ?? last?.now ?? mark(ticker, position));
  }
  return equity;
}

/** The exchange's balance in our convention: a short contract has brought in its price, and the dollar it locks up is ours. */
function cashNow({ found: { state }, returned = 0 as Money }: DayParts): number {
  return (
    state.balance -
    returned +
    state.positions.reduce((sum, { position }) => sum + Math.max(0, -position) * PRICE_ONE, 0)
  );
}

function flowsSince({ flows }: DayParts["found"], moment: Time): number {
  return flows.reduce((sum, { kind, amount, at }) => {
    return at < moment ? sum : sum + (kind === "deposit" ? amount : -amount);
  }, 0);
}
