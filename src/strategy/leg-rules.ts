import type { TakerOrder } from "../market/taker-order.ts";
import type { Time } from "../market/units.ts";
import type { Estimate } from "../model/leg-model.ts";
import { agreedAt, bookDisagrees, type Disagreement, nextDisagreement } from "./book-agreement.ts";
import type { ConfirmationFacts } from "./confirmation.ts";
import {
  afterTime,
  afterTrade,
  type DefenceState,
  defenceReason,
  defenceWakeAt,
  type MoveGauge,
  NORMAL,
  resumed,
} from "./defence.ts";
import { baseHalfSpread, largestMultiplier, widenedHalfSpread } from "./half-spread.ts";
import { isPulledByNews, type NewsSignal, newsReasons, nextNewsChange, withSignal } from "./news.ts";
import type { Profile, RuleSet } from "./profile.ts";
import { quiet, quietFrom } from "./quiet.ts";
import { isOutOfRange, outOfRange } from "./quotable-range.ts";
import type { OthersBest } from "./quote.ts";
import type { Reason } from "./reasons.ts";
import { restoredLegRules, type SavedLegRules, savedLegRules } from "./saved-leg-rules.ts";
import { nextScheduleChange, type ScheduleFacts, type ScheduleTimes, scheduleReasons } from "./schedule.ts";
import { thinBook } from "./thin-book.ts";
import { type ToxicFlow, toxicFlowOf } from "./toxic-flow.ts";
import type { ToxicFlowState } from "./toxic-flow-state.ts";
import { rememberTrade, young, youngFrom } from "./young.ts";

/** What the rules of a leg need to know of the world when they are asked for reasons. */
export interface LegFacts extends ScheduleFacts {
  /** Undefined before the first trade. */
  readonly fairCents: number | undefined;
  /** Logit per sqrt(hour); undefined while unknown or uncalibrated. */
  readonly sigmaB: number | undefined;
  readonly others: OthersBest;
  /** Another leg of the event is pulled by news. */
  readonly eventPulledByNews: boolean;
}

/** Something for the operator. `code` is stable, `text` is for reading. */
export interface RuleAlert {
  readonly code: string;
  readonly severity: "info" | "warning" | "critical";
  readonly text: string;
}

/** Everything the rules of a leg remember, as plain data. */
export interface LegRulesState {
  /** The latest time they have been told. */
  readonly now: Time;
  readonly defence: DefenceState;
  readonly wasOutOfRange: boolean;
  readonly disagreement: Disagreement | undefined;
  /** Times of the newest trades, for R15. */
  readonly tradeTimes: readonly Time[];
  /** Merged orders since the first, and when something was last heard of the leg's market. */
  readonly orders: number;
  readonly heardAt: Time | undefined;
  readonly signals: readonly NewsSignal[];
  /** As of the last facts; undefined before the first. */
  readonly schedule: ScheduleTimes | undefined;
  readonly alerts: readonly RuleAlert[];
  /** Undefined under a profile without defence C. */
  readonly flow: ToxicFlowState | undefined;
}

const START: LegRulesState = {
  now: 0 as Time,
  defence: NORMAL,
  wasOutOfRange: false,
  disagreement: undefined,
  tradeTimes: [],
  orders: 0,
  heardAt: undefined,
  signals: [],
  schedule: undefined,
  alerts: [],
  flow: undefined,
};

/**
 * The rules of one leg that remember something: the defences (QUOTING.md R16, R17) and the guards on fair value and book (R11,
 * R13, R15), and with them those that go by the clock (R19, R20). They say why not to quote, or to quote wider; the quoting
 * rules do the rest.
 *
 * Deterministic, without a clock: time comes with trades, signals and facts. Trades from before the start go in as well: R15
 * counts them.
 */
export class LegRules {
  #now: Time;
  #defence: DefenceState;
  #wasOutOfRange: boolean;
  #disagreement: Disagreement | undefined;
  #tradeTimes: Time[];
  #orders: number;
  #heardAt: Time | undefined;
  #signals: readonly NewsSignal[];
  #schedule: ScheduleTimes | undefined;
  /** When it next changes something, as of when that was last asked for; no later than now when it has to be worked out. */
  #scheduleChangeAt = 0;
  #alerts: readonly RuleAlert[];
  /** Defence C; undefined under a profile without it. */
  readonly flow: ToxicFlow | undefined;

  /** `state` is another's snapshot, to go on from, also under another profile. */
  constructor(
    public profile: Profile,
    readonly rules: RuleSet,
    state: LegRulesState = START,
  ) {
    this.#now = state.now;
    this.#defence = state.defence;
    this.#wasOutOfRange = state.wasOutOfRange;
    this.#disagreement = state.disagreement;
    this.#tradeTimes = [...state.tradeTimes];
    this.#orders = state.orders;
    this.#heardAt = state.heardAt;
    this.#signals = state.signals;
    this.#schedule = state.schedule;
    this.#alerts = state.alerts;
    this.flow = toxicFlowOf(profile);
    if (state.flow !== undefined) this.flow?.restore(state.flow);
  }

  /** From now on the rules are those of this profile, which differs from the one before only in what may be set (settings.ts). */
  follow(profile: Profile): void {
    this.profile = profile;
    this.#scheduleChangeAt = 0; // worked out when it is asked for
  }

  /** A merged taker order of this leg, and what the model said after it. */
  onTrade(order: TakerOrder, estimate: Pick<Estimate, "fairCents" | "zMove">, gauge: MoveGauge): void {
    const { profile, rules } = this;
    const moved = afterTrade(this.#defence, order, estimate.zMove, gauge, profile);
    this.#defence = moved;
    if (moved.name === "PULLED") {
      // Trades alone may confirm, so that a history without books doesn't leave behind a pull that was settled long ago.
      const known = { fairCents: estimate.fairCents, others: {}, baseHalfSpreadCents: 0 };
      this.#defence = resumed(moved, order.at, known, profile, rules);
    }
    if (rules === "all") rememberTrade(this.#tradeTimes, order.at);
    this.flow?.onTrade(order);
    this.#orders++;
    this.onBook(order.at);
    this.#pass(order.at);
  }

  /** Something was heard of the leg's book. */
  onBook(at: Time): void {
    this.#heardAt = at;
  }

  /** A signal about this leg; the newest of each source counts. */
  onSignal(signal: NewsSignal): void {
    this.#pass(signal.at);
    this.#signals = withSignal(this.#signals, signal);
  }

  /** Whether defence A has this leg pulled: a large move, and nobody has confirmed it. */
  get isPulledByMove(): boolean {
    return this.#defence.name === "PULLED";
  }

  /** Adds the reasons in force at `facts.now` to the given ones. Asked twice with the same facts, it answers the same. */
  reasons(facts: LegFacts, reasons: Reason[] = []): Reason[] {
    const { profile, rules } = this;
    const { now, fairCents, sigmaB, others } = facts;
    this.#pass(now);
    const { closeTime, nextPauseAt, readyAt } = facts;
    const before = this.#schedule;
    if (before?.closeTime !== closeTime || before.nextPauseAt !== nextPauseAt || before.readyAt !== readyAt) {
      this.#schedule = { closeTime, nextPauseAt, readyAt };
      this.#scheduleChangeAt = now;
    }
    if (fairCents === undefined) reasons.push({ code: "no-fair", effect: "pull", text: "no trade yet: no fair value" });
    scheduleReasons(facts, profile, rules, reasons);
    if (this.#signals.length > 0 || facts.eventPulledByNews) {
      newsReasons(this.#signals, now, facts.eventPulledByNews, reasons);
    }
    const tooQuiet = quiet({ orders: this.#orders, heardAt: this.#heardAt }, now, profile);
    if (tooQuiet !== undefined) reasons.push(tooQuiet);
    if (this.flow !== undefined) this.flow.reasons(now, reasons);

    if (this.#defence.name === "NORMAL" && rules === "study") return reasons;
    const baseHalfSpreadCents = baseHalfSpread(sigmaB, fairCents ?? 50, profile);
    if (this.#defence.name !== "NORMAL") {
      this.#passTime(now, { fairCents, others, baseHalfSpreadCents });
      const defence = defenceReason(this.#defence, now, profile);
      if (defence !== undefined) reasons.push(defence);
    }
    if (rules === "all") this.#guards(facts, baseHalfSpreadCents, reasons);
    return reasons;
  }

  /** When the reasons may change although nothing happens; undefined when they can't. In the past when that is overdue. */
  wakeAt(now: Time): Time | undefined {
    const { profile, rules } = this;
    let wake = defenceWakeAt(this.#defence, now) ?? Number.POSITIVE_INFINITY;
    if (this.#signals.length > 0) wake = Math.min(wake, nextNewsChange(this.#signals, now));
    if (this.#schedule !== undefined) {
      if (this.#scheduleChangeAt <= now) {
        this.#scheduleChangeAt = nextScheduleChange(this.#schedule, profile, rules, now);
      }
      wake = Math.min(wake, this.#scheduleChangeAt);
    }
    if (this.flow !== undefined) wake = Math.min(wake, this.flow.wakeAt(now));
    const quietAt = this.#heardAt === undefined ? undefined : quietFrom(this.#heardAt, profile);
    if (quietAt !== undefined && quietAt > now) wake = Math.min(wake, quietAt);
    if (rules === "all") {
      if (this.#disagreement !== undefined) wake = Math.min(wake, agreedAt(this.#disagreement) ?? wake);
      const ages = youngFrom(this.#tradeTimes);
      if (ages !== undefined && ages > now) wake = Math.min(wake, ages);
    }
    return Number.isFinite(wake) ? (wake as Time) : undefined;
  }

  /** Whether news have this leg pulled at `now`, so that the event's other legs are widened. */
  isPulledByNews(now: Time): boolean {
    return isPulledByNews(this.#signals, now);
  }

  /** What the operator should be told; each thing once. */
  takeAlerts(): readonly RuleAlert[] {
    const alerts = this.#alerts;
    if (alerts.length > 0) this.#alerts = START.alerts;
    return alerts;
  }

  /** What another one goes on from. */
  snapshot(): LegRulesState {
    return {
      now: this.#now,
      defence: this.#defence,
      wasOutOfRange: this.#wasOutOfRange,
      disagreement: this.#disagreement,
      tradeTimes: [...this.#tradeTimes],
      orders: this.#orders,
      heardAt: this.#heardAt,
      signals: this.#signals,
      schedule: this.#schedule,
      alerts: this.#alerts,
      flow: this.flow?.save(),
    };
  }

  #pass(now: Time): void {
    if (now > this.#now) this.#now = now;
  }

  #passTime(now: Time, facts: ConfirmationFacts): void {
    const before = this.#defence;
    const defence = afterTime(before, now, facts, this.profile, this.rules);
    if (defence === before) return;
    this.#defence = defence;
    const isNews = defence.name === "PULLED" && defence.isReported && !(before.name === "PULLED" && before.isReported);
    if (isNews) this.#alerts = [...this.#alerts, UNCONFIRMED];
  }

  /** R11, R13 and R15, given the other reasons. */
  #guards(facts: LegFacts, baseHalfSpreadCents: number, reasons: Reason[]): void {
    const { now, fairCents } = facts;
    const thin = thinBook(facts.others);
    const isThinMultiplier = thin?.effect === "widen";
    const multiplier = isThinMultiplier ? largestMultiplier([thin]) : largestMultiplier(reasons);

    const isYoung = young(this.#tradeTimes, now, facts.others);
    if (isYoung !== undefined) reasons.push(isYoung);

    this.#wasOutOfRange = isOutOfRange(this.#wasOutOfRange, fairCents);
    if (this.#wasOutOfRange && fairCents !== undefined) reasons.push(outOfRange(fairCents, facts.filled));

    const halfSpread = widenedHalfSpread(baseHalfSpreadCents, multiplier);
    this.#disagreement = nextDisagreement(this.#disagreement, now, fairCents, facts.others, halfSpread);
    if (this.#disagreement !== undefined) reasons.push(bookDisagrees(this.#disagreement));
  }

  save(): SavedLegRules {
    return savedLegRules(this.snapshot());
  }

  restore(saved: SavedLegRules): void {
    const state = restoredLegRules(saved);
    this.#now = state.now;
    this.#defence = state.defence;
    this.#wasOutOfRange = state.wasOutOfRange;
    this.#disagreement = state.disagreement;
    this.#tradeTimes = [...state.tradeTimes];
    this.#orders = state.orders;
    this.#heardAt = state.heardAt;
    this.#signals = state.signals;
    this.#schedule = state.schedule;
    this.#scheduleChangeAt = 0; // worked out when it is asked for
    this.#alerts = state.alerts;
    if (state.flow !== undefined) this.flow?.restore(state.flow);
  }
}

const UNCONFIRMED: RuleAlert = {
  code: "defence-unconfirmed",
  severity: "warning",
  text: "for 30 min neither a book nor trades have confirmed a large move: the contract stays pulled",
};
