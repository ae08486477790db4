import { type FillEntry, FillRecorder } from "../../../src/backtest/fill-log.ts";
import { type MarkSeries, markSeries } from "../../../src/backtest/marks.ts";
import {
  type ConfigurationOutcome,
  type EventOutcome,
  type LegOutcome,
  PLAIN,
  type Variant,
} from "../../../src/backtest/outcome.ts";
import type { QuoteTime } from "../../../src/backtest/quote-clock.ts";
import type { TakerOrder } from "../../../src/market/taker-order.ts";
import type { Money, Position, Price, Quantity, Side, Time } from "../../../src/market/units.ts";
import type { FillModel } from "../../../src/venue/local/fills.ts";
import { DOCUMENTED } from "../../strategy/documented.ts";
import { seconds } from "../scenes.ts";

/** A fill in words: seconds, side, contracts, cents; fair value and fee in cents. */
export interface FillWords {
  readonly at: number;
  readonly side: Side;
  readonly contracts: number;
  readonly price: number;
  readonly fair?: number;
  readonly fee?: number;
}

export interface LegWords {
  readonly ticker?: string;
  /** In cents. */
  readonly value: number;
  readonly fills?: readonly FillWords[];
  readonly orders?: readonly TakerOrder[];
  readonly quoteTime?: QuoteTime;
}

/** An hour of a leg with a bid for half of it and an ask for a quarter within that. */
export const QUOTED: QuoteTime = {
  from: seconds(0),
  to: seconds(3_600),
  bidMs: 1_800_000,
  askMs: 900_000,
  bothMs: 900_000,
};

/** A leg and the account of its fills, counted fill by fill. */
export function legOf({
  ticker = "E-1JAN-A",
  value,
  fills = [],
  orders = [],
  quoteTime = QUOTED,
}: LegWords): LegOutcome {
  const recorder = new FillRecorder();
  let position = 0;
  let flow = 0;
  let fees = 0;
  let contracts = 0;
  for (const { at, side, contracts: size, price, fair = price, fee = 0 } of fills) {
    const entry: FillEntry = {
      at: seconds(at),
      side,
      price: Math.round(price * 100) as Price,
      quantity: Math.round(size * 100) as Quantity,
      fee: Math.round(fee * 10_000) as Money,
      fairCents: fair,
      quoteFairCents: fair,
      positionBefore: position as Position,
    };
    recorder.add(entry);
    const bought = side === "bid" ? entry.quantity : -entry.quantity;
    position += bought;
    flow -= bought * entry.price;
    fees += entry.fee;
    contracts += entry.quantity;
  }
  const worth = Math.round(value * 100) as Price;
  const gross = flow + position * worth;
  const series: MarkSeries | undefined = markSeries(orders).get(ticker);
  return {
    ticker,
    trades: orders.length,
    value: worth,
    settled: worth === 0 || worth === 10_000,
    fills: fills.length,
    contracts: contracts as Quantity,
    position: position as Position,
    flow: flow as Money,
    fees: fees as Money,
    gross: gross as Money,
    net: (gross - fees) as Money,
    log: recorder.log(series),
    quoteTime,
  };
}

export function eventOf(event: string, endedAt: number, ...legs: readonly LegOutcome[]): EventOutcome {
  return { event, endedAt: endedAt as Time, legs, alerts: new Map() };
}

export function outcomeOf(
  profile: string,
  fillModel: FillModel,
  events: readonly EventOutcome[],
  variant: Variant = PLAIN,
): ConfigurationOutcome {
  return { profile: { ...DOCUMENTED, name: profile }, model: "kalman", fillModel, variant, events };
}
