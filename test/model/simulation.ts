import type { StateSpace } from "../../src/model/parameters.ts";
import type { Series } from "../../src/model/series.ts";

/** Uniform on (0, 1): the mulberry32 generator. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
}

/** N(0, 1) by Box and Muller. */
export function gaussian(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

export interface Simulation {
  readonly series: Series;
  /** The log-odds at every print. */
  readonly truth: Float64Array;
}

/**
 * Prints of the state space without drift, straight from its definition: exponential times between prints of mean one hour
 * (or every hour), weights 1, tick variance 1e-4, start N(0, startVariance).
 */
export function simulate(
  space: StateSpace,
  length: number,
  seed: number,
  { regular = false, startVariance = 0.25 } = {},
): Simulation {
  const random = uniform(seed);
  const normal = gaussian(random);
  const hours = new Float64Array(length);
  const logOdds = new Float64Array(length);
  const truth = new Float64Array(length);
  const tickVariance = new Float64Array(length).fill(1e-4);
  let x = Math.sqrt(startVariance) * normal();
  for (let k = 0; k < length; k++) {
    if (k > 0) {
      hours[k] = regular ? 1 : -Math.log(random());
      const kappa = space.reversionPerHour;
      const phi = Math.exp(-kappa * hours[k]!);
      const tau = kappa > 0 ? (1 - phi * phi) / (2 * kappa) : hours[k]!;
      x = phi * x + (1 - phi) * space.reversionLogOdds + Math.sqrt(space.sigma2PerHour * tau) * normal();
      const jumps = random() < 1 - Math.exp(-space.jumpsPerHour * hours[k]! - space.jumpsPerOrder);
      if (jumps) x += Math.sqrt(space.jumpVariance) * normal();
    }
    truth[k] = x;
    const ratio = random() < space.outlierProbability ? space.outlierVarianceRatio : 1;
    logOdds[k] = x + Math.sqrt(ratio * (1e-4 + space.noiseCents2)) * normal();
  }
  const noiseWeight = new Float64Array(length).fill(1);
  return { series: { length, hours, logOdds, direction: new Float64Array(length), tickVariance, noiseWeight }, truth };
}
