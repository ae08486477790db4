import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WriteTokens } from "../../src/engine/start.ts";
import { WriteGate } from "../../src/engine/write-gate.ts";
import { type Time, time } from "../../src/market/units.ts";

const T0 = time(1_790_000_000_000);
const BASIC: WriteTokens = { perSecond: 100, capacity: 100, reserve: 30 };

const at = (ms: number): Time => time(T0 + ms);
const gate = (limits: WriteTokens = BASIC, epoch = "epoch-1") => new WriteGate(limits, () => 0, epoch);

/** How long the gate stays closed to ordinary requests after each 429, one right after the other. */
function closings(write: WriteGate, times: number): number[] {
  const waits: number[] = [];
  let now = at(0);
  for (let n = 0; n < times; n++) {
    write.throttled(now);
    const opens = write.affordableAt(-100, now, false); // the time alone, whatever the tokens
    waits.push(opens - now);
    now = opens;
  }
  return waits;
}

describe("costs", () => {
  test("are the account's own, or the usual ones", () => {
    expect(gate().costs).toEqual({ place: 10, amend: 10, cancel: 2, cancelAll: 2 });
    const own = { place: 7, amend: 6, cancel: 1, cancelAll: 20 };
    expect(gate({ ...BASIC, costs: own }).costs).toEqual(own);
  });

  test("without a limit everything can be afforded", () => {
    const free = new WriteGate(undefined, () => 0, "epoch-1");
    expect(free.take(1e9, at(0), false)).toBe(true);
    expect(free.capacity).toBeUndefined();
  });
});

describe("the bucket", () => {
  /** A bucket counted out anew: what was taken when, and what came in between. */
  const STEPS = fc.array(
    fc.record({
      waitMs: fc.integer({ min: 0, max: 2_000 }),
      cost: fc.integer({ min: 1, max: 40 }),
      urgent: fc.boolean(),
    }),
    { maxLength: 60 },
  );
  const LIMITS = fc.record({
    perSecond: fc.integer({ min: 10, max: 300 }),
    capacity: fc.integer({ min: 60, max: 600 }),
    reserve: fc.integer({ min: 0, max: 50 }),
  });

  test("gives what the rate and the capacity allow, and the reserve to urgent requests only", () => {
    fc.assert(
      fc.property(LIMITS, STEPS, (limits, steps) => {
        const write = gate(limits);
        let [tokens, now] = [limits.capacity, 0];
        for (const { waitMs, cost, urgent } of steps) {
          now += waitMs;
          tokens = Math.min(limits.capacity, tokens + (waitMs * limits.perSecond) / 1_000);
          const left = tokens - cost - (urgent ? 0 : limits.reserve);
          const taken = write.take(cost, at(now), urgent);
          if (Math.abs(left) > 1e-6) expect(taken).toBe(left > 0);
          if (taken) tokens -= cost;
          expect(write.available(at(now))).toBeCloseTo(tokens, 6);
        }
      }),
    );
  });

  test("what can't be afforded can be at the time it names, and not a moment before", () => {
    fc.assert(
      fc.property(LIMITS, STEPS, fc.integer({ min: 1, max: 10 }), (limits, steps, cost) => {
        const write = gate(limits);
        for (const step of steps) write.take(step.cost, at(0), step.urgent);
        const opens = write.affordableAt(cost, at(0), false);
        fc.pre(opens > T0);
        expect(write.take(cost, time(opens - 1), false)).toBe(false);
        expect(write.take(cost, time(opens + 1), false)).toBe(true);
      }),
    );
  });

  test("a request that is sent in any case is counted, down to nothing", () => {
    const write = gate();
    write.spend(95, at(0));
    expect(write.available(at(0))).toBe(5);
    write.spend(20, at(0));
    expect(write.available(at(0))).toBe(0);
  });

  test("tells what ordinary requests will have had by a later time", () => {
    const write = gate();
    expect(write.ordinaryBy(at(500), at(0))).toBe(120);
    write.take(100, at(0), true);
    expect(write.ordinaryBy(at(100), at(0))).toBe(0); // the reserve fills up first
    expect(write.ordinaryBy(at(500), at(0))).toBe(20);
  });
});

describe("a 429", () => {
  test("takes the tokens we thought there were", () => {
    const write = gate();
    write.throttled(at(0));
    expect(write.available(at(0))).toBe(0);
    expect(write.take(2, at(10), true)).toBe(false);
    expect(write.take(2, at(20), true)).toBe(true); // two tokens have come in: danger doesn't wait for the gate
  });

  test("closes the gate for 50 ms to 2 s, longer each time in a row", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 20 }), (epoch) => {
        const waits = closings(gate(BASIC, epoch), 12);
        waits.forEach((wait, index) => {
          expect(wait).toBeGreaterThanOrEqual(50);
          expect(wait).toBeLessThanOrEqual(Math.min(2_000, 100 * 2 ** index));
        });
      }),
    );
  });

  test("is answered differently by each start, and by a replay as by the original", () => {
    const waits = Array.from({ length: 50 }, (_, n) => closings(gate(BASIC, `epoch-${n}`), 8).join());
    expect(new Set(waits).size).toBe(50);
    expect(closings(gate(BASIC, "epoch-7"), 8).join()).toBe(waits[7]);
  });

  test("draws from all of the time it may take", () => {
    const last = Array.from({ length: 400 }, (_, n) => closings(gate(BASIC, `epoch-${n}`), 8).at(-1)!);
    const mean = last.reduce((sum, wait) => sum + wait, 0) / last.length;
    expect(mean).toBeGreaterThan(900); // of a uniform law on 50 to 2,000: 1,025, give or take 28
    expect(mean).toBeLessThan(1_150);
    expect(Math.min(...last)).toBeLessThan(150);
    expect(Math.max(...last)).toBeGreaterThan(1_900);
  });

  test("several for requests of one moment are one", () => {
    const once = gate();
    once.throttled(at(0));
    const often = gate();
    for (let n = 0; n < 10; n++) often.throttled(at(n));
    expect(often.affordableAt(-100, at(20), false)).toBe(once.affordableAt(-100, at(20), false));
  });

  test("a request carried out makes the next one the first", () => {
    const write = gate();
    closings(write, 6);
    write.accepted();
    const now = at(60_000);
    write.throttled(now);
    expect(write.affordableAt(-100, now, false) - now).toBeLessThanOrEqual(100);
  });
});
