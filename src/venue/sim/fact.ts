import type { Leg } from "../../market/event.ts";
import type { TakerOrder } from "../../market/taker-order.ts";
import type { Money, Position, Price, Quantity, Side, Time } from "../../market/units.ts";
import type { Order } from "./order.ts";

/**
 * What has happened on the exchange, in order: all that an adapter needs to serve market data, private streams and
 * reports. `at` is the exchange's time.
 */
export type Fact =
  | OrderAccepted
  | OrderChanged
  | OrderGone
  | Filled
  | Traded
  | BookChanged
  | LegChanged
  | StatusChanged
  | Settled;

export interface OrderAccepted {
  readonly type: "accepted";
  readonly at: Time;
  readonly order: Order;
}

/** An amend was carried out. What it took at once follows as fills. */
export interface OrderChanged {
  readonly type: "changed";
  readonly at: Time;
  readonly order: Order;
}

export type GoneReason =
  | "filled"
  | "cancelled" // asked for
  | "unfilled" // the rest of an immediate order
  | "expired"
  | "self-trade"
  | "pause"
  | "cancel-all"
  | "close"
  | "margin";

/** Nothing of an order is left; `reducedBy` was unfilled. */
export interface OrderGone {
  readonly type: "gone";
  readonly at: Time;
  /** Its `remaining` is zero. */
  readonly order: Order;
  readonly reason: GoneReason;
  readonly reducedBy: Quantity;
}

/** One side of a print. */
export interface Filled {
  readonly type: "fill";
  readonly at: Time;
  readonly tradeId: string;
  /** After this fill. */
  readonly order: Order;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly fee: Money;
  readonly taker: boolean;
  /** The account's position after this fill. */
  readonly position: Position;
}

/** One taker order: all that it met, in sweep order. */
export interface Traded {
  readonly type: "trade";
  readonly at: Time;
  readonly ticker: string;
  readonly takerSide: "buy" | "sell";
  readonly prints: readonly { readonly tradeId: string; readonly price: Price; readonly quantity: Quantity }[];
}

/** The public view of a trade. */
export function takerOrderOf({ ticker, at, takerSide: side, prints }: Traded): TakerOrder {
  return { ticker, at, side, prints: prints.map(({ price, quantity }) => ({ price, quantity })) };
}

/** A price level has grown or shrunk. */
export interface BookChanged {
  readonly type: "book";
  readonly at: Time;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  /** Signed, in 1/100 contract. */
  readonly change: Position;
  /** Whose order did it. */
  readonly account: string;
  readonly clientOrderId: string | undefined;
}

/** A leg's status, close time or grid is now this. */
export interface LegChanged {
  readonly type: "leg";
  readonly at: Time;
  readonly leg: Leg;
}

/** `trading-paused` refuses creates and amends, `exchange-paused` cancels too. */
export type ExchangeState = "open" | "trading-paused" | "exchange-paused";

export interface StatusChanged {
  readonly type: "status";
  readonly at: Time;
  readonly state: ExchangeState;
}

/** A leg has paid `value` for each YES and the rest of $1 for each NO. */
export interface Settled {
  readonly type: "settled";
  readonly at: Time;
  readonly ticker: string;
  readonly value: Price;
}
