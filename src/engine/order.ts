import type { Position } from "../market/units.ts";
import { type Price, type Quantity, quantity, type Side, type Time } from "../market/units.ts";

/**
 * Where an order of ours is (DESIGN.md, invariant 2). It is in exactly one of these:
 *
 * - `intended`: decided and journaled, not yet handed to the venue;
 * - `sent`: on its way; the exchange has not answered;
 * - `resting`: acknowledged;
 * - `cancelling`: a cancel is on its way;
 * - `unknown`: a request or the order itself has had no definite outcome; it counts as live until that is settled;
 * - `gone`: it can't be filled any more, and every fill it had is booked.
 */
export type OrderState = "intended" | "sent" | "resting" | "cancelling" | "unknown" | "gone";

/** One order of ours. Mutable: the order table alone changes it. */
export interface Order {
  readonly clientOrderId: string;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  readonly original: Quantity;
  filled: Quantity;
  /** Taken off by a cancel, an expiry or the exchange: can't be filled any more. */
  reduced: Quantity;
  state: OrderState;
  readonly intendedAt: Time;
  sentAt: Time | undefined;
  /** When the exchange takes it off by itself; undefined never (tapes only). */
  expiresAt: Time | undefined;
  /** Of the renewal in flight: what the expiry will be, and when it was asked for. */
  renewal: { readonly expiresAt: Time; readonly askedAt: Time } | undefined;
  cancelAskedAt: Time | undefined;
  /** When it was known not to rest any more: of a live order, only a fill that is on its way keeps it from being `gone`. */
  offBookAt: Time | undefined;
  /** A refusal of its cancel has been told; the next ones are not news. */
  cancelRefused: boolean;
  /** Complete account readings in a row in which it was expected and not found. */
  missed: number;
  /** Filled inventory and multiplier of R3 when it was decided: R9 asks whether they still are what they were. */
  readonly inventoryWhenPlaced: Position;
  readonly multiplierWhenPlaced: number;
}

/** An order that should have lapsed and of which nothing was heard (SAFETY.md V-2: 4 s, and one for the message). */
export const LAPSED_AFTER_MS = 5_000;
/** A create without an answer for this long is looked for in a reading. */
export const LATE_ANSWER_MS = 1_000;

/** What may still be filled of an order, on what we know. */
export function remaining(order: Order): Quantity {
  return quantity(Math.max(0, order.original - order.filled - order.reduced), "remaining");
}

/** The latest moment at which the exchange takes it off by itself, a renewal in flight included; undefined never. */
export function lastExpiry({ expiresAt, renewal }: Order): Time | undefined {
  return expiresAt === undefined ? undefined : (Math.max(expiresAt, renewal?.expiresAt ?? 0) as Time);
}
