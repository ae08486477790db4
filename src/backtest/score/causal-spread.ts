import { Beliefs } from "./beliefs.ts";
import { bucketOf, lowerEdge, PRICE_BUCKETS, tempered, upperEdge } from "./cents.ts";
import { SPREAD_LAWS, spreadProbabilities } from "./spread-laws.ts";

/**
 * Gives a spread to forecasts that have none: the best that their own past supports. In each ten-cent bucket of the forecast price
 * Laplace and Student laws of many scales, discretised to cents, compete on the errors so far; see `Beliefs`.
 */
export class CausalSpread {
  readonly #beliefs = Array.from({ length: PRICE_BUCKETS }, () => new Beliefs(SPREAD_LAWS));
  readonly #explained = new Float64Array(SPREAD_LAWS);

  /** The probability that the next price, forecast at `forecast` cents, rounds to `cent`. */
  probability(forecast: number, cent: number): number {
    this.#explain(forecast, cent);
    return this.#beliefs[bucketOf(forecast)]!.average(this.#explained);
  }

  /** Learns that a price forecast at `forecast` cents rounded to `cent`. Returns the probability that had. */
  learn(forecast: number, cent: number): number {
    const probability = this.probability(forecast, cent);
    this.#beliefs[bucketOf(forecast)]!.learn(this.#explained);
    return probability;
  }

  #explain(forecast: number, cent: number): void {
    const explained = this.#explained;
    spreadProbabilities(lowerEdge(cent) - forecast, upperEdge(cent) - forecast, explained, 0);
    for (let law = 0; law < SPREAD_LAWS; law++) explained[law] = tempered(explained[law]!);
  }
}
