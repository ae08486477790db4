import { METHODS } from "./methods.ts";

/** What is scored: the next order's price, the price later on, and the outcome. */
export const MEASURES = ["logScore", "nextTrade", "tenMinutes", "oneHour", "brier", "logLoss"] as const;

/**
 * `logScore`: ln of the probability of the next order's cent. `nextTrade`, `tenMinutes`, `oneHour`: squared errors in cents^2. `brier`: squared
 * error of the probability of YES; `logLoss`: minus ln of the probability of the outcome.
 */
export type Measure = (typeof MEASURES)[number];

/** The greater the better; of the others the smaller. */
export function isGain(measure: Measure): boolean {
  return measure === "logScore";
}

/** Sums of scores over the forecasts of one event. */
export class Tally {
  readonly #sums: Readonly<Record<Measure, Float64Array>>;
  readonly #counts: Record<Measure, number>;

  constructor(readonly event: string) {
    this.#sums = byMeasure(() => new Float64Array(METHODS.length));
    this.#counts = byMeasure(() => 0);
  }

  /** Adds the scores of one forecast, by method. */
  add(measure: Measure, score: (method: number) => number): void {
    const sums = this.#sums[measure];
    for (let method = 0; method < METHODS.length; method++) sums[method] = sums[method]! + score(method);
    this.#counts[measure] += 1;
  }

  count(measure: Measure): number {
    return this.#counts[measure];
  }

  sum(measure: Measure, method: number): number {
    return this.#sums[measure][method]!;
  }
}

function byMeasure<T>(make: () => T): Record<Measure, T> {
  return {
    logScore: make(),
    nextTrade: make(),
    tenMinutes: make(),
    oneHour: make(),
    brier: make(),
    logLoss: make(),
  };
}
