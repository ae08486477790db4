import { normalCdf } from "../model/normal.ts";

const BINS = 10;
const LAGS = 10;
/** With fewer predictions their correlations say nothing. */
const LEAST_FOR_LAGS = 5 * LAGS;

/** How well one-step predictions were calibrated. */
export interface Diagnostics {
  readonly predictions: number;
  /** Mean of z0^2, the squared standardised surprise if nothing jumps and no print is bad: 1 then, more when such things happen. */
  readonly nis: number;
  /** How many prints fell in each tenth of their whole predictive law: alike when the model is right. */
  readonly pitHistogram: readonly number[];
  /** Whether z*, the normal score of a print's place in that law, depends on the ones before. Null for too few predictions. */
  readonly ljungBox: LjungBox | null;
  /** The sum of the jump probabilities: how many jumps the model takes there to have been. */
  readonly jumps: number;
}

/** The statistic of Ljung and Box (Biometrika 65, 1978) over ten lags, and P(chi-squared with ten degrees of freedom >= it). */
export interface LjungBox {
  readonly lags: number;
  readonly statistic: number;
  readonly p: number;
}

/** Collects the one-step predictions of one contract. */
export class PredictionDiagnostics {
  readonly #scores: number[] = [];
  readonly #bins = new Array<number>(BINS).fill(0);
  #squares = 0;
  #jumps = 0;

  /**
   * Adds a prediction that has been met.
   *
   * @param zOneStep z0
   * @param zModel z*
   */
  add(zOneStep: number, zModel: number, jumpProbability: number): void {
    this.#scores.push(zModel);
    const bin = Math.min(BINS - 1, Math.floor(BINS * normalCdf(zModel)));
    this.#bins[bin] = this.#bins[bin]! + 1;
    this.#squares += zOneStep * zOneStep;
    this.#jumps += jumpProbability;
  }

  /** The diagnostics so far; undefined before the first prediction. */
  get result(): Diagnostics | undefined {
    const predictions = this.#scores.length;
    if (predictions === 0) return undefined;
    return {
      predictions,
      nis: this.#squares / predictions,
      pitHistogram: [...this.#bins],
      ljungBox: predictions < LEAST_FOR_LAGS ? null : ljungBox(this.#scores),
      jumps: this.#jumps,
    };
  }
}

function ljungBox(series: readonly number[]): LjungBox {
  const n = series.length;
  const mean = series.reduce((sum, value) => sum + value, 0) / n;
  const variation = series.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  let sum = 0;
  for (let lag = 1; lag <= LAGS; lag++) {
    let shared = 0;
    for (let k = lag; k < n; k++) shared += (series[k]! - mean) * (series[k - lag]! - mean);
    const correlation = variation > 0 ? shared / variation : 0;
    sum += (correlation * correlation) / (n - lag);
  }
  const statistic = n * (n + 2) * sum;
  return { lags: LAGS, statistic, p: chiSquaredAbove(statistic) };
}

/** P(X >= x) for chi-squared with LAGS degrees of freedom; an even number, so that it is a finite sum. */
function chiSquaredAbove(x: number): number {
  let term = Math.exp(-x / 2);
  let sum = term;
  for (let i = 1; i < LAGS / 2; i++) {
    term *= x / 2 / i;
    sum += term;
  }
  return Math.min(1, sum);
}
