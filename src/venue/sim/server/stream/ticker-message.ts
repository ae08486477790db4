import type { BookSnapshot } from "../../../../market/order-book.ts";
import { CONTRACT, PRICE_ONE, type Price, type Quantity, type Time } from "../../../../market/units.ts";
import { uuidOf } from "../identity.ts";
import { contracts, dollarsOfPrice, isoTime, unixSeconds } from "../wire-format.ts";

/** What a ticker message says of a market, but for when. */
export type TickerBody = Readonly<Record<string, string | number>>;

/** What has been traded in a market so far. */
export interface Trading {
  readonly volume: Quantity;
  readonly openInterest: Quantity;
  readonly lastPrice: Price | undefined;
}

/** An empty side is shown as a bid of nothing at $0 and an ask of nothing at $1. */
export function tickerBody(
  ticker: string,
  { bids, asks }: BookSnapshot,
  { volume, openInterest, lastPrice }: Trading,
  lastQuantity: Quantity | undefined,
): TickerBody {
  return {
    market_ticker: ticker,
    market_id: uuidOf("market", ticker),
    price_dollars: dollarsOfPrice(lastPrice ?? (0 as Price)),
    yes_bid_dollars: dollarsOfPrice(bids[0]?.price ?? (0 as Price)),
    yes_ask_dollars: dollarsOfPrice(asks[0]?.price ?? PRICE_ONE),
    yes_bid_size_fp: contracts(bids[0]?.quantity ?? 0),
    yes_ask_size_fp: contracts(asks[0]?.quantity ?? 0),
    last_trade_size_fp: contracts(lastQuantity ?? 0),
    volume_fp: contracts(volume),
    open_interest_fp: contracts(openInterest),
    dollar_volume: wholeDollars(volume),
    dollar_open_interest: wholeDollars(openInterest),
  };
}

/** The message of a moment. */
export function stamped(body: TickerBody, at: Time): object {
  return { ...body, ts: unixSeconds(at), ts_ms: at, time: isoTime(at) };
}

/** As recorded from the real exchange: half a dollar for each contract, cut off. */
function wholeDollars(count: Quantity): number {
  return Math.floor(count / CONTRACT / 2);
}
