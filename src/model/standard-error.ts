import type { FitPrior } from "./em.ts";
import { JumpFilter } from "./jump-filter.ts";
import type { StateSpace } from "./parameters.ts";
import type { Series } from "./series.ts";

const STEP = 0.1; // of the logarithms of sigma2 and noise, for second differences

/**
 * The standard error of sigma2PerHour at a fit: the observed information about the logarithms of sigma2 and noise, the two
 * that compete for the same increments, from second differences of the forward log-likelihood, plus what the prior says.
 * Null where the likelihood is not concave, so that neither is identified.
 */
export function sigma2StandardError(
  space: StateSpace,
  series: Series,
  prior: FitPrior,
  mean: number,
  variance: number,
): number | null {
  const { sigma2PerHour, noiseCents2 } = space;
  const at = (sigma: number, noise: number) => {
    const moved = {
      ...space,
      sigma2PerHour: sigma2PerHour * Math.exp(STEP * sigma),
      noiseCents2: noiseCents2 * Math.exp(STEP * noise),
    };
    return logLikelihood(moved, series, mean, variance);
  };
  const centre = at(0, 0);
  const [up, down, left, right] = [at(1, 0), at(-1, 0), at(0, 1), at(0, -1)];
  const square = STEP * STEP;
  const sigmaInformation =
    (2 * centre - up - down) / square + (prior.diffusionSteps / 2) * (prior.sigma2PerHour / sigma2PerHour);
  const noiseInformation =
    (2 * centre - left - right) / square + (prior.noisePrints / 2) * (prior.noiseCents2 / noiseCents2);
  const shared = (up + down + left + right - 2 * centre - at(1, 1) - at(-1, -1)) / (2 * square);
  const own = sigmaInformation - (shared * shared) / noiseInformation;
  return noiseInformation > 0 && own > 0 ? sigma2PerHour / Math.sqrt(own) : null;
}

function logLikelihood(space: StateSpace, series: Series, mean: number, variance: number): number {
  const filter = new JumpFilter(mean, variance);
  let sum = 0;
  for (let k = 0; k < series.length; k++) {
    filter.predict(space, series.hours[k]!);
    filter.update(space, series.logOdds[k]!, series.direction[k]!, series.tickVariance[k]!, series.noiseWeight[k]!);
    sum += filter.logLikelihood;
  }
  return sum;
}
