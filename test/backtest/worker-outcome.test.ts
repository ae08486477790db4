import fc from "fast-check";
import { expect, test } from "vitest";
import { type FillEntry, FillRecorder } from "../../src/backtest/fill-log.ts";
import type { EventOutcome, LegOutcome } from "../../src/backtest/outcome.ts";
import { packOutcome, unpackOutcome } from "../../src/backtest/packed-outcome.ts";
import type { Money, Position, Price, Quantity, Time } from "../../src/market/units.ts";
import { LEGS } from "./generated-tape.ts";
import { eventOf } from "./scenes.ts";

const integer = <Unit extends number>(min: number, max: number) => fc.integer({ min, max }) as fc.Arbitrary<Unit>;
const amount = <Unit extends number>() => fc.maxSafeInteger() as fc.Arbitrary<Unit>;
const time = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }) as unknown as fc.Arbitrary<Time>;

const entry: fc.Arbitrary<FillEntry> = fc.record({
  at: time,
  side: fc.constantFrom("bid", "ask"),
  price: integer<Price>(1, 9_999),
  quantity: integer<Quantity>(1, 4_000_000_000),
  fee: amount<Money>(),
  fairCents: fc.double({ min: 0, max: 100, noNaN: true }),
  quoteFairCents: fc.double({ min: 0, max: 100, noNaN: true }),
  positionBefore: integer<Position>(-2_000_000_000, 2_000_000_000),
});

const leg = (ticker: string): fc.Arbitrary<LegOutcome> =>
  fc.record({
    ticker: fc.constant(ticker),
    trades: fc.nat(),
    value: integer<Price>(0, 10_000),
    settled: fc.boolean(),
    fills: fc.constant(0),
    contracts: amount<Quantity>(),
    position: amount<Position>(),
    flow: amount<Money>(),
    fees: amount<Money>(),
    gross: amount<Money>(),
    net: amount<Money>(),
    log: fc.array(entry, { maxLength: 5 }).map((entries) => {
      const recorder = new FillRecorder();
      for (const each of entries) recorder.add(each);
      return recorder.log(undefined);
    }),
    quoteTime: fc.record({ from: time, to: time, bidMs: fc.nat(), askMs: fc.nat(), bothMs: fc.nat() }),
  });

const outcome: fc.Arbitrary<EventOutcome> = fc.record({
  event: fc.constant("E-1JAN"),
  endedAt: time,
  legs: fc
    .tuple(...LEGS.map(leg))
    .map((legs) => legs.map((each): LegOutcome => ({ ...each, fills: each.log.at.length }))),
  alerts: fc.array(fc.tuple(fc.string(), fc.nat())).map((pairs) => new Map(pairs)),
});

test("an outcome that was packed, sent to another thread and unpacked is what it was", () => {
  fc.assert(
    fc.property(outcome, (given) => {
      expect(unpackOutcome(structuredClone(packOutcome(given)), eventOf(...LEGS))).toEqual(given);
    }),
  );
});

test("it takes 35 bytes a fill and 120 a leg", () => {
  fc.assert(
    fc.property(outcome, (given) => {
      const fills = given.legs.reduce((sum, { log }) => sum + log.at.length, 0);
      expect(packOutcome(given).buffer.byteLength).toBe(120 * LEGS.length + 35 * fills);
    }),
  );
});
