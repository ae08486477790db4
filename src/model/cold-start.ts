import { clip } from "./log-odds.ts";
import { median } from "./median.ts";
import type { StateSpace } from "./parameters.ts";
import type { Series } from "./series.ts";

/** Increments beyond this many robust standard deviations count as jumps. */
const OUTLYING = 4;
const MEDIAN_TO_DEVIATION = 1.4826; // of a normal law's absolute value

/**
 * Where a first fit starts: moments of the increments dy, without those that look like jumps. Noise shows as negative
 * correlation of neighbouring increments, Cov = -R, and the rest of their variance is diffusion. Undefined when half of
 * the prints repeat the one before, or too few are left: then there is nothing to measure scale by.
 */
export function coldStart(
  series: Series,
): (Pick<StateSpace, "sigma2PerHour" | "jumpsPerHour" | "jumpVariance"> & { readonly noise: number }) | undefined {
  const { length, logOdds, hours } = series;
  const sizes = Float64Array.from({ length: length - 1 }, (_, i) => Math.abs(logOdds[i + 1]! - logOdds[i]!));
  const limit = OUTLYING * MEDIAN_TO_DEVIATION * median(sizes);
  let kept = 0;
  let squares = 0;
  let keptHours = 0;
  let pairs = 0;
  let products = 0;
  let jumps = 0;
  let squaredJumps = 0;
  let totalHours = 0;
  let last = Number.NaN; // the increment before, if it was kept
  for (let k = 1; k < length; k++) {
    const step = logOdds[k]! - logOdds[k - 1]!;
    totalHours += hours[k]!;
    if (Math.abs(step) < limit) {
      kept++;
      squares += step * step;
      keptHours += hours[k]!;
      if (!Number.isNaN(last)) {
        pairs++;
        products += step * last;
      }
      last = step;
    } else {
      jumps++;
      squaredJumps += step * step;
      last = Number.NaN;
    }
  }
  if (pairs === 0 || keptHours <= 0) return undefined;
  const variance = squares / kept;
  const noise = clip(-products / pairs, 0.02 * variance, 0.49 * variance);
  return {
    sigma2PerHour: (variance - 2 * noise) / (keptHours / kept),
    noise,
    jumpsPerHour: Math.max(1, jumps) / totalHours,
    jumpVariance: jumps > 0 ? squaredJumps / jumps : 25 * variance,
  };
}
