import type { BookSnapshot, Level } from "../../../../market/order-book.ts";
import type { BookChanged } from "../../fact.ts";
import { uuidOf } from "../identity.ts";
import { contracts, dollarsOfPrice, isoTime, noDollars, outcomeOf } from "../wire-format.ts";

/**
 * A whole book: bids for YES and bids for NO, each side's best last. A side without orders has no key. Levels of NO are in
 * prices of NO unless `useYesPrice`.
 */
export function bookSnapshot(ticker: string, { bids, asks }: BookSnapshot, useYesPrice: boolean): object {
  const no = useYesPrice ? dollarsOfPrice : noDollars;
  return {
    market_ticker: ticker,
    market_id: uuidOf("market", ticker),
    ...(bids.length > 0 && { yes_dollars_fp: levels(bids, dollarsOfPrice) }),
    ...(asks.length > 0 && { no_dollars_fp: levels(asks, no) }),
  };
}

/** One level that has grown or shrunk; `isOwn` says whether the reader's order did it. */
export function bookDelta(fact: BookChanged, useYesPrice: boolean, isOwn: boolean): object {
  const { ticker, side, price, change, at, clientOrderId } = fact;
  return {
    market_ticker: ticker,
    market_id: uuidOf("market", ticker),
    price_dollars: side === "bid" || useYesPrice ? dollarsOfPrice(price) : noDollars(price),
    delta_fp: contracts(change),
    side: outcomeOf(side),
    ...(isOwn && clientOrderId !== undefined && { client_order_id: clientOrderId }),
    ts: isoTime(at),
    ts_ms: at,
  };
}

function levels(best: readonly Level[], dollars: (price: Level["price"]) => string): string[][] {
  return best.map(({ price, quantity }) => [dollars(price), contracts(quantity)]).reverse();
}
