import { checked } from "../market/saved-state.ts";
import type { TakerOrder } from "../market/taker-order.ts";
import type { Time } from "../market/units.ts";
import type { FairValue, FairValueModel } from "./fair-value-model.ts";
import { type Mark, MOVE_ORDERS } from "./move-ruler.ts";
import { OriginalFilter } from "./original-filter.ts";
import { ORIGINAL_MODEL_STATE, type OriginalModelState } from "./original-model-state.ts";

/**
 * The reference of the dynamic half-spread in the published study, in logit per sqrt(hour): the median of its weather events under
 * this model, which the study used for every series. A profile's own reference belongs to the product's filter; this one takes
 * its place under the original's. (KXTOPMONTHLY's own median is 0.075, so that there the half-spread sits at its minimum.)
 */
export const ORIGINAL_REFERENCE_SIGMA_B = 0.571;

const HOUR_MS = 3_600_000;
const KEPT = 0.98; // what an order leaves of the weight of those before it

/**
 * The fair value, z and belief volatility of the project's Python original as the published study had them, so that it can be repeated.
 * All come from the increments d of the filtered log-odds, one an order, and their times apart h; E is the exponentially weighted mean
 * over the orders up to the last.
 *
 *   z = (move over the last n orders) / sqrt(n E[d^2]),  n = 5        sigma_b = sqrt(E[d^2] / E[h])
 *
 * The move's scale leaves out how long it took and how sure the filter was, which is why the product's own z is another.
 */
export class OriginalModel implements FairValueModel {
  readonly #filter = new OriginalFilter();
  /** The filtered log-odds after the last orders, the newest last. */
  readonly #levels: number[] = [];
  #at = 0 as Time;
  #orders = 0;
  /** The order that no window reaches back over; 0 when there is no anchor. */
  #anchor = 0;
  /** Exponentially weighted sums over increments: of one, of their squares, of the hours they took. */
  #weight = 0;
  #squares = 0;
  #hours = 0;
  #estimate: FairValue | undefined;

  observe(order: TakerOrder): void {
    if (order.at < this.#at) {
      throw new RangeError(
        `${order.ticker}: a taker order at ${order.at} ms after one at ${this.#at} ms; feed a contract's orders in time order`,
      );
    }
    const fairCents = this.#filter.observe(order);
    const level = this.#filter.logOdds;
    const before = this.#levels.at(-1);
    if (before !== undefined) {
      this.#weight = KEPT * this.#weight + 1;
      this.#squares = KEPT * this.#squares + (level - before) ** 2;
      this.#hours = KEPT * this.#hours + (order.at - this.#at) / HOUR_MS;
    }
    this.#levels.push(level);
    if (this.#levels.length > MOVE_ORDERS + 1) this.#levels.shift();
    this.#at = order.at;
    this.#orders++;
    this.#estimate = { fairCents, sdCents: null, jumpProbability: null, zMove: this.#zMove() };
  }

  get estimate(): FairValue | undefined {
    return this.#estimate;
  }

  /** Undefined until z has its window, and while all orders have come at one instant. */
  get sigmaB(): number | undefined {
    return this.#orders > MOVE_ORDERS && this.#hours > 0 ? Math.sqrt(this.#squares / this.#hours) : undefined;
  }

  /** Changes nothing: the original has no parameters, it takes its two variances from the prints as they come. */
  setParameters(): void {}

  /** Its clock counts orders, each of which this model expects to move the log-odds alike. */
  mark(): Mark {
    const logOdds = this.#levels.at(-1);
    if (logOdds === undefined) throw new Error("no order has been observed yet: there is no state to mark");
    return { at: this.#at, logOdds, variance: 0, clock: this.#orders };
  }

  moveFrom({ logOdds, clock }: Mark): number {
    return this.#z(logOdds, this.#orders - clock);
  }

  anchor(): void {
    this.#anchor = this.#orders;
  }

  #zMove(): number | null {
    const moves = Math.min(MOVE_ORDERS, this.#orders - this.#anchor);
    const from = this.#levels[this.#levels.length - 1 - moves];
    return from === undefined || moves === 0 ? null : this.#z(from, moves);
  }

  /** The move since a level `moves` orders ago, standardised; 0 while nothing has ever moved. */
  #z(from: number, moves: number): number {
    const expected = (moves * this.#squares) / this.#weight;
    return expected > 0 ? (this.#levels.at(-1)! - from) / Math.sqrt(expected) : 0;
  }

  save(): OriginalModelState {
    return {
      filter: this.#filter.save(),
      levels: [...this.#levels],
      at: this.#at,
      orders: this.#orders,
      anchor: this.#anchor,
      weight: this.#weight,
      squares: this.#squares,
      hours: this.#hours,
      estimate: this.#estimate ?? null,
    };
  }

  restore(state: unknown): void {
    const saved = checked(ORIGINAL_MODEL_STATE, state, "model");
    this.#filter.restore(saved.filter);
    this.#levels.push(...saved.levels);
    this.#at = saved.at;
    this.#orders = saved.orders;
    this.#anchor = saved.anchor;
    this.#weight = saved.weight;
    this.#squares = saved.squares;
    this.#hours = saved.hours;
    this.#estimate = saved.estimate ?? undefined;
  }
}
