import { TapeVenue } from "../../src/backtest/tape-venue.ts";
import type { Place, VenueCommand } from "../../src/engine/command.ts";
import type { MarketEvent } from "../../src/market/event.ts";
import { PriceGrid } from "../../src/market/price-grid.ts";
import type { TakerOrder, TakerSide } from "../../src/market/taker-order.ts";
import type { Money, Price, Quantity, Side, Time } from "../../src/market/units.ts";
import type { FillModel } from "../../src/venue/local/fills.ts";

/** Contracts and cents of a print. */
export type PrintWords = readonly [contracts: number, cents: number];

export const cents = (value: number) => (value * 100) as Price;
export const contracts = (value: number) => (value * 100) as Quantity;
export const seconds = (value: number) => Math.round(value * 1_000) as Time;

/** A taker order in words: when (in seconds), who, what. */
export function takes(at: number, side: TakerSide, prints: readonly PrintWords[], ticker = "E-1JAN-A"): TakerOrder {
  return {
    ticker,
    at: seconds(at),
    side,
    prints: prints.map(([count, price]) => ({ quantity: contracts(count), price: cents(price) })),
  };
}

export function eventOf(...tickers: readonly string[]): MarketEvent {
  return {
    ticker: "E-1JAN",
    series: "E",
    title: "E",
    mutuallyExclusive: true,
    fees: { type: "quadratic_with_maker_fees", multiplier: 1 },
    legs: tickers.map((ticker) => ({
      ticker,
      title: ticker,
      status: "active",
      closeTime: seconds(4e9),
      priceRanges: PriceGrid.wholeCents().ranges,
    })),
  };
}

export const A = "E-1JAN-A";
export const OPENING = 1_000_000_000 as Money; // $1,000

/** A second for each command unless told otherwise, one after the other. */
export function venueOf(model: FillModel, latenciesS: readonly number[] = []): TapeVenue {
  const left = [...latenciesS];
  return new TapeVenue({
    event: eventOf(A, "E-1JAN-B", "E-1JAN-C"),
    fillModel: model,
    latency: () => (left.shift() ?? 1) * 1_000,
    queueAhead: contracts(100),
    openingBalance: OPENING,
    lastAt: seconds(4e9),
  });
}

export function place(id: string, side: Side, price: number, size = 1, expiresAt?: Time): Place {
  const common = { clientOrderId: id, ticker: A, side, price: cents(price), quantity: contracts(size) };
  return { type: "place", ...common, expiresAt };
}

export const cancel = (id: string): VenueCommand => ({ type: "cancel", clientOrderId: id, ticker: A });
