import type { Time } from "../market/units.ts";
import type { Manifest } from "../tape/recording/manifest.ts";
import { discover, type Target } from "../venue/kalshi/discovery.ts";
import { feesAt } from "../venue/kalshi/fees.ts";
import { OpenError } from "../venue/kalshi/open-error.ts";
import type { RestClient } from "../venue/kalshi/rest/client.ts";
import { KalshiError } from "../venue/kalshi/rest/error.ts";
import { type KalshiEvent, oneEvent } from "../venue/kalshi/rest/events.ts";
import { eventFeeChanges, seriesFeeChanges } from "../venue/kalshi/rest/fee-changes.ts";
import type { Market } from "../venue/kalshi/rest/market.ts";
import { historicalMarkets, oneMarket } from "../venue/kalshi/rest/markets.ts";
import { oneSeries } from "../venue/kalshi/rest/series.ts";
import { priceText } from "../venue/kalshi/wire-numbers.ts";

/** An event and those of its markets that are recorded, whatever their state. */
export interface RecordedEventFacts {
  readonly event: KalshiEvent;
  readonly markets: readonly Market[];
}

/** Whether nothing will be traded in a market any more. */
export function isOver({ status }: Market): boolean {
  return status === "determined" || status === "finalized" || status === "amended" || status === "disputed";
}

/**
 * Finds what is to be recorded: as a run finds what it trades, but an event that is over is fine, archived or not. Throws OpenError for what isn't there,
 * KalshiError.
 */
export async function findRecorded(client: RestClient, target: Target, now: Time): Promise<RecordedEventFacts> {
  if ("series" in target) {
    const { event } = await discover(client, target, now);
    return { event, markets: event.markets };
  }
  if ("event" in target) return await eventOf(client, target.event);
  const markets: Market[] = [];
  for (const ticker of target.markets) markets.push(await marketOf(client, ticker));
  const events = [...new Set(markets.map(({ eventTicker }) => eventTicker))];
  if (events.length > 1) {
    throw new OpenError(`the markets are of several events (${events.join(", ")}): name markets of one`, 2);
  }
  return { event: (await eventOf(client, events[0]!)).event, markets };
}

async function eventOf(client: RestClient, ticker: string): Promise<RecordedEventFacts> {
  const event = await found(`event ${ticker}`, () => client.read(oneEvent(ticker)));
  const markets =
    event.markets.length > 0 ? event.markets : await client.all(historicalMarkets({ eventTicker: ticker }));
  if (markets.length === 0) throw new OpenError(`event ${ticker}: the exchange lists no market of it`, 2);
  return { event, markets };
}

async function marketOf(client: RestClient, ticker: string): Promise<Market> {
  try {
    return await client.read(oneMarket(ticker));
  } catch (error) {
    if (!(error instanceof KalshiError) || error.kind !== "not-found") throw error;
    const [archived] = await client.all(historicalMarkets({ tickers: [ticker] }));
    if (archived === undefined) throw new OpenError(`market ${ticker}: the exchange has none`, 2);
    return archived;
  }
}

async function found<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof KalshiError) || error.kind !== "not-found") throw error;
    throw new OpenError(`${what}: the exchange has none`, 2);
  }
}

/** What the event charges now, in the exchange's words. */
export async function recordedFees(
  client: RestClient,
  event: KalshiEvent,
  now: Time,
): Promise<Pick<Manifest, "fee_type" | "fee_multiplier">> {
  const series = await client.read(oneSeries(event.seriesTicker));
  const { fees } = feesAt(
    {
      readAt: now,
      seriesType: series.feeType,
      seriesMultiplier: series.feeMultiplier,
      eventType: event.feeTypeOverride,
      eventMultiplier: event.feeMultiplierOverride,
      seriesChanges: await client.read(seriesFeeChanges({ seriesTicker: event.seriesTicker })),
      eventChanges: await client.all(eventFeeChanges({ eventTicker: event.ticker })),
    },
    now,
  );
  return { fee_type: fees.type, fee_multiplier: fees.multiplier };
}

/** A market as the manifest has it. */
export function recordedMarket(market: Market): Manifest["markets"][number] {
  const { ticker, yesSubTitle: title, status, openAt, closeAt, priceRanges, result, settlementValue } = market;
  return {
    ticker,
    title,
    status,
    open_time: new Date(openAt).toISOString(),
    close_time: new Date(closeAt).toISOString(),
    price_ranges: priceRanges.map(({ start, end, step }) => {
      return { start: priceText(start), end: priceText(end), step: priceText(step as typeof start) };
    }),
    result,
    settlement_value_dollars: settlementValue === undefined ? null : priceText(settlementValue),
  };
}
