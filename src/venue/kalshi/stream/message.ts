import type { Level } from "../../../market/order-book.ts";
import type { PriceRange } from "../../../market/price-grid.ts";
import type { Money, Position, Price, Quantity, Side, Time } from "../../../market/units.ts";

/** What every message may carry beside its content. */
export interface Envelope {
  readonly sid: number | undefined;
  /** Number within the subscription, where it counts. */
  readonly seq: number | undefined;
  /** Of the command this answers. */
  readonly id: number | undefined;
  /** When the exchange queued it for sending, by its own clock. */
  readonly sentAt: Time | undefined;
}

/** Prices of the NO side as they came: on YES or on NO, as was agreed when subscribing. Price and quantity alternate. */
export interface SnapshotMessage extends Envelope {
  readonly type: "orderbook_snapshot";
  readonly ticker: string;
  readonly yes: readonly number[];
  readonly no: readonly number[];
}

export interface DeltaMessage extends Envelope {
  readonly type: "orderbook_delta";
  readonly ticker: string;
  /** YES is "bid", NO is "ask". */
  readonly side: Side;
  /** As it came: of an ask on YES or on NO, as was agreed when subscribing. */
  readonly price: Price;
  /** Change of the quantity at this price, in 1/100 contract. */
  readonly change: number;
  readonly at: Time | undefined;
  /** Of the order of this account that caused the change. */
  readonly clientOrderId: string | undefined;
}

export interface TickerMessage extends Envelope {
  readonly type: "ticker";
  readonly ticker: string;
  /** Best levels; undefined when a side is empty. */
  readonly bid: Level | undefined;
  readonly ask: Level | undefined;
  /** Undefined before the first trade. */
  readonly lastPrice: Price | undefined;
  readonly volume: Quantity;
  readonly openInterest: Quantity;
  readonly at: Time;
}

export interface TradeMessage extends Envelope {
  readonly type: "trade";
  readonly tradeId: string;
  readonly ticker: string;
  readonly price: Price;
  readonly quantity: Quantity;
  /** Whether the taker bought or sold YES. */
  readonly takerSide: "buy" | "sell";
  /** Agreed off the book: says nothing about the book. */
  readonly block: boolean;
  readonly at: Time;
}

/** The messages that come by the thousand: read by hand (fast-reader.ts), with a schema beside (hot-schema.ts). */
export type HotMessage = SnapshotMessage | DeltaMessage | TickerMessage | TradeMessage;

/** A fill of one of this account's orders. */
export interface FillMessage extends Envelope {
  readonly type: "fill";
  readonly tradeId: string;
  readonly orderId: string;
  /** Undefined for an order that was placed without one. */
  readonly clientOrderId: string | undefined;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly fee: Money;
  readonly taker: boolean;
  /** Position in the market after it. */
  readonly position: Position;
  readonly at: Time;
  readonly subaccount: number | undefined;
}

/** An order of this account as it now is. */
export interface OrderMessage extends Envelope {
  readonly type: "user_order";
  readonly orderId: string;
  readonly clientOrderId: string | undefined;
  readonly ticker: string;
  /** "resting", "canceled", "executed", "unknown"; others may come. */
  readonly status: string;
  readonly side: Side;
  readonly price: Price;
  readonly initial: Quantity;
  readonly filled: Quantity;
  readonly remaining: Quantity;
  readonly fees: Money;
  readonly groupId: string | undefined;
  readonly createdAt: Time | undefined;
  readonly updatedAt: Time | undefined;
  readonly expiresAt: Time | undefined;
  /** "Trade", "ExpiryCancel", "PostOnlyCrossCancel" and so on; others may come. */
  readonly reason: string | undefined;
  readonly subaccount: number | undefined;
}

export interface PositionMessage extends Envelope {
  readonly type: "market_position";
  readonly ticker: string;
  readonly position: Position;
  readonly volume: Quantity;
  readonly feesPaid: Money;
  readonly subaccount: number | undefined;
}

export interface GroupMessage extends Envelope {
  readonly type: "order_group_updates";
  /** "created", "triggered", "reset", "deleted", "limit_updated"; others may come. */
  readonly change: string;
  readonly groupId: string;
  readonly limit: Quantity | undefined;
  readonly at: Time;
}

/** Something happened to a market. What a change doesn't speak of is undefined. */
export interface LifecycleMessage extends Envelope {
  readonly type: "market_lifecycle_v2";
  /** "created", "activated", "deactivated", "close_date_updated", "determined", "settled", "price_level_structure_updated", ... */
  readonly change: string;
  readonly ticker: string;
  /** Of a market that was created. */
  readonly eventTicker: string | undefined;
  readonly title: string | undefined;
  readonly openTime: Time | undefined;
  readonly closeTime: Time | undefined;
  readonly deactivated: boolean | undefined;
  readonly priceRanges: readonly PriceRange[] | undefined;
  readonly result: string | undefined;
  readonly settlementValue: Price | undefined;
  readonly determinedAt: Time | undefined;
  readonly settledAt: Time | undefined;
  readonly exchangeIndex: number | undefined;
}

/** An event was created. */
export interface EventMessage extends Envelope {
  readonly type: "event_lifecycle";
  readonly eventTicker: string;
  readonly seriesTicker: string;
  readonly title: string;
}

/** What overrides the series' fees from now on; undefined: nothing does. */
export interface EventFeeMessage extends Envelope {
  readonly type: "event_fee_update";
  readonly eventTicker: string;
  readonly feeType: string | undefined;
  readonly multiplier: number | undefined;
}

/** An answer to a command, or an error that comes by itself. */
export type ReplyMessage =
  | (Envelope & { readonly type: "subscribed"; readonly channel: string; readonly subscription: number })
  | (Envelope & { readonly type: "ok" })
  | (Envelope & { readonly type: "unsubscribed" })
  | (Envelope & {
      readonly type: "error";
      readonly code: number;
      readonly text: string;
      /** The markets it is about, where it names them. */
      readonly tickers: readonly string[];
    });

export type StreamMessage =
  | HotMessage
  | FillMessage
  | OrderMessage
  | PositionMessage
  | GroupMessage
  | LifecycleMessage
  | EventMessage
  | EventFeeMessage
  | ReplyMessage;
