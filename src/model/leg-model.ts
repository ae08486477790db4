import { checked } from "../market/saved-state.ts";
import { type TakerOrder, totalQuantity, vwapCents } from "../market/taker-order.ts";
import { type Time, toContracts } from "../market/units.ts";
import type { FairValueModel } from "./fair-value-model.ts";
import { type Depth, GaussianSum, type GaussianSumState } from "./gaussian-sum.ts";
import { TRUSTED_FROM_CENTS, TRUSTED_TO_CENTS } from "./horizon.ts";
import { LEG_MODEL_STATE } from "./leg-model-state.ts";
import { clip } from "./log-odds.ts";
import { LogisticNormal } from "./logistic-normal.ts";
import { type Mark, MoveRuler, type MoveRulerState } from "./move-ruler.ts";
import { normalQuantile } from "./normal.ts";
import { beliefVolatility, checkParameters, type ModelParameters } from "./parameters.ts";
import { RawMove, type RawMoveState } from "./raw-move.ts";
import { printLogOdds, TickObservation } from "./tick-observation.ts";

/** What the model says after the last merged taker order. Plain numbers. */
export interface Estimate {
  readonly at: Time;
  /** Merged taker orders seen. */
  readonly orders: number;
  /** E p and the standard deviation of p, in cents of YES. */
  readonly fairCents: number;
  readonly sdCents: number;
  /** False outside 4 to 96 cents: ticks are one-sided there, and the standard deviation is too small to act on. */
  readonly sdTrusted: boolean;
  /** Mean and variance of the log-odds. */
  readonly logOdds: number;
  readonly variance: number;
  /** P(the fair value jumped before the last order), and P(the last order is a bad print). */
  readonly jumpProbability: number;
  readonly outlierProbability: number;
  /** The same of the order before the last, which the last one confirms or refutes; null without mode memory. */
  readonly jumpBeforeProbability: number | null;
  readonly outlierBeforeProbability: number | null;
  /** The normalised move over the last five orders, of mean square 1; null while fewer, or right after an anchor. */
  readonly zMove: number | null;
  /** The original's z of the same orders, from raw prints; null while fewer, and unless asked for. */
  readonly zRaw: number | null;
  /** The last print against the fair value before the move; null with `zMove`. */
  readonly zPrint: number | null;
  /** The last print against the fair value predicted for it; null for the first order. */
  readonly zOneStep: number | null;
  /**
   * The last print's place in its whole predictive law, jumps and bad prints included, as a normal score: N(0, 1) under
   * the model. Null for the first order, and unless asked for: it costs as much as all the rest.
   */
  readonly zModel: number | null;
  /** ln p(the last order's log-odds | all orders before it). */
  readonly logLikelihood: number;
}

export interface LegModelOptions {
  /** How many prints back the filter remembers what they were; 2 by default. */
  readonly depth?: Depth;
  /** Whether `zModel` is worked out; not by default. */
  readonly diagnostics?: boolean;
  /** Whether the original's z, `zRaw`, is worked out beside ours; not by default: nothing is decided by it. */
  readonly comparisons?: boolean;
}

/** A leg's model as plain data: restored from it, it goes on to the last digit as it would have. */
export interface LegModelState {
  readonly depth: Depth;
  readonly diagnostics: boolean;
  readonly comparisons: boolean;
  readonly parameters: ModelParameters;
  /** Null before the first order. */
  readonly estimate: Estimate | null;
  readonly filter: GaussianSumState;
  readonly ruler: MoveRulerState;
  readonly raw: RawMoveState;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const HOUR_MS = 3_600_000;
const START_VARIANCE = 1; // logit^2 around the first print, which the prior is centred on: it leaves the rest to the print

/**
 * The fair value of one contract, from its merged taker orders alone. Strictly causal: an estimate depends on the orders
 * up to its own and on the parameters set before it. O(1) an order in time and memory, nothing allocated.
 */
export class LegModel implements FairValueModel {
  readonly #diagnostics: boolean;
  readonly #comparisons: boolean;
  readonly #order = new TickObservation();
  readonly #probability = new LogisticNormal();
  readonly #raw = new RawMove();
  readonly #filter: GaussianSum;
  readonly #ruler: MoveRuler;
  readonly #estimate: Mutable<Estimate> = {
    at: 0 as Time,
    orders: 0,
    fairCents: 50,
    sdCents: 0,
    sdTrusted: false,
    logOdds: 0,
    variance: 0,
    jumpProbability: 0,
    outlierProbability: 0,
    jumpBeforeProbability: null,
    outlierBeforeProbability: null,
    zMove: null,
    zRaw: null,
    zPrint: null,
    zOneStep: null,
    zModel: null,
    logLikelihood: 0,
  };
  #parameters: ModelParameters;

  /** Throws RangeError when a parameter is out of its range. */
  constructor(
    parameters: ModelParameters,
    { depth = 2, diagnostics = false, comparisons = false }: LegModelOptions = {},
  ) {
    checkParameters(parameters);
    this.#diagnostics = diagnostics;
    this.#comparisons = comparisons;
    this.#parameters = parameters;
    this.#filter = new GaussianSum(depth, 0, START_VARIANCE);
    this.#ruler = new MoveRuler(0, START_VARIANCE);
  }

  /** The model of a snapshot. */
  static restore(state: LegModelState): LegModel {
    const model = new LegModel(state.parameters, state);
    model.#goOnFrom(state);
    return model;
  }

  /**
   * Takes in one merged taker order of this contract, as one print at its volume-weighted average. Throws RangeError when
   * it is earlier than the last one.
   */
  observe(order: TakerOrder): void {
    const estimate = this.#estimate;
    const first = estimate.orders === 0;
    if (order.at < estimate.at) {
      throw new RangeError(
        `${order.ticker}: a taker order at ${order.at} ms after one at ${estimate.at} ms; feed a contract's orders in time order`,
      );
    }
    const hours = first ? 0 : (order.at - estimate.at) / HOUR_MS;
    const cents = vwapCents(order);
    if (first) this.#start(printLogOdds(cents));

    const parameters = this.#parameters;
    const filter = this.#filter;
    const print = this.#order;
    filter.predict(parameters, hours);
    print.set(parameters, filter.expected, cents, toContracts(totalQuantity(order)), order.side);
    const { logOdds, direction, tickVariance, noiseWeight } = print;
    estimate.zModel =
      this.#diagnostics && !first
        ? normalQuantile(
            clip(filter.below(parameters, logOdds, direction, tickVariance, noiseWeight), 1e-16, 1 - 1e-16),
          )
        : null;
    filter.update(parameters, logOdds, direction, tickVariance, noiseWeight);
    this.#ruler.observe(parameters, order.at, filter.interval, print);
    if (this.#comparisons) this.#raw.observe(hours, logOdds);
    estimate.at = order.at;
    estimate.orders++;
    this.#describe();
  }

  /** Replaces the parameters, for later orders only. Throws RangeError when one is out of its range. */
  setParameters(parameters: ModelParameters): void {
    checkParameters(parameters);
    this.#parameters = parameters;
  }

  /** The parameters that the next order will be filtered with. */
  get parameters(): ModelParameters {
    return this.#parameters;
  }

  /** The estimate after the last order, undefined before the first. The same object every time, refilled by `observe`. */
  get estimate(): Estimate | undefined {
    return this.#estimate.orders > 0 ? this.#estimate : undefined;
  }

  /** Belief volatility in logit per sqrt(hour); undefined while the parameters are not fitted to this contract's own orders. */
  get sigmaB(): number | undefined {
    return this.#parameters.calibrated ? beliefVolatility(this.#parameters) : undefined;
  }

  /** The present state, to measure later moves from. Throws Error before the first order. */
  mark(): Mark {
    if (this.#estimate.orders === 0) throw new Error("no order has been observed yet: there is no state to mark");
    return this.#ruler.mark();
  }

  /** z of the move from a mark to now, as `zMove`; 0 when no order came since. */
  moveFrom(mark: Mark): number {
    return this.#ruler.moveFrom(mark);
  }

  /** Keeps the window of `zMove` from reaching back over the present state. */
  anchor(): void {
    this.#ruler.anchor();
  }

  /** Adds to the variance of the log-odds, as after a halt in which anything may have become known. Logit^2. */
  widen(variance: number): void {
    this.#filter.widen(variance);
    this.#ruler.widen(variance);
  }

  snapshot(): LegModelState {
    return {
      depth: this.#filter.depth,
      diagnostics: this.#diagnostics,
      comparisons: this.#comparisons,
      parameters: this.#parameters,
      estimate: this.#estimate.orders > 0 ? { ...this.#estimate } : null,
      filter: this.#filter.snapshot(),
      ruler: this.#ruler.snapshot(),
      raw: this.#raw.snapshot(),
    };
  }

  #start(logOdds: number): void {
    this.#filter.start(logOdds, START_VARIANCE);
    this.#ruler.start(logOdds, START_VARIANCE);
  }

  #describe(): void {
    const { mean, variance, depth, logLikelihood, zOneStep } = this.#filter;
    this.#filter.law.probability(this.#probability);
    const estimate = this.#estimate;
    estimate.fairCents = 100 * this.#probability.mean;
    estimate.sdCents = 100 * Math.sqrt(this.#probability.variance);
    estimate.sdTrusted = estimate.fairCents >= TRUSTED_FROM_CENTS && estimate.fairCents <= TRUSTED_TO_CENTS;
    estimate.logOdds = mean;
    estimate.variance = variance;
    estimate.jumpProbability = this.#filter.jumpProbability(0);
    estimate.outlierProbability = this.#filter.outlierProbability(0);
    estimate.jumpBeforeProbability = depth > 0 ? this.#filter.jumpProbability(1) : null;
    estimate.outlierBeforeProbability = depth > 0 ? this.#filter.outlierProbability(1) : null;
    estimate.zMove = this.#ruler.zMove;
    estimate.zRaw = this.#comparisons ? this.#raw.z(beliefVolatility(this.#parameters)) : null;
    estimate.zPrint = this.#ruler.zPrint;
    estimate.zOneStep = estimate.orders > 1 ? zOneStep : null;
    estimate.logLikelihood = logLikelihood;
  }

  save(): LegModelState {
    return this.snapshot();
  }

  restore(state: unknown): void {
    const saved: LegModelState = checked(LEG_MODEL_STATE, state, "model");
    this.setParameters(saved.parameters);
    this.#goOnFrom(saved);
  }

  #goOnFrom(state: LegModelState): void {
    if (state.estimate) Object.assign(this.#estimate, state.estimate);
    this.#filter.restore(state.filter);
    this.#ruler.restore(state.ruler);
    this.#raw.restore(state.raw);
  }
}
