import { describe, expect, it } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import { VirtualTime } from "../../../src/ambient/virtual-time.ts";
import { Truth } from "../../../src/venue/sim/truth.ts";
import { later, T0 } from "./trading-floor.ts";

const candidate = { probability: 0.5, variancePerHour: 5, newsPerHour: 60, newsVariance: 1 };

function truth(): { readonly virtual: VirtualTime; readonly truth: Truth } {
  const virtual = new VirtualTime(T0);
  const horizon = { hours: 1, resolvingHours: 0.1 };
  return { virtual, truth: new Truth([candidate, candidate], horizon, virtual, Random.seeded(4)) };
}

describe("Truth", () => {
  it("is remembered to the second for those who see it late", () => {
    const { virtual, truth: observed } = truth();
    const past: number[] = [observed.now(0)];
    for (let second = 1; second <= 120; second++) {
      virtual.runUntil(later(1_000 * second));
      past.push(observed.now(0));
      for (const lag of [0, 1, 20, 60]) {
        expect(observed.seen(0, 1_000 * lag)).toBe(past[Math.max(0, second - lag)]);
      }
    }
    expect(new Set(past).size).toBe(121);
  });

  it("tells of news when it has moved, about as often as it should", () => {
    const { virtual, truth: observed } = truth();
    const heard: number[] = [];
    observed.onNews((index) => heard.push(index!));
    virtual.runUntil(later(3_500_000));
    expect(heard.length).toBeGreaterThan(80);
    expect(heard.length).toBeLessThan(160);
    expect(new Set(heard)).toEqual(new Set([0, 1]));
  });

  it("ends with the winner, and asks for no more time", () => {
    const { virtual, truth: observed } = truth();
    virtual.runUntil(later(7_200_000));
    expect(observed.now(observed.winner)).toBe(1);
    expect(observed.now(1 - observed.winner)).toBe(0);
    virtual.runUntil(later(36_000_000));
    expect(virtual.nextAt).toBeUndefined();
  });
});
