import type { StateSpace } from "../../src/model/parameters.ts";
import type { Series } from "../../src/model/series.ts";

export interface Exact {
  readonly logLikelihood: number;
  /** Moments of the last state, P(jump before the last print), P(the last print is bad), given all prints. */
  readonly mean: number;
  readonly variance: number;
  readonly jumpProbability: number;
  readonly outlierProbability: number;
}

interface History {
  readonly logWeight: number;
  readonly mean: number;
  readonly variance: number;
  readonly jumped: boolean;
  readonly bad: boolean;
}

/**
 * The random walk with jumps and bad prints, filtered exactly: one Kalman filter for every history of modes. Their number is
 * 4 to the power of the prints, so that a handful is the limit.
 */
export function enumerate(space: StateSpace, series: Series, mean: number, variance: number): Exact {
  let histories: History[] = [{ logWeight: 0, mean, variance, jumped: false, bad: false }];
  for (let k = 0; k < series.length; k++) {
    const hours = series.hours[k]!;
    const pi = hours > 0 ? 1 - Math.exp(-space.jumpsPerHour * hours - space.jumpsPerOrder) : 0;
    const noise = series.tickVariance[k]! + space.noiseCents2 * series.noiseWeight[k]!;
    const print = series.logOdds[k]! - space.bounceCents * series.direction[k]!;
    histories = histories.flatMap((history) =>
      [false, true].flatMap((jumped) =>
        [false, true].map((bad) => {
          const predicted = history.variance + space.sigma2PerHour * hours + (jumped ? space.jumpVariance : 0);
          const r = noise * (bad ? space.outlierVarianceRatio : 1);
          const gain = predicted / (predicted + r);
          const innovation = print - history.mean;
          const prior = (jumped ? pi : 1 - pi) * (bad ? space.outlierProbability : 1 - space.outlierProbability);
          const density = -0.5 * Math.log(2 * Math.PI * (predicted + r)) - (0.5 * innovation ** 2) / (predicted + r);
          return {
            logWeight: history.logWeight + Math.log(prior) + density,
            mean: history.mean + gain * innovation,
            variance: (1 - gain) * predicted,
            jumped,
            bad,
          };
        }),
      ),
    );
  }
  const top = Math.max(...histories.map(({ logWeight }) => logWeight));
  const total = histories.reduce((sum, { logWeight }) => sum + Math.exp(logWeight - top), 0);
  const expect = (of: (history: History) => number) =>
    histories.reduce((sum, history) => sum + (Math.exp(history.logWeight - top) / total) * of(history), 0);
  const m = expect((history) => history.mean);
  return {
    logLikelihood: top + Math.log(total),
    mean: m,
    variance: expect((history) => history.variance + (history.mean - m) ** 2),
    jumpProbability: expect(({ jumped }) => (jumped ? 1 : 0)),
    outlierProbability: expect(({ bad }) => (bad ? 1 : 0)),
  };
}
