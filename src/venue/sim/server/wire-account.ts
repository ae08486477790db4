import { type Position, PRICE_ONE, type Price } from "../../../market/units.ts";
import type { Accepted, Cancelled, Order } from "../order.ts";
import type { PositionRecord } from "../position-cost.ts";
import type { Fill, Settlement, Transfer } from "../records.ts";
import { uuidOf } from "./identity.ts";
import {
  averageDollars,
  centsOfMoney,
  contracts,
  dollarsOfMoney,
  dollarsOfPrice,
  isoTime,
  noDollars,
  outcomeOf,
  unixSeconds,
} from "./wire-format.ts";
import { resultOf } from "./wire-market.ts";

const CENT = 100; // in price units

/** An order as it is listed. What its fills cost is counted at YES prices, whatever its side. */
export function orderBody(order: Order): object {
  const { expiresAt, orderGroupId } = order;
  return {
    order_id: order.orderId,
    user_id: uuidOf("user", order.account),
    client_order_id: order.clientOrderId ?? "",
    ticker: order.ticker,
    outcome_side: outcomeOf(order.side),
    book_side: order.side,
    type: "limit",
    status: order.status,
    yes_price_dollars: dollarsOfPrice(order.price),
    no_price_dollars: noDollars(order.price),
    ...orderAmounts(order),
    ...(expiresAt !== undefined && { expiration_time: isoTime(expiresAt) }),
    created_time: isoTime(order.createdAt),
    last_update_time: isoTime(order.updatedAt),
    self_trade_prevention_type: order.selfTradePrevention === "maker" ? "maker" : "taker_at_cross",
    ...(orderGroupId !== undefined && { order_group_id: orderGroupId }),
    cancel_order_on_pause: order.cancelOnPause,
    subaccount_number: 0,
    exchange_index: 0,
  };
}

/** What has become of an order's contracts, at what cost: the same in a list and on the stream. */
export function orderAmounts(order: Order): object {
  return {
    fill_count_fp: contracts(order.filled),
    remaining_count_fp: contracts(order.remaining),
    initial_count_fp: contracts(order.initial),
    taker_fill_cost_dollars: dollarsOfMoney(order.takerCost),
    maker_fill_cost_dollars: dollarsOfMoney(order.makerCost),
    taker_fees_dollars: dollarsOfMoney(order.takerFees),
    maker_fees_dollars: dollarsOfMoney(order.makerFees),
  };
}

/** The answer to a create. */
export function createdBody({ order, taken, takenCost, fees }: Accepted): object {
  return {
    order_id: order.orderId,
    ...clientOrderId(order),
    fill_count: contracts(taken),
    remaining_count: contracts(order.remaining),
    ...(taken > 0 && averages({ taken, takenCost, fees })),
    ts_ms: order.updatedAt,
  };
}

/** The answer to an amend. Counts are given only where it took something or changed what rests. */
export function amendedBody({ order, taken, takenCost, fees }: Accepted, restedBefore: number): object {
  const counts = { remaining_count: contracts(order.remaining), fill_count: contracts(taken) };
  return {
    order_id: order.orderId,
    ...clientOrderId(order),
    ...((taken > 0 || order.remaining !== restedBefore) && counts),
    ...(taken > 0 && averages({ taken, takenCost, fees })),
    ts_ms: order.updatedAt,
  };
}

export function decreasedBody({ order }: Accepted): object {
  return {
    order_id: order.orderId,
    ...clientOrderId(order),
    remaining_count: contracts(order.remaining),
    ts_ms: order.updatedAt,
  };
}

export function cancelledBody({ order, reducedBy }: Cancelled): object {
  return { order_id: order.orderId, ...clientOrderId(order), reduced_by: contracts(reducedBy), ts_ms: order.updatedAt };
}

export function fillBody(fill: Fill): object {
  return {
    fill_id: fill.tradeId,
    trade_id: fill.tradeId,
    exchange_index: 0,
    order_id: fill.orderId,
    ticker: fill.ticker,
    market_ticker: fill.ticker,
    outcome_side: outcomeOf(fill.side),
    book_side: fill.side,
    count_fp: contracts(fill.quantity),
    yes_price_dollars: dollarsOfPrice(fill.price),
    no_price_dollars: noDollars(fill.price),
    is_taker: fill.taker,
    created_time: isoTime(fill.at),
    fee_cost: dollarsOfMoney(fill.feeCost),
    subaccount_number: 0,
    ts: unixSeconds(fill.at),
  };
}

export function settlementBody(settlement: Settlement): object {
  return {
    ticker: settlement.ticker,
    event_ticker: settlement.eventTicker,
    exchange_index: 0,
    market_result: resultOf(settlement.value),
    yes_count_fp: contracts(settlement.yes),
    yes_total_cost_dollars: dollarsOfMoney(settlement.yesCost),
    no_count_fp: contracts(settlement.no),
    no_total_cost_dollars: dollarsOfMoney(settlement.noCost),
    revenue: centsOfMoney(settlement.revenue),
    settled_time: isoTime(settlement.at),
    fee_cost: dollarsOfMoney(settlement.fees),
    value: Math.floor(settlement.value / CENT),
  };
}

export function positionBody(position: PositionRecord): object {
  return {
    ticker: position.ticker,
    exchange_index: 0,
    total_traded_dollars: dollarsOfMoney(position.volume),
    position_fp: contracts(position.position),
    market_exposure_dollars: dollarsOfMoney(position.cost),
    realized_pnl_dollars: dollarsOfMoney(position.realized),
    fees_paid_dollars: dollarsOfMoney(position.fees),
    last_updated_ts: isoTime(position.updatedAt),
  };
}

/** The positions of an event's markets, taken together. */
export function eventPositionBody(eventTicker: string, positions: readonly PositionRecord[]): object {
  const total = (of: (position: PositionRecord) => number) =>
    positions.reduce((sum, position) => sum + of(position), 0);
  return {
    event_ticker: eventTicker,
    total_cost_dollars: dollarsOfMoney(total(({ volume }) => volume)),
    total_cost_shares_fp: contracts(total(({ contracts: count }) => count)),
    event_exposure_dollars: dollarsOfMoney(total(({ cost }) => cost)),
    realized_pnl_dollars: dollarsOfMoney(total(({ realized }) => realized)),
    fees_paid_dollars: dollarsOfMoney(total(({ fees }) => fees)),
  };
}

/** A deposit or a withdrawal. */
export function transferBody({ transferId, amount, at }: Transfer): object {
  return {
    id: transferId,
    status: "applied",
    type: "ach",
    amount_cents: centsOfMoney(amount),
    fee_cents: 0,
    created_ts: unixSeconds(at),
    finalized_ts: unixSeconds(at),
  };
}

/** What a position is worth in cash at a price of YES. */
export function worth(position: Position, price: Price): number {
  return position > 0 ? position * price : -position * (PRICE_ONE - price);
}

function clientOrderId({ clientOrderId: id }: Order): { readonly client_order_id?: string } {
  return id === undefined ? {} : { client_order_id: id };
}

function averages({ taken, takenCost, fees }: Pick<Accepted, "taken" | "takenCost" | "fees">): object {
  return { average_fill_price: averageDollars(takenCost, taken), average_fee_paid: averageDollars(fees, taken) };
}
