import { expect, test } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import { fillMarkouts } from "../../../src/app/report/fill-markouts.ts";
import type { Walk } from "../../../src/app/report/journal-walk.ts";
import type { Steps } from "../../../src/backtest/trace/steps.ts";

const HOUR_MS = 3_600_000;
const BEGIN = 1_800_000_000_000;

interface Market {
  readonly ticker: string;
  readonly event: string;
  readonly market: Steps;
  /** Purchases of one contract, at the market's price then. */
  readonly bought: readonly (readonly [at: number, price: number])[];
  readonly isSeen: boolean;
  readonly paid?: number;
}

/** As much of a journal's walk as the curve is made of; each market was looked at all the time. */
function curveOf(markets: readonly Market[], seed: number) {
  const walk = {
    changes: markets.flatMap(({ ticker, bought }) =>
      bought.map(([at, price]) => ({
        kind: "fill",
        at,
        ticker,
        leg: ticker,
        quantity: 100,
        cash: -100 * price,
        price,
      })),
    ),
    legs: new Map(
      markets.map(({ ticker, event, market, bought, isSeen }) => [
        ticker,
        { event, market, seen: isSeen ? [{ from: bought[0]![0], to: bought.at(-1)![0] }] : [], settledAt: undefined },
      ]),
    ),
    settled: new Map(markets.flatMap(({ ticker, paid }) => (paid === undefined ? [] : [[ticker, paid]]))),
  } as unknown as Walk;
  return new Map(fillMarkouts(walk, Random.seeded(seed)).map((point) => [point.after, point]));
}

const holds = (interval: readonly [number, number] | null | undefined, truth: number): boolean =>
  interval != null && interval[0] <= truth && truth <= interval[1];

/** Purchases at 50c, an hour apart, of a contract that pays 100c or nothing. */
function coin(event: string, day: number, paid: number): Market {
  const bought = Array.from({ length: 12 }, (_, hour) => [BEGIN + (24 * day + hour) * HOUR_MS, 5_000] as const);
  const market = { at: Float64Array.of(BEGIN), value: Int16Array.of(5_000) };
  return { ticker: `${event}-A`, event, market, bought, paid, isSeen: false };
}

test("what has paid out is as sure as there were payouts, not fills: fair coins hold 0 in their interval nineteen times of twenty", () => {
  const random = Random.seeded(5);
  const tries = 100;
  let held = 0;
  for (let each = 0; each < tries; each += 1) {
    const days = Array.from({ length: 40 }, (_, day) => coin(`KX-${day}`, day, random.uniform() < 0.5 ? 10_000 : 0));
    if (holds(curveOf(days, each).get("settled")!.interval, 0)) held += 1;
  }
  expect(held / tries).toBeGreaterThan(0.88); // 0.95 less three standard errors, and a little for bootstraps
});

test("one event's payout has no interval, and events of one date are one story", () => {
  expect(curveOf([coin("KX-1", 0, 10_000)], 1).get("settled")).toMatchObject({ fills: 12, cents: 50, interval: null });
  const together = [coin("KXA-1", 0, 10_000), coin("KXB-1", 0, 0)];
  expect(curveOf(together, 1).get("settled")).toMatchObject({ fills: 24, cents: 0, interval: null });
});

test("what is judged four hours later overlaps for four hours: a market that goes nowhere holds 0 in its interval", () => {
  const random = Random.seeded(6);
  const tries = 50;
  const steps = 6 * 24 * 5;
  let held = 0;
  for (let each = 0; each < tries; each += 1) {
    let price = 5_000;
    const at = Float64Array.from({ length: steps }, (_, step) => BEGIN + (step * HOUR_MS) / 6);
    const value = Int16Array.from({ length: steps }, () => (price += random.uniform() < 0.5 ? 20 : -20));
    const bought = Array.from(at, (time, step) => [time, value[step]!] as const);
    const { interval } = curveOf(
      [{ ticker: "KX-1-A", event: "KX-1", market: { at, value }, bought, isSeen: true }],
      each,
    ).get("4 h")!;
    if (holds(interval, 0)) held += 1;
  }
  expect(held / tries).toBeGreaterThan(0.78);
});
