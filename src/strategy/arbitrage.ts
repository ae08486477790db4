import type { FeeSchedule } from "../market/event.ts";
import type { BookSnapshot } from "../market/order-book.ts";
import { CENT, CONTRACT, DOLLAR, type Price, type Quantity, type Side } from "../market/units.ts";
import { fee } from "./fees.ts";

const MICRO_DOLLARS_PER_CENT = DOLLAR / 100;

/** Prices of a winner-take-all event that can't all be right: whoever trades against every leg at once gains, whoever wins. */
export interface Arbitrage {
  /** Sell YES of every leg that has a bid, or buy YES of every leg. */
  readonly kind: "sell every leg" | "buy every leg";
  /** Of one contract a leg, after the taker's fees, in cents. */
  readonly gainCents: number;
  /** For how many contracts a leg the best prices are good. */
  readonly contracts: number;
}

/**
 * What the others' books offer against each other, for the panel: it is never traded by itself. Selling pays when the bids add up to more than the $1
 * that at most one leg will cost, legs without a bid left out. Buying pays when all asks together cost less than the $1 that exactly one leg will
 * bring: so only when every leg of the event is there (`isWhole`), and only if one of them is sure to win, which the rules must say.
 */
export function arbitrage(
  books: readonly (BookSnapshot | undefined)[],
  fees: FeeSchedule,
  isWhole: boolean,
): Arbitrage | undefined {
  const bids = books.flatMap((book) => (book?.bids[0] === undefined ? [] : [book.bids[0]]));
  const asks = books.flatMap((book) => (book?.asks[0] === undefined ? [] : [book.asks[0]]));
  const feeCents = ({ price }: { readonly price: Price }, side: Side): number =>
    fee(fees, "taker", price, CONTRACT as Quantity, side) / MICRO_DOLLARS_PER_CENT;
  const sold = bids.reduce((sum, level) => sum + level.price / CENT - feeCents(level, "ask"), 0) - 100;
  if (bids.length > 1 && sold > 0) return { kind: "sell every leg", gainCents: sold, contracts: least(bids) };
  if (!isWhole || books.length < 2 || asks.length < books.length) return undefined;
  const bought = 100 - asks.reduce((sum, level) => sum + level.price / CENT + feeCents(level, "bid"), 0);
  return bought > 0 ? { kind: "buy every leg", gainCents: bought, contracts: least(asks) } : undefined;
}

function least(levels: readonly { readonly quantity: number }[]): number {
  return Math.floor(Math.min(...levels.map(({ quantity }) => quantity)) / CONTRACT);
}
