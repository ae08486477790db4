import type { TakerSide } from "../market/taker-order.ts";
import { JumpFilter } from "./jump-filter.ts";
import type { StateSpace, TickModel } from "./parameters.ts";
import { TickObservation } from "./tick-observation.ts";

/**
 * Observations of one contract in time order, as the filters take them: one element a print in every array, which may be
 * longer than the series. See `JumpFilter.update` for what they are.
 */
export interface Series {
  readonly length: number;
  /** Hours since the print before; 0 for the first. */
  readonly hours: Float64Array;
  readonly logOdds: Float64Array;
  readonly direction: Float64Array;
  readonly tickVariance: Float64Array;
  readonly noiseWeight: Float64Array;
}

/** A merged taker order as one print. */
export interface Print {
  readonly hours: number; // since any fixed time
  readonly cents: number;
  readonly contracts: number;
  readonly side: TakerSide;
}

/** A series made from prints on ticks, in buffers that are kept. */
export class TickSeries implements Series {
  length = 0;
  readonly hours: Float64Array;
  readonly logOdds: Float64Array;
  readonly direction: Float64Array;
  readonly tickVariance: Float64Array;
  readonly noiseWeight: Float64Array;
  readonly #print = new TickObservation();

  /** A series of up to `capacity` prints. */
  constructor(capacity: number) {
    this.hours = new Float64Array(capacity);
    this.logOdds = new Float64Array(capacity);
    this.direction = new Float64Array(capacity);
    this.tickVariance = new Float64Array(capacity);
    this.noiseWeight = new Float64Array(capacity);
  }

  /**
   * Becomes the series of `prints`, each linearised where a filter with these parameters, started from
   * N(mean, variance), predicts it. Returns ln p(series).
   */
  linearise(prints: readonly Print[], space: StateSpace & TickModel, mean: number, variance: number): number {
    const filter = new JumpFilter(mean, variance);
    const print = this.#print;
    let logLikelihood = 0;
    this.length = prints.length;
    for (let k = 0; k < prints.length; k++) {
      const { hours, cents, contracts, side } = prints[k]!;
      const since = k > 0 ? hours - prints[k - 1]!.hours : 0;
      filter.predict(space, since);
      print.set(space, filter.expected(space), cents, contracts, side);
      filter.update(space, print.logOdds, print.direction, print.tickVariance, print.noiseWeight);
      logLikelihood += filter.logLikelihood;
      this.hours[k] = since;
      this.logOdds[k] = print.logOdds;
      this.direction[k] = print.direction;
      this.tickVariance[k] = print.tickVariance;
      this.noiseWeight[k] = print.noiseWeight;
    }
    return logLikelihood;
  }
}
