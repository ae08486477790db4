import { lastPrice, type TakerOrder, vwapCents } from "../market/taker-order.ts";
import { CENT, type Price, type Quantity, type Side, type Time, toContracts } from "../market/units.ts";
import type { Profile } from "./profile.ts";
import { LazyReason, type Reason } from "./reasons.ts";
import { FLOW_CONDITIONS, FlowConditions } from "./toxic-flow-conditions.ts";
import { FlowMarkouts, MARKOUT_HORIZONS_MS } from "./toxic-flow-markouts.ts";
import type { ToxicFlowState } from "./toxic-flow-state.ts";

/** Clocks and messages being what they are, a fill this near to a taker order whose prints reach its price is taken to be of that order. */
const SAME_ORDER_MS = 2_000;

const SIDES: readonly Side[] = ["bid", "ask"];
const SIDE_WORD: Readonly<Record<Side, string>> = { bid: "bids", ask: "asks" };

/**
 * What the published study's quotes lost in a condition that is known before a fill, cents a contract after 5 minutes and after an hour (STRATEGY.md
 * section 3). It has figures for only one (a large taker is known by the fill alone), and none of a minute: there that of 5 minutes stands.
 */
const STUDY_CENTS: Readonly<Partial<Record<(typeof FLOW_CONDITIONS)[number], readonly number[]>>> = {
  quiet: [-4.5, -4.5, -3.9],
};

/** What the fills of a side in a condition are taken to come to. */
interface Finding {
  readonly condition: number;
  /** With few fills drawn towards the event's, and those towards what was known before any. */
  readonly cents: number;
  readonly own: number;
  readonly inEvent: number;
  /** Plain mean over the event's fills; undefined where what was known before them is all there is. */
  readonly meanCents: number | undefined;
  readonly priorCents: number;
}

/** Which of the profile's values it goes by. */
export type ToxicFlowValues = Pick<
  Profile,
  "toxicFlow" | "toxicLossCents" | "toxicHorizonS" | "toxicLeastFills" | "toxicHalfLifeH" | "toxicPrior"
>;

/** A leg's defence against toxic flow; undefined under a profile that has none, and then nothing is kept and nothing is asked. */
export function toxicFlowOf(profile: ToxicFlowValues): ToxicFlow | undefined {
  return profile.toxicFlow === "off" ? undefined : new ToxicFlow(profile);
}

/**
 * Defence C: measures what our own fills come to by side and by what could be known of the flow of taker orders before them, and doubles
 * the half-spread of a side, or stands aside with it, while a condition holds in which it has lost too much. What few fills say counts
 * little: the leg's are drawn towards those of the whole event, and these towards nothing (or the study's).
 *
 * Deterministic, without a clock. Between taker orders nothing changes but at `wakeAt`.
 */
export class ToxicFlow {
  readonly #conditions = new FlowConditions();
  readonly #markouts: FlowMarkouts;
  readonly #horizon: number;
  /** Of every leg of the event, this one among them. */
  #event: readonly FlowMarkouts[];
  /** What held for each side before the last taker order, and what that order could have filled. */
  #before: { readonly bid: number; readonly ask: number } = { bid: 0, ask: 0 };
  #last: ToxicFlowState["last"] = null;

  constructor(private readonly profile: ToxicFlowValues) {
    this.#markouts = new FlowMarkouts(profile.toxicHalfLifeH * 3_600_000);
    this.#event = [this.#markouts];
    this.#horizon = MARKOUT_HORIZONS_MS.indexOf(profile.toxicHorizonS * 1_000);
  }

  /** The legs of one event learn from each other. A trade of one may then change what holds for all. */
  static join(legs: readonly ToxicFlow[]): void {
    const event = legs.map((leg) => leg.#markouts);
    for (const leg of legs) leg.#event = event;
  }

  /** A merged taker order of this leg. */
  onTrade(order: TakerOrder): void {
    const { at, side, prints } = order;
    this.#before = { bid: this.#conditions.at("bid", at), ask: this.#conditions.at("ask", at) };
    const [first, last] = [prints[0]!.price, lastPrice(order)];
    this.#last = { at, side, low: Math.min(first, last), high: Math.max(first, last) };
    this.#conditions.onTrade(order);
    this.#markouts.onTrade(at, vwapCents(order));
  }

  /** A fill of ours. Its conditions are those before the taker order that made it, whichever of the two is heard of first. */
  onFill(at: Time, side: Side, price: Price, quantity: Quantity): void {
    const last = this.#last;
    const isOfLast =
      last !== null &&
      Math.abs(at - last.at) <= SAME_ORDER_MS &&
      (side === "bid" ? last.low <= price : last.high >= price);
    const conditions = isOfLast ? this.#before[side] : this.#conditions.at(side, at);
    this.#markouts.onFill(at, side, price / CENT, toContracts(quantity), conditions);
  }

  /** Adds, for each side, the worst of the conditions that hold and in which it loses too much. */
  reasons(now: Time, reasons: Reason[]): void {
    for (const side of SIDES) {
      const held = this.#conditions.at(side, now);
      if (held === 0) continue;
      let worst: Finding | undefined;
      for (let condition = 0; condition < FLOW_CONDITIONS.length; condition++) {
        if ((held & (1 << condition)) === 0) continue;
        const finding = this.#finding(side, condition);
        if (finding.cents < -this.profile.toxicLossCents && (worst === undefined || finding.cents < worst.cents)) {
          worst = finding;
        }
      }
      if (worst !== undefined) reasons.push(this.#reason(side, worst, now));
    }
  }

  /** When a condition that matters begins or ends although nothing happens; infinite when none does. */
  wakeAt(now: Time): number {
    let wake = Number.POSITIVE_INFINITY;
    for (const side of SIDES) {
      for (const [condition, name] of FLOW_CONDITIONS.entries()) {
        const at = this.#conditions.changeAt(name, side);
        if (at <= now || at >= wake) continue;
        if (this.#finding(side, condition).cents < -this.profile.toxicLossCents) wake = at;
      }
    }
    return wake;
  }

  #finding(side: Side, condition: number): Finding {
    const { toxicLeastFills, toxicPrior } = this.profile;
    const now = this.#last?.at ?? 0;
    let inEvent = 0;
    let sumCents = 0;
    for (const leg of this.#event) {
      const markout = leg.of(side, condition, this.#horizon, now);
      inEvent += markout.fills;
      sumCents += markout.sumCents;
    }
    const priorCents = toxicPrior === "study" ? (STUDY_CENTS[FLOW_CONDITIONS[condition]!]?.[this.#horizon] ?? 0) : 0;
    const eventCents = (sumCents + toxicLeastFills * priorCents) / (inEvent + toxicLeastFills);
    const own = this.#markouts.of(side, condition, this.#horizon, now);
    const cents = (own.sumCents + toxicLeastFills * eventCents) / (own.fills + toxicLeastFills);
    const isPriorAll = inEvent === 0 || (inEvent < 0.5 && priorCents !== 0);
    const meanCents = isPriorAll ? undefined : sumCents / inEvent;
    return { condition, cents, own: own.fills, inEvent, meanCents, priorCents };
  }

  #reason(side: Side, { condition, meanCents, priorCents, own, inEvent }: Finding, now: Time): Reason {
    const name = FLOW_CONDITIONS[condition]!;
    const effect = this.profile.toxicFlow === "widen" ? "widen" : "withhold";
    const endsAt = this.#conditions.changeAt(name, side);
    const until = endsAt > now ? (endsAt as Time) : undefined;
    const { toxicHorizonS } = this.profile;
    const words = (): string => {
      const lost = -(meanCents ?? priorCents);
      const loss = `${name}: our ${SIDE_WORD[side]} lost ${lost.toFixed(1)} c at ${horizonWord(toxicHorizonS)}`;
      if (meanCents === undefined) return `${loss} in the study`;
      return `${loss} over ${inEvent.toFixed(0)} fills, ${own.toFixed(0)} of them here`;
    };
    return new LazyReason("toxic-flow", effect, words, side, until);
  }

  save(): ToxicFlowState {
    return {
      conditions: this.#conditions.save(),
      markouts: this.#markouts.save(),
      before: this.#before,
      last: this.#last,
    };
  }

  restore(state: ToxicFlowState): void {
    this.#conditions.restore(state.conditions);
    this.#markouts.restore(state.markouts);
    this.#before = state.before;
    this.#last = state.last;
  }
}

function horizonWord(seconds: number): string {
  return seconds < 3_600 ? `${seconds / 60} min` : `${seconds / 3_600} h`;
}
