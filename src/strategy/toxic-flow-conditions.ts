import { type TakerOrder, totalQuantity } from "../market/taker-order.ts";
import type { Side, Time } from "../market/units.ts";
import type { FlowConditionsState } from "./toxic-flow-state.ts";

/** What can be known of the flow of taker orders before one of them fills us. */
export type FlowCondition = "burst" | "sweep" | "one-sided" | "large" | "quiet";

/** All of them. Saved states and sums go by their order. */
export const FLOW_CONDITIONS: readonly FlowCondition[] = ["burst", "sweep", "one-sided", "large", "quiet"];

const MINUTE_MS = 60_000;

/** Arrivals are counted with weights that fade over a minute: of a steady stream it is the number that comes in a minute. */
const BURST_MS = MINUTE_MS;
/** Against the leg's own usual count, whose weights fade over so long. */
const USUAL_MS = 240 * MINUTE_MS;
/** So many orders, and so many times the usual, are a burst; before so many orders nothing is usual. */
const BURST_LEAST = 4;
const BURST_TIMES = 4;
const USUAL_FROM = 20;
/** An order that goes through so many prices is a sweep. It counts for so long. */
const SWEEP_PRICES = 3;
const SWEEP_HOLDS_MS = 5 * MINUTE_MS;
/** Contracts bought and sold by takers are counted with weights that fade over ten minutes. */
const FLOW_MS = 10 * MINUTE_MS;
/** One-sided: this share of them on one side, and as much as so many usual orders. */
const ONE_SIDED_SHARE = 0.9;
const ONE_SIDED_ORDERS = 3;
/** An order of so many times the usual size is large. It counts for so long. */
const LARGE_TIMES = 10;
const LARGE_HOLDS_MS = 5 * MINUTE_MS;
/** What one order adds to the leg's usual size. */
const SIZE_GAIN = 0.05;
/** Without a trade for so long, a leg is quiet: in the published study fills after it were the worst of all. */
const QUIET_MS = 30 * MINUTE_MS;

/** Conditions as bits, the first of `FLOW_CONDITIONS` the lowest. */
export type ConditionSet = number;

const BURST = 1 << 0;
const SWEEP = 1 << 1;
const ONE_SIDED = 1 << 2;
const LARGE = 1 << 3;
const QUIET = 1 << 4;

/** Until when what a taker has done counts against a side of ours; 0 when nothing does. */
interface SideEnds {
  sweep: number;
  oneSided: number;
  large: number;
}

/**
 * Which conditions hold on a leg, for each side of ours, from its taker orders alone. Those who buy are a danger to our ask: `sweep`,
 * `one-sided` and `large` are of the side that more of the same would fill; `burst` and `quiet` are of both. Each is worked out when an order comes and then
 * holds until a time that is known, so that nothing changes between orders but what `changeAt` says.
 */
export class FlowConditions {
  #at = Number.NEGATIVE_INFINITY;
  #orders = 0;
  #recent = 0;
  #usual = 0;
  #since = 0;
  #bought = 0;
  #sold = 0;
  #usualSize = 0;
  #burst = 0;
  readonly #ends: Readonly<Record<Side, SideEnds>> = { bid: noEnds(), ask: noEnds() };

  /** A taker order of the leg, in time order. */
  onTrade(order: TakerOrder): void {
    const { at, side, prints } = order;
    const quantity = totalQuantity(order);
    if (this.#orders === 0) {
      this.#since = at;
      this.#usualSize = quantity;
    }
    const passed = this.#orders === 0 ? 0 : Math.max(0, at - this.#at);
    // What is usual is asked before this order counts: a burst isn't usual for having come.
    const usual = this.#usualPerMinute(at, passed);
    const usualSize = this.#usualSize;
    this.#recent = this.#recent * Math.exp(-passed / BURST_MS) + 1;
    this.#usual = this.#usual * Math.exp(-passed / USUAL_MS) + 1;
    const faded = Math.exp(-passed / FLOW_MS);
    this.#bought = this.#bought * faded + (side === "buy" ? quantity : 0);
    this.#sold = this.#sold * faded + (side === "sell" ? quantity : 0);
    this.#usualSize += SIZE_GAIN * (quantity - this.#usualSize);
    this.#orders++;
    this.#at = at;

    const isBurst = usual !== undefined && this.#recent >= Math.max(BURST_LEAST, BURST_TIMES * usual);
    if (isBurst) this.#burst = at + BURST_MS;
    if (side !== "unknown") {
      const ends = this.#ends[side === "buy" ? "ask" : "bid"];
      if (new Set(prints.map(({ price }) => price)).size >= SWEEP_PRICES) ends.sweep = at + SWEEP_HOLDS_MS;
      if (this.#orders > USUAL_FROM && quantity >= LARGE_TIMES * usualSize) ends.large = at + LARGE_HOLDS_MS;
    }
    const flow = this.#bought + this.#sold;
    const isEnough = flow >= ONE_SIDED_ORDERS * this.#usualSize;
    this.#ends.ask.oneSided = isEnough && this.#bought >= ONE_SIDED_SHARE * flow ? at + FLOW_MS : 0;
    this.#ends.bid.oneSided = isEnough && this.#sold >= ONE_SIDED_SHARE * flow ? at + FLOW_MS : 0;
  }

  /** Those that hold for a side of ours at a time not before the last order. */
  at(side: Side, now: number): ConditionSet {
    const { sweep, oneSided, large } = this.#ends[side];
    let held = 0;
    if (now < this.#burst) held |= BURST;
    if (now < sweep) held |= SWEEP;
    if (now < oneSided) held |= ONE_SIDED;
    if (now < large) held |= LARGE;
    if (now >= this.#at + QUIET_MS && this.#orders > 0) held |= QUIET;
    return held;
  }

  /** When one condition begins or ends for a side if no order comes; infinite when it doesn't, in the past when it has. */
  changeAt(condition: FlowCondition, side: Side): number {
    const { sweep, oneSided, large } = this.#ends[side];
    if (condition === "burst") return this.#burst;
    if (condition === "sweep") return sweep;
    if (condition === "one-sided") return oneSided;
    if (condition === "large") return large;
    return this.#orders > 0 ? this.#at + QUIET_MS : Number.POSITIVE_INFINITY;
  }

  /** Orders a minute, usually; undefined while too little has been seen. */
  #usualPerMinute(at: Time, passed: number): number | undefined {
    if (this.#orders < USUAL_FROM || at <= this.#since) return undefined;
    const seen = USUAL_MS * (1 - Math.exp(-(at - this.#since) / USUAL_MS)); // the weight of all the time since the first order
    return (this.#usual * Math.exp(-passed / USUAL_MS) * MINUTE_MS) / seen;
  }

  save(): FlowConditionsState {
    return {
      at: this.#orders === 0 ? null : this.#at,
      orders: this.#orders,
      recent: this.#recent,
      usual: this.#usual,
      since: this.#since,
      bought: this.#bought,
      sold: this.#sold,
      usualSize: this.#usualSize,
      burst: this.#burst,
      ends: { bid: { ...this.#ends.bid }, ask: { ...this.#ends.ask } },
    };
  }

  restore(state: FlowConditionsState): void {
    this.#at = state.at ?? Number.NEGATIVE_INFINITY;
    this.#orders = state.orders;
    this.#recent = state.recent;
    this.#usual = state.usual;
    this.#since = state.since;
    this.#bought = state.bought;
    this.#sold = state.sold;
    this.#usualSize = state.usualSize;
    this.#burst = state.burst;
    Object.assign(this.#ends.bid, state.ends.bid);
    Object.assign(this.#ends.ask, state.ends.ask);
  }
}

function noEnds(): SideEnds {
  return { sweep: 0, oneSided: 0, large: 0 };
}
