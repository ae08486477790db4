import { normalCdf } from "../../model/normal.ts";

/**
 * The chance that fewer than `share` of `predicted` fills come, when each comes by itself with probability `truth`: the binomial distribution, added up from its
 * first term.
 */
export function chanceOfFewFills(predicted: number, share: number, truth: number): number {
  let term = (1 - truth) ** predicted;
  let chance = 0;
  for (let came = 0; came < share * predicted; came += 1) {
    chance += term;
    term *= (((predicted - came) / (came + 1)) * truth) / (1 - truth);
  }
  return chance;
}

/** What is known of markouts of one fill after another. */
export interface MarkoutNoise {
  /** Standard deviation of one, in cents. */
  readonly deviation: number;
  /** By how much the variance of a mean is larger than that of independent ones: fills of an event go together. */
  readonly clustering: number;
}

/** The chance that the mean of so many markouts is below 0 when the truth is `cents`, by the normal distribution. */
export function chanceOfNegativeMean(cents: number, fills: number, { deviation, clustering }: MarkoutNoise): number {
  return normalCdf((-cents * Math.sqrt(fills / clustering)) / deviation);
}

/**
 * The chance that it is below 0 at any look from that many fills on, when the truth is above 0: twice the chance at the first look, as the reflection of Brownian motion
 * with drift has it (Siegmund, "Sequential Analysis", 1985, 3.2). It is certain when the truth is below 0.
 */
export function chanceOfEverNegative(cents: number, fills: number, noise: MarkoutNoise): number {
  return cents <= 0 ? 1 : Math.min(1, 2 * chanceOfNegativeMean(cents, fills, noise));
}

/**
 * The chance that the net of so many contracts is at -`limitCents` or below at any time, when each brings `cents` on average: the first passage of Brownian motion with drift
 * (Siegmund, 1985, 3.13). `noise` is that of one contract held to its settlement.
 */
export function chanceOfLoss(limitCents: number, cents: number, contracts: number, noise: MarkoutNoise): number {
  const variance = noise.deviation ** 2 * noise.clustering;
  const width = Math.sqrt(variance * contracts);
  const drift = cents * contracts;
  const direct = normalCdf((-limitCents - drift) / width);
  return direct + Math.exp((-2 * cents * limitCents) / variance) * normalCdf((-limitCents + drift) / width);
}
