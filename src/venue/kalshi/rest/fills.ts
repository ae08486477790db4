import { z } from "zod";
import type { Money, Price, Quantity, Side, Time } from "../../../market/units.ts";
import { orNone, wireMoney, wirePrice, wireQuantity, wireSeconds, wireTimeOrNone } from "../wire-numbers.ts";
import { commaList, type PastFilter, pastQuery } from "./arguments.ts";
import { directionFields, sideOf } from "./direction.ts";
import { pageOf } from "./page.ts";
import type { ListRequest } from "./request.ts";

/** Part or all of an order of ours that was traded. The exchange tells its own id of the order, not ours. */
export interface AccountFill {
  /** Unique: the same as the stream's `trade_id`. */
  readonly tradeId: string;
  readonly orderId: string;
  readonly ticker: string;
  readonly side: Side;
  /** Of YES. */
  readonly price: Price;
  readonly quantity: Quantity;
  /** What the exchange charged. */
  readonly fee: Money;
  readonly isTaker: boolean;
  readonly at: Time | undefined;
  readonly subaccount: number | undefined;
  readonly exchangeIndex: number | undefined;
}

const fill = z
  .object({
    fill_id: orNone(z.string()),
    trade_id: orNone(z.string()),
    order_id: z.string().min(1),
    ticker: orNone(z.string()),
    market_ticker: orNone(z.string()),
    ...directionFields,
    yes_price_dollars: wirePrice,
    count_fp: wireQuantity,
    fee_cost: wireMoney,
    is_taker: z.boolean(),
    created_time: wireTimeOrNone,
    ts: orNone(wireSeconds),
    subaccount_number: orNone(z.int()),
    exchange_index: orNone(z.int()),
  })
  .transform((read, context): AccountFill => {
    const tradeId = read.fill_id || read.trade_id;
    const ticker = read.ticker || read.market_ticker;
    if (!tradeId) context.addIssue({ code: "custom", path: ["fill_id"], message: "is missing" });
    if (!ticker) context.addIssue({ code: "custom", path: ["ticker"], message: "is missing" });
    return {
      tradeId: tradeId ?? "",
      orderId: read.order_id,
      ticker: ticker ?? "",
      side: sideOf(read, context),
      price: read.yes_price_dollars,
      quantity: read.count_fp,
      fee: read.fee_cost,
      isTaker: read.is_taker,
      at: read.created_time ?? read.ts,
      subaccount: read.subaccount_number,
      exchangeIndex: read.exchange_index,
    };
  });

const page = pageOf("fills", fill);

/** Which fills: of every shard and subaccount unless one is named. */
export interface FillFilter extends PastFilter {
  /** Up to 100. */
  readonly tickers?: readonly string[];
  readonly orderId?: string;
  readonly exchangeIndex?: number;
}

/** Our fills, newest first, back to the archive's end. */
export function fills(filter: FillFilter = {}): ListRequest<AccountFill> {
  const path = "/portfolio/fills";
  return {
    route: path,
    path,
    query: {
      ticker: commaList(path, "ticker", filter.tickers, 100),
      order_id: filter.orderId,
      exchange_index: filter.exchangeIndex,
      ...pastQuery(path, filter),
    },
    authentication: "needed",
    page,
  };
}

/** Our archived fills: of one market or of all. */
export function historicalFills(filter: PastFilter & { readonly ticker?: string } = {}): ListRequest<AccountFill> {
  const path = "/historical/fills";
  return {
    route: path,
    path,
    query: {
      ticker: filter.ticker,
      ...pastQuery(path, filter),
    },
    authentication: "needed",
    page,
  };
}
