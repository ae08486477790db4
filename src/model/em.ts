import { clip } from "./log-odds.ts";
import type { StateSpace } from "./parameters.ts";
import type { Series } from "./series.ts";
import type { Smoother } from "./smoother.ts";

/** What a fit believes beforehand, told as data it has not seen; counts of 0 are no prior. */
export interface FitPrior {
  /** So many steps of diffusion with this variance per hour. */
  readonly diffusionSteps: number;
  readonly sigma2PerHour: number;
  /** So many prints with this noise. */
  readonly noisePrints: number;
  readonly noiseCents2: number;
  /** So many jumps of this variance. */
  readonly jumps: number;
  readonly jumpVariance: number;
  /** So many jumps in so many hours, and with so many orders. Without any a rate that comes near zero stays there. */
  readonly timeJumps: number;
  readonly timeHours: number;
  readonly orderJumps: number;
  readonly jumpOrders: number;
  /** So many bad prints among so many. */
  readonly outliers: number;
  readonly outlierPrints: number;
}

/** The parameters that a fit changes. */
export const FITTED = [
  "sigma2PerHour",
  "noiseCents2",
  "bounceCents",
  "jumpsPerHour",
  "jumpsPerOrder",
  "jumpVariance",
  "outlierProbability",
] as const;

/** Where a fit may go. A parameter with equal bounds is fixed. */
export type FitBounds = Readonly<Record<(typeof FITTED)[number], readonly [low: number, high: number]>>;

/**
 * The M-step: the parameters under which the smoothed states are most likely. All of it is closed form, and all from the
 * parameters that the series was smoothed with. A parameter that the series says nothing of stays as it is.
 */
export function maximise<Space extends StateSpace>(
  space: Space,
  series: Series,
  smoothed: Smoother,
  prior: FitPrior,
  bounds: FitBounds,
): Space {
  const kappa = space.reversionPerHour;
  const r = space.noiseCents2;
  let diffusion = 0;
  let diffusionSteps = 0;
  let squaredJumps = 0;
  let jumps = 0;
  let timeJumps = 0;
  let orderJumps = 0;
  let hours = 0;
  let noise = 0;
  let noisePrints = 0;
  let outliers = 0;
  let bounce = 0;
  let bounceWeight = 0;
  let level = 0;
  let levelWeight = 0;
  for (let k = 0; k < series.length; k++) {
    const dt = series.hours[k]!;
    if (dt > 0) {
      const tau = kappa === 0 ? dt : -Math.expm1(-2 * kappa * dt) / (2 * kappa);
      diffusion += smoothed.squaredDiffusion[k]! / tau;
      diffusionSteps++;
      squaredJumps += smoothed.squaredJump[k]!;
      const jumped = smoothed.jumpProbability[k]!;
      jumps += jumped;
      if (jumped > 0) {
        const events = jumped / smoothed.jumpPrior[k]!; // x nu: several may fall into one step
        timeJumps += events * space.jumpsPerHour * dt;
        orderJumps += events * space.jumpsPerOrder;
      }
      hours += dt;
      if (kappa > 0 && k > 0) {
        const phi = Math.exp(-kappa * dt);
        const weight = (1 - phi) / (space.sigma2PerHour * tau);
        level += weight * (smoothed.mean[k]! - phi * smoothed.mean[k - 1]!);
        levelWeight += weight * (1 - phi);
      }
    }
    const weight = series.noiseWeight[k]!;
    if (weight > 0) {
      const share = (r * weight) / smoothed.noise[k]!; // of the print's variance; the rest is its tick's
      noise += (share * share * smoothed.squaredNoise[k]! + share * series.tickVariance[k]!) / weight;
      noisePrints++;
    }
    outliers += smoothed.outlierProbability[k]!;
    const u = series.direction[k]!;
    bounce += (u * (series.logOdds[k]! - smoothed.mean[k]!)) / smoothed.noise[k]!;
    bounceWeight += (u * u) / smoothed.noise[k]!;
  }
  // Every estimate is what was seen and believed beforehand over how much that is; nothing over nothing changes nothing.
  const ratio = (name: keyof FitBounds, seen: number, weight: number) =>
    weight > 0 ? clip(seen / weight, ...bounds[name]) : space[name];
  return {
    ...space,
    sigma2PerHour: ratio(
      "sigma2PerHour",
      diffusion + prior.diffusionSteps * prior.sigma2PerHour,
      diffusionSteps + prior.diffusionSteps,
    ),
    noiseCents2: ratio("noiseCents2", noise + prior.noisePrints * prior.noiseCents2, noisePrints + prior.noisePrints),
    bounceCents: ratio("bounceCents", bounce, bounceWeight),
    reversionLogOdds: levelWeight > 0 ? level / levelWeight : space.reversionLogOdds,
    jumpsPerHour: ratio("jumpsPerHour", timeJumps + prior.timeJumps, hours + prior.timeHours),
    jumpsPerOrder: ratio("jumpsPerOrder", orderJumps + prior.orderJumps, diffusionSteps + prior.jumpOrders),
    jumpVariance: ratio("jumpVariance", squaredJumps + prior.jumps * prior.jumpVariance, jumps + prior.jumps),
    outlierProbability: ratio("outlierProbability", outliers + prior.outliers, series.length + prior.outlierPrints),
  };
}

/** The names of the parameters that stand on one of their bounds. */
export function boundHits(space: StateSpace, bounds: FitBounds): string[] {
  return FITTED.filter((name) => bounds[name][0] < bounds[name][1] && bounds[name].includes(space[name]));
}

/** The greatest relative change of a fitted parameter. A bounce may be zero: it counts relative to a tenth of a cent. */
export function relativeChange(from: StateSpace, to: StateSpace): number {
  let greatest = 0;
  for (const name of FITTED) {
    const scale = Math.max(Math.abs(from[name]), name === "bounceCents" ? 0.1 : Number.MIN_VALUE);
    greatest = Math.max(greatest, Math.abs(to[name] - from[name]) / scale);
  }
  return greatest;
}
