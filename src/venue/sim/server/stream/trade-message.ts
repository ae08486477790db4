import type { Traded } from "../../fact.ts";
import { contracts, dollarsOfPrice, noDollars, outcomeOf, unixSeconds } from "../wire-format.ts";

/** One message for each print of a taker order. */
export function tradeBodies({ ticker, at, takerSide, prints }: Traded): readonly object[] {
  const side = takerSide === "buy" ? "bid" : "ask";
  return prints.map(({ tradeId, price, quantity }) => ({
    trade_id: tradeId,
    market_ticker: ticker,
    yes_price_dollars: dollarsOfPrice(price),
    no_price_dollars: noDollars(price),
    count_fp: contracts(quantity),
    taker_side: outcomeOf(side),
    taker_outcome_side: outcomeOf(side),
    taker_book_side: side,
    is_block_trade: false,
    ts: unixSeconds(at),
    ts_ms: at,
  }));
}
