import { expect, test } from "vitest";
import { beliefVolatility, checkParameters, type ModelParameters, PRIOR } from "../../src/model/parameters.ts";

test("the prior is in range, is not called calibrated, and survives JSON", () => {
  expect(() => checkParameters(PRIOR)).not.toThrow();
  expect(PRIOR.calibrated).toBe(false);
  expect(JSON.parse(JSON.stringify(PRIOR))).toEqual(PRIOR);
});

test.each<[Partial<Record<keyof ModelParameters, unknown>>, RegExp]>([
  [{ sigma2PerHour: -1 }, /sigma2PerHour: -1 is not a number from 0 to/],
  [{ noiseCents2: Number.NaN }, /noiseCents2: NaN is not a number/],
  [{ outlierProbability: 0.7 }, /outlierProbability: 0\.7 .* 0 to 0\.5/],
  [{ jumpVariance: "0.2" }, /jumpVariance: 0\.2 is not a number/],
  [{ drift: "clock" }, /drift: "clock" is neither "none" nor "martingale"/],
  [{ reversionPerHour: 0.1 }, /reversionPerHour: a martingale doesn't revert/],
])("%j is refused by name", (wrong, message) => {
  expect(() => checkParameters({ ...PRIOR, ...wrong } as ModelParameters)).toThrow(message);
});

test("belief volatility is the root of the variation expected in an hour, jumps included", () => {
  const parameters = {
    ...PRIOR,
    sigma2PerHour: 0.01,
    jumpsPerHour: 0.1,
    jumpsPerOrder: 0.05,
    ordersPerHour: 4,
    jumpVariance: 0.2,
  };
  expect(beliefVolatility(parameters)).toBeCloseTo(Math.sqrt(0.01 + 0.1 * 0.2 + 4 * 0.05 * 0.2), 12);
});
