import { describe, expect, test } from "vitest";
import { GaussianSum } from "../../src/model/gaussian-sum.ts";
import { logit, sigmoid } from "../../src/model/log-odds.ts";
import { LogisticNormal } from "../../src/model/logistic-normal.ts";
import { PRIOR, type StateSpace } from "../../src/model/parameters.ts";
import { gaussian, uniform } from "./simulation.ts";

const SPACE: StateSpace = {
  ...PRIOR,
  sigma2PerHour: 0.06,
  jumpsPerHour: 0.05,
  jumpsPerOrder: 0,
  jumpVariance: 0.25,
  noiseCents2: 1e-6,
  bounceCents: 0,
  outlierProbability: 0,
};

/**
 * Log-odds of an event's probability `hours` later, exactly: given the outcome they are a Brownian motion that drifts towards
 * it by half of its clock, which runs by sigma2 an hour and by the jump variance at every jump.
 */
function later(from: number, hours: number, random: () => number, normal: () => number): number {
  const outcome = random() < sigmoid(from) ? 1 : -1;
  const wait = () => -Math.log(random()) / SPACE.jumpsPerHour;
  let jumps = 0;
  for (let left = hours - wait(); left > 0; left -= wait()) jumps++;
  const clock = SPACE.sigma2PerHour * hours + SPACE.jumpVariance * jumps;
  return from + (outcome * clock) / 2 + Math.sqrt(clock) * normal();
}

/** What the filter, sure of `from`, expects of the probability `hours` later. */
function fairLater(from: number, hours: number, drift: StateSpace["drift"]): number {
  const space = { ...SPACE, drift };
  const filter = new GaussianSum(2, from, 1e-12);
  filter.predict(space, hours);
  filter.update(space, 0, 0, 1e15, 0); // a print that says nothing
  const law = new LogisticNormal();
  filter.law.probability(law);
  return law.mean;
}

describe.each([0.05, 0.2, 0.3, 0.65, 0.9])("from %f", (p0) => {
  const random = uniform(Math.round(1000 * p0));
  const normal = gaussian(random);
  const n = 20_000;

  test.each([2, 10])("%i hours later the mean of the simulated probability is where it was", (hours) => {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const p = sigmoid(later(logit(p0), hours, random, normal));
      sum += p;
      squares += p * p;
    }
    const mean = sum / n;
    const error = Math.sqrt((squares / n - mean ** 2) / n);
    expect(Math.abs(mean - p0)).toBeLessThan(4 * error);

    // And so is what the filter expects, where without the drift it would be pulled to one half.
    expect(Math.abs(fairLater(logit(p0), hours, "martingale") - p0)).toBeLessThan(4 * error);
    const pulled = Math.abs(fairLater(logit(p0), hours, "none") - p0);
    expect(pulled).toBeGreaterThan(3 * Math.abs(fairLater(logit(p0), hours, "martingale") - p0));
    if (hours === 10) expect(pulled).toBeGreaterThan(4 * error);
  });
});
