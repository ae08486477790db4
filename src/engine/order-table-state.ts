import { flag, list, number, object, oneOf, orNull, type Shape, text, tuple } from "../market/saved-state.ts";
import type { Position, Price, Quantity, Side, Time } from "../market/units.ts";
import type { Order, OrderState } from "./order.ts";

/** The table of orders as plain data. */
export interface OrderTableState {
  /** Those that must be counted as live, oldest first. */
  readonly live: readonly LiveOrderState[];
  /** Those that are gone and not yet forgotten, in the order in which they went. */
  readonly gone: readonly GoneOrderState[];
}

/** `Order` as plain data. */
export interface LiveOrderState {
  readonly clientOrderId: string;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  readonly original: Quantity;
  readonly filled: Quantity;
  readonly reduced: Quantity;
  readonly state: Exclude<OrderState, "gone">;
  readonly intendedAt: Time;
  readonly sentAt: Time | null;
  readonly expiresAt: Time | null;
  readonly renewal: { readonly expiresAt: Time; readonly askedAt: Time } | null;
  readonly cancelAskedAt: Time | null;
  readonly offBookAt: Time | null;
  readonly cancelRefused: boolean;
  readonly missed: number;
  readonly inventoryWhenPlaced: Position;
  readonly multiplierWhenPlaced: number;
}

/** Of an order that is gone, what a report that comes late may still ask for. A list, because there are many of them. */
export type GoneOrderState = readonly [
  clientOrderId: string,
  ticker: string,
  side: Side,
  price: Price,
  original: Quantity,
  filled: Quantity,
  reduced: Quantity,
  sentAt: Time | null,
  cancelRefused: boolean,
  /** When it went. */
  at: Time,
];

const SIDE: Shape<Side> = oneOf("bid", "ask");

export const ORDER_TABLE_STATE: Shape<OrderTableState> = object<OrderTableState>({
  live: list(
    object<LiveOrderState>({
      clientOrderId: text(),
      ticker: text(),
      side: SIDE,
      price: number(),
      original: number(),
      filled: number(),
      reduced: number(),
      state: oneOf("intended", "sent", "resting", "cancelling", "unknown"),
      intendedAt: number(),
      sentAt: orNull(number()),
      expiresAt: orNull(number()),
      renewal: orNull(
        object<{ readonly expiresAt: Time; readonly askedAt: Time }>({ expiresAt: number(), askedAt: number() }),
      ),
      cancelAskedAt: orNull(number()),
      offBookAt: orNull(number()),
      cancelRefused: flag(),
      missed: number(),
      inventoryWhenPlaced: number(),
      multiplierWhenPlaced: number(),
    }),
  ),
  gone: list(
    tuple<GoneOrderState>(
      text(),
      text(),
      SIDE,
      number(),
      number(),
      number(),
      number(),
      orNull(number()),
      flag(),
      number(),
    ),
  ),
});

export function savedLive(order: Order): LiveOrderState {
  return {
    ...order,
    state: order.state as LiveOrderState["state"],
    sentAt: order.sentAt ?? null,
    expiresAt: order.expiresAt ?? null,
    renewal: order.renewal ?? null,
    cancelAskedAt: order.cancelAskedAt ?? null,
    offBookAt: order.offBookAt ?? null,
  };
}

export function restoredLive(saved: LiveOrderState): Order {
  return {
    ...saved,
    sentAt: saved.sentAt ?? undefined,
    expiresAt: saved.expiresAt ?? undefined,
    renewal: saved.renewal ?? undefined,
    cancelAskedAt: saved.cancelAskedAt ?? undefined,
    offBookAt: saved.offBookAt ?? undefined,
  };
}

export function savedGone(order: Order, at: Time): GoneOrderState {
  const { clientOrderId, ticker, side, price, original, filled, reduced, sentAt = null, cancelRefused } = order;
  return [clientOrderId, ticker, side, price, original, filled, reduced, sentAt, cancelRefused, at];
}

/** The rest is as nobody asks for it any more. */
export function restoredGone(saved: GoneOrderState): Order {
  const [clientOrderId, ticker, side, price, original, filled, reduced, sentAt, cancelRefused, at] = saved;
  return {
    clientOrderId,
    ticker,
    side,
    price,
    original,
    filled,
    reduced,
    state: "gone",
    intendedAt: sentAt ?? at,
    sentAt: sentAt ?? undefined,
    expiresAt: undefined,
    renewal: undefined,
    cancelAskedAt: undefined,
    offBookAt: at,
    cancelRefused,
    missed: 0,
    inventoryWhenPlaced: 0 as Position,
    multiplierWhenPlaced: 1,
  };
}
