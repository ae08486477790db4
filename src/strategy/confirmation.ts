import { type TakerOrder, totalQuantity, vwapCents } from "../market/taker-order.ts";
import { CENT, type Quantity, type Time, toContracts } from "../market/units.ts";
import type { Profile } from "./profile.ts";
import type { OthersBest } from "./quote.ts";
import { isFirmBook } from "./thin-book.ts";

/** Taker orders that may confirm a move: those in a later second than it. Plain data. */
export interface LaterOrders {
  readonly quantity: Quantity;
  /** Sum of price in cents times contracts. */
  readonly paidCents: number;
}

export const NO_LATER_ORDERS: LaterOrders = { quantity: 0 as Quantity, paidCents: 0 };

/** Taker orders confirm with this many order sizes of ours in total. */
const CONFIRMING_SIZES = 10;
/** ... and with an average no farther than this from the fair value, or the half-spread if that is more. */
const CONFIRMING_CENTS = 3;

/** What a move is confirmed against. */
export interface ConfirmationFacts {
  readonly fairCents: number | undefined;
  readonly others: OthersBest;
  /** `hs0`: the half-spread before multipliers. */
  readonly baseHalfSpreadCents: number;
}

/** The orders that may confirm the move at `movedAt`, with one more. Orders in the move's own second don't count. */
export function withLaterOrder(later: LaterOrders, order: TakerOrder, movedAt: Time): LaterOrders {
  if (second(order.at) <= second(movedAt)) return later;
  const quantity = totalQuantity(order);
  return {
    quantity: (later.quantity + quantity) as Quantity,
    paidCents: later.paidCents + vwapCents(order) * toContracts(quantity),
  };
}

/** Whether somebody else's money stands behind the fair value: a book of others around it, or trades at it. */
export function isConfirmed(facts: ConfirmationFacts, later: LaterOrders, profile: Profile): boolean {
  if (facts.fairCents === undefined) return false;
  return isConfirmedByBook(facts.fairCents, facts) || isConfirmedByOrders(facts.fairCents, facts, later, profile);
}

function isConfirmedByBook(fairCents: number, { others, baseHalfSpreadCents }: ConfirmationFacts): boolean {
  if (!isFirmBook(others)) return false;
  const middle = (others.bid + others.ask) / 2 / CENT;
  const halfWidth = (others.ask - others.bid) / 2 / CENT;
  return Math.abs(fairCents - middle) <= Math.max(baseHalfSpreadCents, halfWidth);
}

function isConfirmedByOrders(
  fairCents: number,
  { baseHalfSpreadCents }: ConfirmationFacts,
  later: LaterOrders,
  profile: Profile,
): boolean {
  const contracts = toContracts(later.quantity);
  if (contracts < CONFIRMING_SIZES * profile.orderSize) return false;
  return Math.abs(later.paidCents / contracts - fairCents) <= Math.max(baseHalfSpreadCents, CONFIRMING_CENTS);
}

function second(at: Time): number {
  return Math.floor(at / 1_000);
}
