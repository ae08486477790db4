import type { Side, Time } from "../market/units.ts";
import { type ConditionSet, FLOW_CONDITIONS } from "./toxic-flow-conditions.ts";
import type { FlowMarkoutsState } from "./toxic-flow-state.ts";

/** After how long fills are judged. */
export const MARKOUT_HORIZONS_MS: readonly number[] = [60_000, 300_000, 3_600_000];

const HORIZONS = MARKOUT_HORIZONS_MS.length;
const PLACES = 2 * FLOW_CONDITIONS.length * HORIZONS;

/** Fills of one side as near as this to each other are one: the prints of a sweep are told one by one. */
const SAME_FILL_MS = 1_000;

/** What fills on one side came to, in one condition, at one horizon. */
export interface Markout {
  /** How many, with those of long ago counting less. */
  readonly fills: number;
  /** Their sum, cents a contract; positive: we gained. */
  readonly sumCents: number;
}

interface OpenFill {
  readonly at: Time;
  readonly side: Side;
  cents: number;
  contracts: number;
  readonly conditions: ConditionSet;
  /** Place of the next horizon it is to be judged at. */
  horizon: number;
}

/**
 * What became of our fills on one leg: the price some time later less the one we paid, by side, condition and horizon. The price later is that of
 * the last taker order by then, if one has come since the fill, else of the first after; it is known when a later order comes, and
 * never before. Old ones fade with time, so that what is avoided now is tried again.
 */
export class FlowMarkouts {
  readonly #open: OpenFill[] = [];
  readonly #cents = new Float64Array(PLACES);
  readonly #weight = new Float64Array(PLACES);
  #asOf = 0;
  #lastAt = Number.NEGATIVE_INFINITY;
  #lastCents = 0;

  constructor(private readonly halfLifeMs: number) {}

  /** A fill of ours that came while these conditions held. */
  onFill(at: Time, side: Side, cents: number, contracts: number, conditions: ConditionSet): void {
    const last = this.#open.at(-1);
    if (last?.side === side && at - last.at < SAME_FILL_MS && last.horizon === 0) {
      last.cents += (contracts / (last.contracts + contracts)) * (cents - last.cents);
      last.contracts += contracts;
    } else this.#open.push({ at, side, cents, contracts, conditions, horizon: 0 });
  }

  /** A taker order of the leg at this average price: what it shows of fills before it. True when it has shown anything. */
  onTrade(at: Time, cents: number): boolean {
    let isNews = false;
    for (const fill of this.#open) {
      for (;;) {
        const horizon = MARKOUT_HORIZONS_MS[fill.horizon];
        if (horizon === undefined || at <= fill.at + horizon) break;
        this.#judge(fill, at, this.#lastAt > fill.at ? this.#lastCents : cents);
        fill.horizon++;
        isNews = true;
      }
    }
    while (this.#open[0]?.horizon === MARKOUT_HORIZONS_MS.length) this.#open.shift();
    this.#lastAt = at;
    this.#lastCents = cents;
    return isNews;
  }

  /** What fills came to as of a time, not before the last that was judged. */
  of(side: Side, condition: number, horizon: number, now: number): Markout {
    const place = placeOf(side, condition, horizon);
    const kept = this.#kept(now);
    return { fills: this.#weight[place]! * kept, sumCents: this.#cents[place]! * kept };
  }

  #judge(fill: OpenFill, now: number, laterCents: number): void {
    const kept = this.#kept(now);
    if (kept < 1) {
      for (let place = 0; place < PLACES; place++) {
        this.#cents[place]! *= kept;
        this.#weight[place]! *= kept;
      }
      this.#asOf = now;
    } else if (this.#asOf === 0) this.#asOf = now;
    const markout = fill.side === "bid" ? laterCents - fill.cents : fill.cents - laterCents;
    for (let condition = 0; condition < FLOW_CONDITIONS.length; condition++) {
      if ((fill.conditions & (1 << condition)) === 0) continue;
      const place = placeOf(fill.side, condition, fill.horizon);
      this.#cents[place]! += markout;
      this.#weight[place]! += 1;
    }
  }

  #kept(now: number): number {
    return now > this.#asOf && this.#asOf > 0 ? 2 ** ((this.#asOf - now) / this.halfLifeMs) : 1;
  }

  save(): FlowMarkoutsState {
    return {
      open: this.#open.map((fill) => ({ ...fill })),
      cents: [...this.#cents],
      weight: [...this.#weight],
      asOf: this.#asOf,
      lastAt: Number.isFinite(this.#lastAt) ? this.#lastAt : null,
      lastCents: this.#lastCents,
    };
  }

  restore(state: FlowMarkoutsState): void {
    this.#open.length = 0;
    this.#open.push(...state.open.map((fill) => ({ ...fill })));
    this.#cents.set(state.cents);
    this.#weight.set(state.weight);
    this.#asOf = state.asOf;
    this.#lastAt = state.lastAt ?? Number.NEGATIVE_INFINITY;
    this.#lastCents = state.lastCents;
  }
}

function placeOf(side: Side, condition: number, horizon: number): number {
  return ((side === "bid" ? 0 : 1) * FLOW_CONDITIONS.length + condition) * HORIZONS + horizon;
}
