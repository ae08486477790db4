import type { Filled } from "../../fact.ts";
import { contracts, dollarsOfMoney, dollarsOfPrice, outcomeOf, unixSeconds } from "../wire-format.ts";

/** One side of a print, as its owner is told. */
export function fillBody(fact: Filled, exchangeIndex: number): object {
  const { order, tradeId, price, quantity, feeCost, taker, position, at } = fact;
  const { orderId, clientOrderId, ticker, side } = order;
  const outcome = outcomeOf(side);
  return {
    trade_id: tradeId,
    order_id: orderId,
    ...(clientOrderId !== undefined && { client_order_id: clientOrderId }),
    market_ticker: ticker,
    exchange_index: exchangeIndex,
    is_taker: taker,
    side: outcome,
    action: "buy",
    purchased_side: outcome,
    outcome_side: outcome,
    book_side: side,
    yes_price_dollars: dollarsOfPrice(price),
    count_fp: contracts(quantity),
    fee_cost: dollarsOfMoney(feeCost),
    post_position_fp: contracts(position),
    ts: unixSeconds(at),
    ts_ms: at,
  };
}
