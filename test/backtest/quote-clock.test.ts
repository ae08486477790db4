import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { QuoteClock } from "../../src/backtest/quote-clock.ts";
import type { Time } from "../../src/market/units.ts";

const at = (ms: number) => ms as Time;

describe("how long quotes stood", () => {
  test("is counted from change to change, side by side", () => {
    const clock = new QuoteClock(at(1_000), at(2_000));
    clock.change(at(1_100), true, false);
    clock.change(at(1_300), true, true);
    clock.change(at(1_350), false, true);
    clock.change(at(1_400), false, true);
    expect(clock.total()).toEqual({ from: 1_000, to: 2_000, bidMs: 250, askMs: 700, bothMs: 50 });
  });

  test("doesn't count what is before or after its span", () => {
    const clock = new QuoteClock(at(1_000), at(2_000));
    clock.change(at(500), true, true);
    clock.change(at(2_500), false, false);
    expect(clock.total()).toMatchObject({ bidMs: 1_000, askMs: 1_000, bothMs: 1_000 });
    const empty = new QuoteClock(at(1_000), at(900));
    empty.change(at(950), true, true);
    expect(empty.total()).toEqual({ from: 1_000, to: 1_000, bidMs: 0, askMs: 0, bothMs: 0 });
  });

  test("is the same as counting every millisecond", () => {
    const changes = fc.array(fc.tuple(fc.nat(40), fc.boolean(), fc.boolean()), { maxLength: 10 });
    fc.assert(
      fc.property(changes, fc.nat(30), fc.nat(30), (words, from, length) => {
        const ordered = words.toSorted(([a], [b]) => a - b);
        const clock = new QuoteClock(at(from), at(from + length));
        for (const [when, bid, ask] of ordered) clock.change(at(when), bid, ask);
        const counted = { bidMs: 0, askMs: 0, bothMs: 0 };
        for (let ms = from; ms < from + length; ms += 1) {
          const [, bid, ask] = ordered.findLast(([when]) => when <= ms) ?? [0, false, false];
          counted.bidMs += bid ? 1 : 0;
          counted.askMs += ask ? 1 : 0;
          counted.bothMs += bid && ask ? 1 : 0;
        }
        expect(clock.total()).toEqual({ from, to: from + length, ...counted });
      }),
      { seed: 2, numRuns: 300 },
    );
  });
});
