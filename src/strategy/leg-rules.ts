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
import { isPulledByNews, type NewsSignal, newsChanges, newsReasons, withSignal } from "./news.ts";
import type { Profile, RuleSet } from "./profile.ts";
import { isOutOfRange, outOfRange } from "./quotable-range.ts";
import type { OthersBest } from "./quote.ts";
import type { Reason } from "./reasons.ts";
import { type ScheduleFacts, type ScheduleTimes, scheduleChanges, scheduleReasons } from "./schedule.ts";
import { thinBook } from "./thin-book.ts";
import { withTrade, young, youngFrom } from "./young.ts";

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
  readonly signals: readonly NewsSignal[];
  /** As of the last facts; undefined before the first. */
  readonly schedule: ScheduleTimes | undefined;
  readonly alerts: readonly RuleAlert[];
}

const START: LegRulesState = {
  now: 0 as Time,
  defence: NORMAL,
  wasOutOfRange: false,
  disagreement: undefined,
  tradeTimes: [],
  signals: [],
  schedule: undefined,
  alerts: [],
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
  #state: LegRulesState;

  /** `state` is another's snapshot, to go on from, also under another profile. */
  constructor(
    readonly profile: Profile,
    readonly rules: RuleSet,
    state: LegRulesState = START,
  ) {
    this.#state = state;
  }

  /** A merged taker order of this leg, and what the model said after it. */
  onTrade(order: TakerOrder, estimate: Pick<Estimate, "fairCents" | "zMove">, gauge: MoveGauge): void {
    const { profile, rules } = this;
    const { defence, tradeTimes } = this.#state;
    const moved = afterTrade(defence, order, estimate.zMove, gauge, profile);
    // Trades alone may confirm, so that a history without books doesn't leave behind a pull that was settled long ago.
    const known = { fairCents: estimate.fairCents, others: {}, baseHalfSpreadCents: 0 };
    this.#change({
      now: order.at,
      defence: resumed(moved, order.at, known, profile, rules),
      tradeTimes: withTrade(tradeTimes, order.at),
    });
  }

  /** A signal about this leg; the newest of each source counts. */
  onSignal(signal: NewsSignal): void {
    this.#change({ now: signal.at, signals: withSignal(this.#state.signals, signal) });
  }

  /** The reasons in force at `facts.now`. Asked twice with the same facts, it answers the same. */
  reasons(facts: LegFacts): readonly Reason[] {
    const { profile, rules } = this;
    const { now, fairCents, sigmaB, others } = facts;
    const { closeTime, nextPauseAt, readyAt } = facts;
    this.#change({ now, schedule: { closeTime, nextPauseAt, readyAt } });

    const reasons: Reason[] = [];
    if (fairCents === undefined) reasons.push({ code: "no-fair", effect: "pull", text: "no trade yet: no fair value" });
    reasons.push(...scheduleReasons(facts, profile, rules));
    reasons.push(...newsReasons(this.#state.signals, now, facts.eventPulledByNews));

    const baseHalfSpreadCents = baseHalfSpread(sigmaB, profile);
    this.#passTime(now, { fairCents, others, baseHalfSpreadCents });
    const defence = defenceReason(this.#state.defence, now, profile);
    if (defence !== undefined) reasons.push(defence);
    if (rules === "all") reasons.push(...this.#guards(facts, baseHalfSpreadCents, reasons));
    return reasons;
  }

  /** When the reasons may change although nothing happens; undefined when they can't. In the past when that is overdue. */
  wakeAt(now: Time): Time | undefined {
    const { defence, disagreement, tradeTimes, signals, schedule } = this.#state;
    const changes = [defenceWakeAt(defence, now), ...newsChanges(signals).filter((at) => at > now)];
    if (schedule !== undefined) {
      changes.push(...scheduleChanges(schedule, this.profile, this.rules).filter((at) => at > now));
    }
    if (this.rules === "all") {
      if (disagreement !== undefined) changes.push(agreedAt(disagreement));
      const ages = youngFrom(tradeTimes);
      if (ages !== undefined && ages > now) changes.push(ages);
    }
    const known = changes.filter((at) => at !== undefined);
    return known.length === 0 ? undefined : (Math.min(...known) as Time);
  }

  /** Whether news have this leg pulled at `now`, so that the event's other legs are widened. */
  isPulledByNews(now: Time): boolean {
    return isPulledByNews(this.#state.signals, now);
  }

  /** What the operator should be told; each thing once. */
  takeAlerts(): readonly RuleAlert[] {
    const { alerts } = this.#state;
    if (alerts.length > 0) this.#change({ alerts: [] });
    return alerts;
  }

  /** What another one goes on from. */
  snapshot(): LegRulesState {
    return this.#state;
  }

  #passTime(now: Time, facts: ConfirmationFacts): void {
    const before = this.#state.defence;
    const defence = afterTime(before, now, facts, this.profile, this.rules);
    const isNews = defence.name === "PULLED" && defence.isReported && !(before.name === "PULLED" && before.isReported);
    this.#change({ defence, ...(isNews && { alerts: [...this.#state.alerts, UNCONFIRMED] }) });
  }

  /** R11, R13 and R15, given the other reasons. */
  #guards(facts: LegFacts, baseHalfSpreadCents: number, others: readonly Reason[]): readonly Reason[] {
    const { now, fairCents } = facts;
    const reasons: Reason[] = [];
    const isYoung = young(this.#state.tradeTimes, now, facts.others);
    if (isYoung !== undefined) reasons.push(isYoung);

    const wasOutOfRange = isOutOfRange(this.#state.wasOutOfRange, fairCents);
    if (wasOutOfRange && fairCents !== undefined) reasons.push(outOfRange(fairCents, facts.filled));

    const thin = thinBook(facts.others);
    const multiplier = largestMultiplier(thin === undefined ? others : [...others, thin]);
    const halfSpread = widenedHalfSpread(baseHalfSpreadCents, multiplier);
    const disagreement = nextDisagreement(this.#state.disagreement, now, fairCents, facts.others, halfSpread);
    if (disagreement !== undefined) reasons.push(bookDisagrees(disagreement));

    this.#change({ wasOutOfRange, disagreement });
    return reasons;
  }

  #change(change: Partial<LegRulesState>): void {
    const now = Math.max(this.#state.now, change.now ?? 0) as Time;
    this.#state = { ...this.#state, ...change, now };
  }
}

const UNCONFIRMED: RuleAlert = {
  code: "defence-unconfirmed",
  severity: "warning",
  text: "for 30 min neither a book nor trades have confirmed a large move: the contract stays pulled",
};
