import type { Time } from "../market/units.ts";
import type { Interval } from "./interval.ts";
import type { StateSpace } from "./parameters.ts";
import type { TickObservation } from "./tick-observation.ts";

/** A filtered state, to measure moves from by the model that made it. Plain data. */
export interface Mark {
  readonly at: Time;
  readonly logOdds: number;
  readonly variance: number;
  /** The variance that has been added to the log-odds since the contract's first order, logit^2. */
  readonly clock: number;
}

/** The ruler as plain data. */
export interface MoveRulerState {
  readonly now: Mark;
  /** The states after the last orders, oldest first. */
  readonly window: readonly Mark[];
  readonly orders: number;
  readonly anchor: number;
}

/** Recent moves are measured over this many orders. */
export const MOVE_ORDERS = 5;

const SLOTS = MOVE_ORDERS + 1; // the states at both ends of a window and those between

/**
 * Measures moves of the log-odds against what the model expects of them. It runs a shadow filter that tells no jumps and
 * no bad prints apart: a linear one, with the second moments of the whole model, in which a jump counts with its variance
 * times its probability. There the filtered move from l to k has variance P_l + (clock_k - clock_l) - P_k, whatever the
 * laws are, so that its standardised size has mean square 1. Without jumps it is N(0, 1).
 *
 * The filter that the fair value comes from would not do: it widens at the very jump that is to be noticed. Nor would
 * diffusion alone: real tapes jump so often that every fourth order would stand out.
 */
export class MoveRuler {
  /** The states after the last orders: the one after order k (from 0) is in slot k mod SLOTS. */
  readonly #times = new Float64Array(SLOTS);
  readonly #means = new Float64Array(SLOTS);
  readonly #variances = new Float64Array(SLOTS);
  readonly #clocks = new Float64Array(SLOTS);
  #at = 0 as Time;
  #mean: number;
  #variance: number;
  #clock = 0;
  /** The last print, without its bounce, and its variance. */
  #print = 0;
  #noise = 0;
  #orders = 0;
  /** The order that no window reaches back over; -1 when there is no anchor. */
  #anchor = -1;

  /** A ruler whose prior, before the first order, is N(mean, variance) in log-odds. */
  constructor(mean: number, variance: number) {
    this.#mean = mean;
    this.#variance = variance;
  }

  /** Sets the prior, before the first order. */
  start(mean: number, variance: number): void {
    this.#mean = mean;
    this.#variance = variance;
  }

  /** Takes in an order; the interval is the one since the last. */
  observe(space: StateSpace, at: Time, interval: Interval, order: TickObservation): void {
    const added = interval.diffusion + interval.jumpProbability * space.jumpVariance;
    const bad = 1 + space.outlierProbability * (space.outlierVarianceRatio - 1);
    this.#print = order.logOdds - space.bounceCents * order.direction;
    this.#noise = bad * (order.tickVariance + space.noiseCents2 * order.noiseWeight);
    this.#clock += added;
    const predicted = this.#variance + added;
    const gain = predicted / (predicted + this.#noise);
    this.#mean += gain * (this.#print - this.#mean);
    this.#variance = gain * this.#noise;
    this.#at = at;
    this.#keep(this.#orders++, at, this.#mean, this.#variance, this.#clock);
  }

  /** Adds to the state's variance; measured moves allow for it. */
  widen(variance: number): void {
    this.#variance += variance;
    this.#clock += variance;
  }

  /** The standardised move over the last `MOVE_ORDERS` orders; null while fewer, or right after an anchor. */
  get zMove(): number | null {
    const from = this.#windowStart();
    return from === null ? null : this.#move(this.#means[from]!, this.#variances[from]!, this.#clocks[from]!);
  }

  /** The last print against the state at the window's start, standardised; null with `zMove`. */
  get zPrint(): number | null {
    const from = this.#windowStart();
    if (from === null) return null;
    const moved = this.#variances[from]! + this.#clock - this.#clocks[from]!;
    return (this.#print - this.#means[from]!) / Math.sqrt(moved + this.#noise);
  }

  /** The present state. */
  mark(): Mark {
    return { at: this.#at, logOdds: this.#mean, variance: this.#variance, clock: this.#clock };
  }

  /** The standardised move from a mark to now; 0 from the present state itself. */
  moveFrom(mark: Mark): number {
    return this.#move(mark.logOdds, mark.variance, mark.clock);
  }

  /** Later windows start at the present state at the earliest. */
  anchor(): void {
    this.#anchor = this.#orders - 1;
  }

  snapshot(): MoveRulerState {
    const first = Math.max(0, this.#orders - SLOTS);
    const window = Array.from({ length: this.#orders - first }, (_, i) => {
      const slot = (first + i) % SLOTS;
      return {
        at: this.#times[slot]! as Time,
        logOdds: this.#means[slot]!,
        variance: this.#variances[slot]!,
        clock: this.#clocks[slot]!,
      };
    });
    return { now: this.mark(), window, orders: this.#orders, anchor: this.#anchor };
  }

  /** Becomes the ruler of a snapshot. */
  restore({ now, window, orders, anchor }: MoveRulerState): void {
    this.#at = now.at;
    this.#mean = now.logOdds;
    this.#variance = now.variance;
    this.#clock = now.clock;
    this.#orders = orders;
    this.#anchor = anchor;
    window.forEach((mark, i) => {
      this.#keep(orders - window.length + i, mark.at, mark.logOdds, mark.variance, mark.clock);
    });
  }

  #keep(order: number, at: number, mean: number, variance: number, clock: number): void {
    const slot = order % SLOTS;
    this.#times[slot] = at;
    this.#means[slot] = mean;
    this.#variances[slot] = variance;
    this.#clocks[slot] = clock;
  }

  /** The slot that the window of the last order starts from. */
  #windowStart(): number | null {
    const last = this.#orders - 1;
    const start = Math.max(last - MOVE_ORDERS, this.#anchor);
    return start < 0 || start === last ? null : start % SLOTS;
  }

  #move(mean: number, variance: number, clock: number): number {
    const expected = variance + (this.#clock - clock) - this.#variance;
    return expected > 0 ? (this.#mean - mean) / Math.sqrt(expected) : 0;
  }
}
