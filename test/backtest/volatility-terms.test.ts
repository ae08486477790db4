import { expect, test } from "vitest";
import { EventModels } from "../../src/backtest/event-models.ts";
import { volatilityTermDocument } from "../../src/backtest/volatility-term-document.ts";
import { VolatilityTerms } from "../../src/backtest/volatility-terms.ts";
import type { TakerOrder } from "../../src/market/taker-order.ts";
import type { Time } from "../../src/market/units.ts";
import { VolatilityTerm } from "../../src/model/volatility-term.ts";
import type { LegRecord } from "../../src/tape/settlements.ts";
import { manySteps, ordersOf } from "./generated-tape.ts";

const HOUR = 3_600_000;

interface Row {
  readonly event: string;
  readonly order: TakerOrder;
}

/** Orders of a made-up event of five legs over some hours, of which legs are calibrated in time. */
function rowsOf(event: string, seed: number, laterMs: number): readonly Row[] {
  return ordersOf(manySteps(seed, 500)).map((order) => {
    const at = (order.at + laterMs) as Time;
    return { event, order: { ...order, at, ticker: order.ticker.replace("E-1JAN", event) } };
  });
}

function closing(rows: readonly Row[], closesAt: number): readonly (readonly [string, LegRecord])[] {
  const tickers = [...new Set(rows.map(({ order }) => order.ticker))];
  return tickers.map((ticker) => [ticker, { ticker, value: undefined, closeTime: closesAt as Time, title: undefined }]);
}

/** Runs a tape, and returns the term structure as it was at each order. */
function run(rows: readonly Row[], terms: VolatilityTerms) {
  const models = new Map<string, EventModels>();
  return rows.map(({ event, order }) => {
    const ofEvent = models.get(event) ?? new EventModels();
    models.set(event, ofEvent);
    return terms.observe(event, order, ofEvent.observe(order))?.snapshot();
  });
}

/** The term structure from an event alone, all of it at once. */
function alone(rows: readonly Row[], closesAt: number, term = new VolatilityTerm()): VolatilityTerm {
  const models = new EventModels();
  for (const { order } of rows) {
    const { estimate, parameters } = models.observe(order);
    term.observe(order, estimate!, parameters, closesAt as Time);
  }
  term.finishEvent();
  return term;
}

const FIRST = rowsOf("E-1JAN", 51, 0);
const SECOND = rowsOf("E-2JAN", 52, HOUR); // trades beside the first for all but an hour
const BOTH = [...FIRST, ...SECOND].sort((a, b) => a.order.at - b.order.at);
const LAST = BOTH.at(-1)!.order.at;
const NOTHING = new VolatilityTerm().snapshot();

test("events side by side count one by one, each from its close on", () => {
  const firstCloses = FIRST.at(-1)!.order.at + 60_000;
  const secondCloses = LAST + 60_000;
  const third = rowsOf("E-3JAN", 53, 24 * HOUR).slice(0, 2);
  const legs = new Map([...closing(FIRST, firstCloses), ...closing(SECOND, secondCloses), ...closing(third, 1e13)]);
  const rows = [...BOTH, ...third];
  const terms = new VolatilityTerms(legs);
  const seen = run(rows, terms);

  const afterFirst = alone(FIRST, firstCloses);
  expect(afterFirst.snapshot()).not.toEqual(NOTHING);
  const expectedFirst = afterFirst.snapshot();
  const expectedBoth = alone(SECOND, secondCloses, afterFirst).snapshot();
  expect(expectedBoth).not.toEqual(expectedFirst);
  for (const [i, { order }] of rows.entries()) {
    expect(seen[i]).toEqual(order.at < firstCloses ? NOTHING : order.at < secondCloses ? expectedFirst : expectedBoth);
  }
  expect(rows.some(({ order }) => order.at >= firstCloses && order.at < secondCloses)).toBe(true);
  expect(terms.all.map(({ series, finishedEvents }) => [series, finishedEvents])).toEqual([["E", 2]]);
});

test("orders after the close teach nothing, nor do they open the event again", () => {
  const middle = FIRST[350]!.order.at;
  const terms = new VolatilityTerms(new Map(closing(FIRST, middle)));
  const seen = run(FIRST, terms);
  expect(seen.at(-1)).not.toEqual(NOTHING);
  expect(seen.at(-1)).toEqual(
    alone(
      FIRST.filter(({ order }) => order.at < middle),
      middle,
    ).snapshot(),
  );
  expect(terms.all[0]!.finishedEvents).toBe(1);
});

test("a series is the same before and after KX was put in front of its name, another is apart", () => {
  const old = rowsOf("HIGH-1JAN", 51, 0).slice(0, 3);
  const renamed = rowsOf("KXHIGH-2JAN", 52, 12 * HOUR).slice(0, 3);
  const other = rowsOf("KXLOW-2JAN", 53, 24 * HOUR).slice(0, 3);
  const rows = [...old, ...renamed, ...other];
  const legs = [...closing(old, old[2]!.order.at + 1), ...closing(renamed, 1e13), ...closing(other, 1e13)];
  const terms = new VolatilityTerms(new Map(legs));
  run(rows, terms);
  expect(terms.all.map(({ series, finishedEvents }) => [series, finishedEvents])).toEqual([
    ["KXHIGH", 1],
    ["KXLOW", 0],
  ]);
});

test("without a close time there is nothing, and the document says why", () => {
  const terms = new VolatilityTerms(new Map());
  expect(new Set(run(FIRST.slice(0, 50), terms))).toEqual(new Set([undefined]));
  expect(volatilityTermDocument(terms.all, false)).toEqual({
    absent: expect.stringContaining("--settlements") as string,
    series: [],
  });
  expect(volatilityTermDocument(terms.all, true).absent).toContain("no close_time");
});

test("the document has every time to close once, and the factors of the term structure", () => {
  const closesAt = LAST + HOUR;
  const term = alone(FIRST, closesAt);
  alone(SECOND, closesAt, term);
  const { absent, series } = volatilityTermDocument([{ series: "E", term, finishedEvents: 2 }], true);
  expect(absent).toBeNull();
  const { buckets } = series[0]!;
  expect(buckets[0]!.from_hours).toBe(0);
  expect(buckets.at(-1)!.to_hours).toBeNull();
  for (const [i, bucket] of buckets.entries()) {
    if (i > 0) expect(bucket.from_hours).toBe(buckets[i - 1]!.to_hours);
    const middle = (bucket.from_hours + (bucket.to_hours ?? bucket.from_hours + 2)) / 2;
    const { value, estimate, standardError, events } = term.factor(middle);
    expect(bucket).toMatchObject({ factor: estimate, standard_error: standardError, events, factor_in_use: value });
    expect(bucket.used).toBe(false); // two events are too few
  }
  expect(Math.max(...buckets.map(({ events }) => events))).toBe(2);
});
