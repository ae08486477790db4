import type { Time } from "../../market/units.ts";
import { gridProblem } from "./leg.ts";
import { OpenError } from "./open-error.ts";
import { KalshiError } from "./rest/error.ts";
import { events, type KalshiEvent, oneEvent } from "./rest/events.ts";
import type { Market } from "./rest/market.ts";
import { markets as listMarkets } from "./rest/markets.ts";
import type { ReadClient } from "./rest/read-client.ts";

/** What is to be traded: the open event of a series that closes next, an event, or some of its markets. */
export type Target = { readonly series: string } | { readonly event: string } | { readonly markets: readonly string[] };

/** What was found. */
export interface Found {
  readonly event: KalshiEvent;
  /** Those to be traded, in the exchange's order; at least one. */
  readonly markets: readonly Market[];
  /** The shard that matches all of them. */
  readonly exchangeIndex: number;
}

/** Markets that trade, or may again. */
const TRADABLE: ReadonlySet<string> = new Set(["initialized", "active", "inactive"]);

/** Finds the event by what the exchange says of it, never by how a ticker ends. Throws OpenError for what isn't there, KalshiError. */
export async function discover(client: ReadClient, target: Target, now: Time): Promise<Found> {
  if ("series" in target) return found(await nextToClose(client, target.series, now));
  if ("event" in target) return found(await named(client, target.event));
  const listed = await client.all(listMarkets({ tickers: target.markets }));
  for (const ticker of target.markets) {
    if (!listed.some((market) => market.ticker === ticker))
      throw new OpenError(`market ${ticker}: the exchange has none`, 2);
  }
  const eventTickers = [...new Set(listed.map(({ eventTicker }) => eventTicker))];
  if (eventTickers.length > 1) {
    throw new OpenError(`the markets are of several events (${eventTickers.join(", ")}): name markets of one`, 2);
  }
  return found(await named(client, eventTickers[0]!), target.markets);
}

async function nextToClose(client: ReadClient, series: string, now: Time): Promise<KalshiEvent> {
  const open = await client.all(events({ seriesTicker: series, status: "open", withMarkets: true }));
  const byClose = open
    .map((event) => ({ event, closes: closesAt(event, now) }))
    .filter(({ closes }) => Number.isFinite(closes))
    .sort((one, other) => one.closes - other.closes || (one.event.ticker < other.event.ticker ? -1 : 1));
  const [next] = byClose;
  if (next === undefined) throw new OpenError(`series ${series}: the exchange has no open event of it`, 2);
  return next.event;
}

/** When the first of an event's markets closes; infinite when none is going to. */
function closesAt({ markets }: KalshiEvent, now: Time): number {
  const times = markets
    .filter(({ status, closeAt }) => TRADABLE.has(status) && closeAt > now)
    .map(({ closeAt }) => closeAt);
  return Math.min(Number.POSITIVE_INFINITY, ...times);
}

async function named(client: ReadClient, ticker: string): Promise<KalshiEvent> {
  try {
    return await client.read(oneEvent(ticker));
  } catch (error) {
    if (!(error instanceof KalshiError) || error.kind !== "not-found") throw error;
    throw new OpenError(`event ${ticker}: the exchange has none`, 2);
  }
}

function found(event: KalshiEvent, tickers?: readonly string[]): Found {
  const wanted = event.markets.filter(({ ticker }) => tickers?.includes(ticker) ?? true);
  const markets = wanted.filter(({ status }) => status !== "finalized");
  if (!markets.some(({ status }) => TRADABLE.has(status))) {
    throw new OpenError(`event ${event.ticker}: none of its markets trades any more`, 2);
  }
  for (const { ticker, marketType, priceRanges } of markets) {
    if (marketType !== "binary")
      throw new OpenError(`market ${ticker}: a ${marketType} market can't be traded here`, 2);
    const problem = gridProblem(priceRanges);
    if (problem !== undefined) throw new OpenError(`market ${ticker}: its prices can't be used: ${problem}`, 4);
  }
  const shards = new Set(markets.map((market) => market.exchangeIndex ?? event.exchangeIndex ?? 0));
  if (shards.size > 1) throw new OpenError(`event ${event.ticker}: its markets are on several shards`, 4);
  return { event, markets, exchangeIndex: [...shards][0]! };
}
