import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../src/ambient/random.ts";
import { horizon } from "../../src/model/horizon.ts";
import { logit, sigmoid } from "../../src/model/log-odds.ts";
import { type ModelParameters, PRIOR } from "../../src/model/parameters.ts";
import { resolvedShare } from "../../src/model/resolved-share.ts";

const diffusion: ModelParameters = { ...PRIOR, sigma2PerHour: 0.04, jumpsPerHour: 0, jumpsPerOrder: 0 };
const jumping: ModelParameters = {
  ...diffusion,
  jumpsPerHour: 0.1,
  jumpsPerOrder: 0.05,
  ordersPerHour: 4,
  jumpVariance: 1.5,
};

const fair = fc.double({ min: 0.5, max: 99.5, noNaN: true });
const hours = fc.double({ min: 0, max: 1000, noNaN: true });

describe("the horizon of a leg", () => {
  test("without jumps its clock is sigma2 times the hours left", () => {
    const { clock, resolvedShare: share, hours: left } = horizon(30, diffusion, 10);
    expect(left).toBe(10);
    expect(clock).toBeCloseTo(0.4, 12);
    expect(share).toBe(resolvedShare(0.3, 0.4));
  });

  // A path of the martingale: its outcome drawn first, then the clock, to which every jump adds its variance.
  test("with jumps the share is that of simulated paths", () => {
    const random = Random.seeded(20251017);
    const p = 0.3;
    const left = 8;
    const paths = 20_000;
    let squares = 0;
    let fourths = 0;
    for (let path = 0; path < paths; path++) {
      let clock = 0.04 * left;
      for (let at = -Math.log1p(-random.uniform()) / 0.3; at < left; at += -Math.log1p(-random.uniform()) / 0.3)
        clock += 1.5;
      const drift = random.uniform() < p ? clock / 2 : -clock / 2;
      const later = sigmoid(logit(p) + drift + Math.sqrt(clock) * random.normal());
      squares += (later - p) ** 2;
      fourths += (later - p) ** 4;
    }
    const variance = squares / paths;
    const error = Math.sqrt((fourths / paths - variance ** 2) / paths);
    const { resolvedShare: share, clock } = horizon(100 * p, jumping, left);
    expect(Math.abs(share * p * (1 - p) - variance)).toBeLessThan(4 * error);
    expect(clock).toBeCloseTo(8 * (0.04 + 0.3 * 1.5), 12);
  });

  test("many jumps are their mean clock, and go over into it smoothly", () => {
    const busy = { ...jumping, jumpsPerHour: 20, jumpsPerOrder: 0, jumpVariance: 0.002 };
    const few = horizon(40, busy, 9.999).resolvedShare; // just under 200 jumps
    const many = horizon(40, busy, 10.001).resolvedShare;
    expect(many - few).toBeGreaterThan(0);
    expect(many - few).toBeLessThan(1e-3);
  });

  test("what moves until the close and what the close leaves open make up the outcome's variance", () => {
    fc.assert(
      fc.property(fair, hours, (cents, left) => {
        const { moveSdCents, openSdCents, resolvedShare: share } = horizon(cents, jumping, left);
        expect(moveSdCents ** 2 + openSdCents ** 2).toBeCloseTo(cents * (100 - cents), 6);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("the longer it is, the more is resolved", () => {
    fc.assert(
      fc.property(fair, hours, hours, (cents, one, other) => {
        const [near, far] = [Math.min(one, other), Math.max(one, other)];
        const share = (left: number) => horizon(cents, jumping, left).resolvedShare;
        expect(share(far)).toBeGreaterThanOrEqual(share(near) - 1e-9);
      }),
    );
  });

  test.each([
    [50, 1000, true, null],
    [4, 1000, true, null],
    [96, 1000, true, null],
    [3.99, 1000, false, "near 0"],
    [96.01, 1000, false, "near 1"],
    [50, 1, true, "outcome due"],
    [50, 0, true, "outcome due"],
    [50, -3, true, "outcome due"],
    [2, 1, false, "near 0"],
  ])("at %dc and %d hours: deviation trusted %s, caution %s", (cents, left, sdTrusted, caution) => {
    const { clock, hours: shown, ...rest } = horizon(cents, diffusion, left);
    expect(rest).toMatchObject({ sdTrusted, caution });
    expect(shown).toBe(Math.max(0, left));
    if (left <= 0) expect(clock).toBe(0);
  });

  test("runs at the pace of a term structure where one is given", () => {
    const faster = horizon(30, jumping, 10, 25);
    expect({ ...faster, hours: 25 }).toEqual(horizon(30, jumping, 25));
    expect(faster.hours).toBe(10);
  });

  test("refuses a certain fair value and hours that are no number", () => {
    expect(() => horizon(0, diffusion, 1)).toThrow("a fair value of 0c is not between 0c and 100c");
    expect(() => horizon(100, diffusion, 1)).toThrow(RangeError);
    expect(() => horizon(50, diffusion, Number.NaN)).toThrow("hours");
  });
});
