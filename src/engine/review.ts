import type { Time } from "../market/units.ts";
import { desiredQuotes } from "../strategy/desired-quotes.ts";
import type { Reason } from "../strategy/reasons.ts";
import type { Desk } from "./desk.ts";
import type { LegState } from "./leg-state.ts";
import { ownReasons } from "./own-reasons.ts";

/**
 * Looks at the legs that need it: what we want to have resting there, and why it is not more. A leg needs it when something of its own
 * has changed (it is `touched`), when time has come to its `reviewAt`, and when something has changed that concerns all. Looking at one
 * that didn't need it changes nothing: test/engine/review.test.ts compares.
 */
export class Review {
  readonly #legs: readonly LegState[];
  readonly #toServe: LegState[] = [];
  /** Of the leg that is being looked at; filled anew for each. */
  readonly #reasons: Reason[] = [];
  /** Legs are looked at when the clock says so, and at no other time. */
  readonly #byTheClock: boolean;
  /** News of one leg concern all, and end by time: once there are any, every leg is looked at every time. */
  #anyNews = false;

  constructor(private readonly desk: Desk) {
    this.#legs = [...desk.legs.values()];
    const { lookEveryMs, writeTokens } = desk.start.pacing;
    this.#byTheClock = lookEveryMs !== undefined;
    if (this.#byTheClock && writeTokens !== undefined) {
      throw new Error(
        "pacing: looking by the clock would forget what waits for tokens; leave out lookEveryMs or writeTokens",
      );
    }
  }

  /** Some source has said something about some leg. */
  heardNews(): void {
    this.#anyNews = true;
  }

  /** Whether any source has ever said anything. */
  get hasHeardNews(): boolean {
    return this.#anyNews;
  }

  /** Something waits to be looked at, or served, although no time has passed. */
  get isNeeded(): boolean {
    if (this.#byTheClock) return false; // what was due by the clock has been seen to, whatever has changed since
    for (const leg of this.#legs) if (leg.touched || leg.unserved) return true;
    return false;
  }

  /** The legs whose orders are to be compared with what is wanted, which is up to date then. The same list every time, filled anew. */
  legs(now: Time): readonly LegState[] {
    const toServe = this.#toServe;
    toServe.length = 0;
    const newsOn = this.#anyNews
      ? this.#legs.findLast((leg) => leg.settledAt === undefined && leg.rules.isPulledByNews(now))
      : undefined;
    for (const leg of this.#legs) {
      const look = now >= leg.reviewAt || (!this.#byTheClock && (leg.touched || this.#anyNews));
      if (!look && (this.#byTheClock || !leg.unserved)) continue;
      leg.touched = false;
      leg.unserved = false;
      if (look && leg.settledAt === undefined) this.#look(leg, now, newsOn !== undefined && newsOn !== leg);
      toServe.push(leg);
    }
    return toServe;
  }

  #look(leg: LegState, now: Time, eventPulledByNews: boolean): void {
    const { start, account, condition, doubt, fair, readyAt, nextPauseAt, guards, foreign } = this.desk;
    const { others, fairCents, grid, room } = leg;
    const { sigmaB } = leg.model;
    const filled = account.position(leg.ticker);
    const reasons = this.#reasons;
    reasons.length = 0;
    ownReasons(leg, condition, leg.live, filled, now, reasons);
    guards.reasons(leg, now, reasons);
    const hand = foreign.positionReason(leg.ticker, account.foreign(leg.ticker), filled);
    if (hand !== undefined) reasons.push({ code: "foreign-position", effect: "pull", text: hand, needsOperator: true });
    const status = doubt.trading ? leg.leg.status : "inactive";
    const { closeTime } = leg.leg;
    const facts = {
      now,
      fairCents,
      sigmaB,
      others,
      filled,
      status,
      closeTime,
      nextPauseAt,
      readyAt,
      eventPulledByNews,
    };
    leg.rules.reasons(facts, reasons);
    for (const { severity, code, text } of leg.rules.takeAlerts()) this.desk.alert(severity, code, text, leg.ticker);
    if (fairCents === undefined) {
      leg.desired = undefined;
      leg.reasons = [...reasons];
      return;
    }
    leg.leanContracts = fair.lean(leg, this.#legs, account);
    room.bid.refresh();
    room.ask.refresh();
    const input = { fairCents, sigmaB, filled, leanContracts: leg.leanContracts, others, grid, reasons, room };
    leg.desired = desiredQuotes(input, leg.profile, start.rules);
    leg.reasons = leg.desired.reasons;
  }
}
