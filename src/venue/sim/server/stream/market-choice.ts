import { type Channel, rulesOf } from "./channel.ts";
import type { MarketFilter } from "./command.ts";
import type { ShownMarkets } from "./shown-market.ts";
import { errorBody, type StreamErrorBody } from "./stream-error.ts";

/** The markets that a command means on a channel: undefined for all of them. Or what is wrong with it. */
export type MarketChoice = { readonly tickers: readonly string[] | undefined } | StreamErrorBody;

/** Which markets a subscription to this channel is to be about. A channel that takes no markets ignores them. */
export function marketChoice(channel: Channel, filter: MarketFilter, markets: ShownMarkets): MarketChoice {
  const { markets: rule } = rulesOf(channel);
  if (rule === "none") return { tickers: undefined };
  const named = namedMarkets(channel, filter, markets);
  if ("code" in named || named.tickers.length > 0) return named;
  return rule === "required" ? errorBody(14) : { tickers: undefined };
}

/** The markets that a command names, or what is wrong with them. */
export type NamedMarkets = { readonly tickers: readonly string[] } | StreamErrorBody;

/** None is an empty list. */
export function namedMarkets(channel: Channel, { tickers, ids }: MarketFilter, markets: ShownMarkets): NamedMarkets {
  if (ids.length > 0 && channel === "orderbook_delta") return errorBody(14);
  if (ids.length > 0 && channel !== "ticker") return errorBody(11, `market_id is not supported on ${channel}`);
  const found = ids.map((id) => markets.tickerOf(id) ?? id);
  const all = ids.length > 0 ? found : tickers;
  const unknown = all.filter((ticker) => !markets.has(ticker));
  return unknown.length > 0 ? errorBody(11, "there is no such market", unknown) : { tickers: all };
}
