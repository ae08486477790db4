import type { Order } from "../../order.ts";
import { LAST_UPDATE_REASON } from "../../update-reason.ts";
import { uuidOf } from "../identity.ts";
import { orderAmounts } from "../wire-account.ts";
import { dollarsOfPrice, isoTime, outcomeOf } from "../wire-format.ts";

/** An order as its owner is told of it. */
export function orderBody(order: Order, exchangeIndex: number): object {
  const { orderId, account, ticker, side, price, clientOrderId, orderGroupId, createdAt, updatedAt, expiresAt } = order;
  const reason = order.lastReason && LAST_UPDATE_REASON[order.lastReason];
  const outcome = outcomeOf(side);
  return {
    order_id: orderId,
    user_id: uuidOf("user", account),
    ticker,
    exchange_index: exchangeIndex,
    status: order.status,
    side: outcome,
    is_yes: outcome === "yes",
    outcome_side: outcome,
    book_side: side,
    yes_price_dollars: dollarsOfPrice(price),
    ...orderAmounts(order),
    client_order_id: clientOrderId ?? "",
    ...(orderGroupId !== undefined && { order_group_id: orderGroupId }),
    self_trade_prevention_type: order.selfTradePrevention === "maker" ? "maker" : "taker_at_cross",
    created_time: isoTime(createdAt),
    created_ts_ms: createdAt,
    last_update_time: isoTime(updatedAt),
    last_updated_ts_ms: updatedAt,
    ...(expiresAt !== undefined && { expiration_time: isoTime(expiresAt), expiration_ts_ms: expiresAt }),
    ...(reason !== undefined && { last_update_reason: reason }),
    subaccount_number: 0,
  };
}
