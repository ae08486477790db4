import type { FeeSchedule, Leg } from "../../market/event.ts";
import type { TakerOrder } from "../../market/taker-order.ts";
import type { Money, Position, Price, Quantity, Side, Time } from "../../market/units.ts";
import type { Order } from "./order.ts";
import type { OrderGroup } from "./order-groups.ts";

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
  | LegListed
  | LegChanged
  | FeesChanged
  | GroupChanged
  | StatusChanged
  | Determined
  | Settled;

export interface OrderAccepted {
  readonly type: "accepted";
  readonly at: Time;
  readonly order: Order;
}

/** An amend or a decrease was carried out. What an amend took at once follows as fills. */
export interface OrderChanged {
  readonly type: "changed";
  readonly at: Time;
  readonly order: Order;
}

export type GoneReason =
  | "filled"
  | "cancelled" // asked for
  | "decreased" // to nothing
  | "unfilled" // the rest of an immediate order
  | "reduce-only" // the rest of an order that would have opened a position
  | "expired"
  | "post-only-cross"
  | "self-trade"
  | "group" // its order group was triggered or deleted
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
  /** After this fill; when nothing of it is left, `gone` follows. */
  readonly order: Order;
  readonly price: Price;
  readonly quantity: Quantity;
  /** What was charged. */
  readonly fee: Money;
  /** What is said to have been charged: without rounding and rebate, under that rule. */
  readonly feeCost: Money;
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

/** A market is on the exchange, though it need not be open. */
export interface LegListed {
  readonly type: "listed";
  readonly at: Time;
  readonly eventTicker: string;
  readonly leg: Leg;
}

/**
 * What has become of a leg. The real exchange sends no message when an open or a close time passes (`opened`,
 * `closed`); for all the others it does.
 */
export type LegCause =
  | "opened"
  | "closed"
  | "activated"
  | "deactivated"
  | "close-time"
  | "price-ranges"
  | "determined"
  | "disputed"
  | "amended"
  | "finalized";

/** A leg's status, close time or grid is now this. */
export interface LegChanged {
  readonly type: "leg";
  readonly at: Time;
  readonly leg: Leg;
  /** In the order in which they are told. */
  readonly causes: readonly LegCause[];
}

/** A fee schedule has taken effect. `schedule` is undefined where an event's override has ended. */
export interface FeesChanged {
  readonly type: "fees";
  readonly at: Time;
  readonly scope: "series" | "event";
  /** Of the series or the event. */
  readonly ticker: string;
  readonly schedule: FeeSchedule | undefined;
}

export interface GroupChanged {
  readonly type: "group";
  readonly at: Time;
  readonly change: "created" | "triggered" | "reset" | "deleted" | "limit-updated";
  readonly account: string;
  readonly group: OrderGroup;
}

/** `trading-paused` refuses creates, amends and decreases, `exchange-paused` everything. */
export type ExchangeState = "open" | "trading-paused" | "exchange-paused";

export interface StatusChanged {
  readonly type: "status";
  readonly at: Time;
  readonly state: ExchangeState;
}

/** What a leg will pay for each YES is known, or was changed after a dispute; nothing is paid yet. */
export interface Determined {
  readonly type: "determined";
  readonly at: Time;
  readonly ticker: string;
  readonly value: Price;
}

/** A leg has paid `value` for each YES and the rest of $1 for each NO. */
export interface Settled {
  readonly type: "settled";
  readonly at: Time;
  readonly ticker: string;
  readonly value: Price;
}
