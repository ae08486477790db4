import type { MarketEvent } from "../market/event.ts";
import { toContracts } from "../market/units.ts";
import { commonShift } from "../model/common-shift.ts";
import { logit, sigmoid } from "../model/log-odds.ts";
import type { Profile, RuleSet } from "../strategy/profile.ts";
import type { DayAccount } from "./day-account.ts";
import type { LegState } from "./leg-state.ts";

/**
 * What the legs of an event tell about each other: fair values that add up to 100 cents, and inventory as it counts beside that of
 * the other legs. Under a profile that asks for neither, each leg stands alone; so it does where more than one leg may pay, and fair
 * values do where not every leg of the event is listed.
 */
export class EventFair {
  /** A trade of one leg may change what is quoted in all: by their fair values, or by what it shows of fills in the flow that all have met. */
  readonly joinsLegs: boolean;
  /** A change of one leg's position does. */
  readonly joinsPositions: boolean;
  readonly #strength: number;
  readonly #heedsPulls: boolean;
  #legs: LegState[] = [];
  #logOdds = new Float64Array(0);
  #ones = new Float64Array(0);

  constructor({ fair, coherenceStrength, skewOn, toxicFlow }: Profile, event: MarketEvent, rules: RuleSet) {
    const { mutuallyExclusive, partial = false } = event;
    this.#strength = fair === "coherent" && mutuallyExclusive && !partial ? coherenceStrength : 0;
    this.joinsPositions = skewOn === "event" && mutuallyExclusive;
    this.joinsLegs = this.#strength > 0 || this.joinsPositions || toxicFlow !== "off";
    this.#heedsPulls = rules === "all";
  }

  /**
   * A leg's own fair value has changed, or it has settled: fair values anew, of that leg or of all. A move that has a leg pulled until
   * somebody confirms it moves that leg's fair value and, until then, no other's: for the others the leg stands where it stood before
   * (invariant 7). The study knew no such care.
   */
  update(changed: LegState, legs: readonly LegState[]): void {
    if (!(this.#heedsPulls && changed.rules.isPulledByMove)) changed.steadyCents = ownCents(changed);
    if (this.#strength === 0) {
      changed.fairCents = changed.model.estimate?.fairCents;
      return;
    }
    this.#collect(legs);
    for (const [index, leg] of this.#legs.entries()) this.#logOdds[index] = logit(this.#heededCents(leg) / 100);
    const isWon = legs.some(({ settledAt = 0 }) => settledAt > 0); // there is nothing left that could add up to anything
    const shift = isWon ? 0 : this.#strength * commonShift(this.#logOdds, this.#ones);
    for (const leg of this.#legs) {
      leg.fairCents = shift === 0 ? ownCents(leg) : 100 * sigmoid(logit(ownCents(leg) / 100) + shift);
    }
  }

  /**
   * What a leg's skew leans against: its inventory, or, for legs of which one pays, q - sum over j of p_j q_j: the part of it by
   * which the event's result depends on this leg (STRATEGY.md section 4).
   */
  lean(leg: LegState, legs: readonly LegState[], account: DayAccount): number {
    const own = toContracts(account.position(leg.ticker));
    if (!this.joinsPositions) return own;
    let expected = 0;
    for (const { ticker, fairCents, settledAt } of legs) {
      if (fairCents !== undefined && settledAt === undefined)
        expected += (fairCents / 100) * toContracts(account.position(ticker));
    }
    return own - expected;
  }

  /** What a leg's fair value counts as for the others. */
  #heededCents(leg: LegState): number {
    const isDoubtful = this.#heedsPulls && leg.rules.isPulledByMove && Number.isFinite(leg.steadyCents);
    return isDoubtful ? leg.steadyCents : ownCents(leg);
  }

  /** The legs that have a fair value and may still win. */
  #collect(legs: readonly LegState[]): void {
    this.#legs.length = 0;
    for (const leg of legs) {
      if (leg.model.estimate !== undefined && leg.settledAt === undefined) this.#legs.push(leg);
    }
    if (this.#logOdds.length === this.#legs.length) return;
    this.#logOdds = new Float64Array(this.#legs.length);
    this.#ones = new Float64Array(this.#legs.length).fill(1);
  }
}

function ownCents({ model }: LegState): number {
  return model.estimate?.fairCents ?? Number.NaN;
}
