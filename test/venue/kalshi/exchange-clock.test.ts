import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Time, time } from "../../../src/market/units.ts";
import { ExchangeClock } from "../../../src/venue/kalshi/exchange-clock.ts";

const START = 1_790_000_000_000;

/** A local clock to be set by hand. */
function handClock(): { now(): Time; set(ms: number): void } {
  let now = time(START);
  return {
    now: () => now,
    set: (ms) => {
      now = time(ms);
    },
  };
}

describe("learned from Date headers", () => {
  test("the true difference lies within the estimate's uncertainty, whatever the delays; and many readings tell it well", () => {
    const delays = fc.record({ gap: fc.integer({ min: 1, max: 1_500 }), there: fc.nat(300), back: fc.nat(300) });
    fc.assert(
      fc.property(
        fc.integer({ min: -60_000, max: 60_000 }),
        fc.array(delays, { minLength: 1, maxLength: 60 }),
        (offset, all) => {
          const local = handClock();
          const clock = new ExchangeClock(local);
          expect(clock.uncertaintyMs).toBeUndefined();
          let now = START;
          for (const { gap, there, back } of all) {
            now += gap;
            const sentAt = now;
            const stamped = sentAt + there + offset;
            now += there + back;
            const receivedAt = now;
            local.set(receivedAt);
            clock.observeDate(new Date(stamped).toUTCString(), time(sentAt), time(receivedAt));
            expect(Math.abs(clock.offsetMs - offset)).toBeLessThanOrEqual(clock.uncertaintyMs! + 1);
            expect(clock.now()).toBe(receivedAt + clock.offsetMs);
          }
          const shortest = Math.min(...all.map(({ there, back }) => there + back));
          expect(clock.uncertaintyMs!).toBeLessThanOrEqual((999 + shortest) / 2 + 10);
        },
      ),
      { seed: 5, numRuns: 200 },
    );
  });

  test("readings spread over the second narrow it to a fraction of one", () => {
    const local = handClock();
    const clock = new ExchangeClock(local);
    for (let ms = 0; ms < 5_000; ms += 130) {
      local.set(START + ms + 20);
      clock.observeDate(new Date(START + ms + 10 - 7_300).toUTCString(), time(START + ms), time(START + ms + 20));
    }
    expect(Math.abs(clock.offsetMs + 7_300)).toBeLessThan(100);
    expect(clock.uncertaintyMs!).toBeLessThan(100);
  });

  test("a reading that contradicts the earlier ones replaces them: a clock was set", () => {
    const local = handClock();
    const clock = new ExchangeClock(local);
    clock.observeDate(new Date(START).toUTCString(), time(START), time(START + 10));
    clock.observeDate(new Date(START + 3_600_000).toUTCString(), time(START + 100), time(START + 110));
    expect(Math.abs(clock.offsetMs)).toBeLessThan(1_000); // one answer may be wrong
    clock.observeDate(new Date(START + 3_601_000).toUTCString(), time(START + 1_100), time(START + 1_110));
    expect(Math.abs(clock.offsetMs - 3_600_000)).toBeLessThan(1_000);
  });

  test("a single reading that is far off changes nothing, nor do several that agree with nothing", () => {
    const local = handClock();
    const clock = new ExchangeClock(local);
    clock.observeDate(new Date(START).toUTCString(), time(START), time(START + 10));
    const known = clock.offsetMs;
    for (const wrong of [3_600_000, -3_600_000, 86_400_000]) {
      clock.observeDate(new Date(START + wrong).toUTCString(), time(START + 100), time(START + 110));
      expect(clock.offsetMs).toBe(known);
    }
  });

  test("certainty fades with time", () => {
    const local = handClock();
    const clock = new ExchangeClock(local);
    clock.observeDate(new Date(START).toUTCString(), time(START), time(START + 10));
    const before = clock.uncertaintyMs!;
    local.set(START + 3_600_000);
    expect(clock.uncertaintyMs!).toBeGreaterThan(before);
  });

  test("what is no date, or was taken while the local clock went back, changes nothing", () => {
    const clock = new ExchangeClock(handClock());
    clock.observeDate("yesterday", time(START), time(START));
    clock.observeDate(new Date(START).toUTCString(), time(START + 60_000), time(START));
    expect(clock.uncertaintyMs).toBeUndefined();
    expect(clock.offsetMs).toBe(0);
  });
});

test("a difference that is given is used until it is taken back, while readings still tell theirs", () => {
  const local = handClock();
  const clock = new ExchangeClock(local, { offsetMs: -250 });
  expect(clock.now()).toBe(START - 250);
  clock.observeDate(new Date(START + 9_000).toUTCString(), time(START), time(START));
  expect(clock.offsetMs).toBe(-250);
  expect(Math.abs(clock.measuredOffsetMs! - 9_000)).toBeLessThan(1_000);
  clock.setOffset(undefined);
  expect(clock.offsetMs).toBe(clock.measuredOffsetMs);
  clock.setOffset(40);
  expect(clock.now()).toBe(START + 40);
});
