import { describe, expect, test } from "vitest";
import { type FillEntry, FillRecorder } from "../../src/backtest/fill-log.ts";
import { markSeries } from "../../src/backtest/marks.ts";
import type { Money, Position } from "../../src/market/units.ts";
import { cents, contracts, seconds, takes } from "./scenes.ts";

const entry = (more: Partial<FillEntry> = {}): FillEntry => ({
  at: seconds(100),
  side: "bid",
  price: cents(40),
  quantity: contracts(2),
  fee: 8_400 as Money,
  fairCents: 43.217,
  quoteFairCents: 43.5,
  positionBefore: -300 as Position,
  ...more,
});

describe("the log of fills", () => {
  test("has a row a fill, fair values to the hundredth of a cent", () => {
    const recorder = new FillRecorder();
    recorder.add(entry());
    recorder.add(
      entry({ at: seconds(101), side: "ask", positionBefore: -100 as Position, fairCents: 0, quoteFairCents: 100 }),
    );
    const log = recorder.log(undefined);
    expect([...log.at]).toEqual([100_000, 101_000]);
    expect([...log.sign]).toEqual([1, -1]);
    expect([...log.price]).toEqual([4_000, 4_000]);
    expect([...log.quantity]).toEqual([200, 200]);
    expect([...log.fee]).toEqual([8_400, 8_400]);
    expect([...log.fair]).toEqual([4_322, 0]);
    expect([...log.quoteFair]).toEqual([4_350, 10_000]);
    expect([...log.positionBefore]).toEqual([-300, -100]);
  });

  test("marks a fill at the last order five minutes and an hour later, at the earliest at that which made it", () => {
    const orders = [
      takes(90, "sell", [[1, 60]]),
      takes(100, "sell", [[5, 39]]),
      takes(400, "buy", [[1, 45]]),
      takes(401, "buy", [[1, 46]]),
      takes(3_701, "buy", [[1, 70]]),
    ];
    const recorder = new FillRecorder();
    recorder.add(entry());
    recorder.add(entry({ at: seconds(3_800) })); // after every order
    const [fiveMinutes, hour] = recorder.log(markSeries(orders).get("E-1JAN-A")).marks;
    expect([...fiveMinutes!]).toEqual([4_500, 4_000]); // 400 s is exactly five minutes; the second has only its own price
    expect([...hour!]).toEqual([4_600, 4_000]); // 3,701 s is a second too late
  });

  test("crosses between threads as it is", () => {
    const recorder = new FillRecorder();
    recorder.add(entry());
    const log = recorder.log(undefined);
    expect(structuredClone(log)).toEqual(log);
  });

  test.each([
    ["fairCents", Number.NaN],
    ["fairCents", 100.01],
    ["quoteFairCents", -0.01],
  ] as const)("refuses %s %d, which its columns would turn into something else", (name, value) => {
    expect(() => new FillRecorder().add(entry({ [name]: value }))).toThrow(`${name}: ${value} is no fair value`);
  });
});
