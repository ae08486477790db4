import type { TakerOrder } from "../../src/market/taker-order.ts";
import { position, priceFromCents, quantityFromContracts, type Time, time } from "../../src/market/units.ts";
import type { Mark } from "../../src/model/move-ruler.ts";
import type { MoveGauge } from "../../src/strategy/defence.ts";
import { type LegFacts, LegRules } from "../../src/strategy/leg-rules.ts";
import type { Profile, RuleSet } from "../../src/strategy/profile.ts";
import type { Reason } from "../../src/strategy/reasons.ts";
import { DOCUMENTED } from "./documented.ts";

/** Second 0 of every timeline: a whole second of the exchange's clock. */
const ZERO = 1_764_547_200_000;

export function atSecond(seconds: number): Time {
  return time(Math.round(ZERO + seconds * 1_000));
}

export function inSeconds(at: Time): number {
  return (at - ZERO) / 1_000;
}

/** A trade with what the model is said to have measured after it. */
export interface ScriptedTrade {
  /** z of the recent move; null while there are too few trades. */
  readonly z?: number | null;
  /** z of the move from the last anchor; z again if not said. */
  readonly from?: number;
  readonly contracts?: number;
  readonly cents?: number;
}

/** The rules of one leg along a line of time in seconds; the model's measurements are given, not computed. */
export class LegTimeline {
  rules: LegRules;
  facts: LegFacts = {
    now: atSecond(0),
    fairCents: 50,
    sigmaB: 0.24,
    others: {},
    filled: position(0),
    status: "active",
    closeTime: atSecond(30 * 86_400),
    nextPauseAt: undefined,
    readyAt: atSecond(-86_400),
    eventPulledByNews: false,
  };

  constructor(profile: Partial<Profile> = {}, rules: RuleSet = "all") {
    this.rules = new LegRules({ ...DOCUMENTED, ...profile }, rules);
  }

  trade(seconds: number, { z = 0, from, contracts = 1, cents = 50 }: ScriptedTrade = {}): void {
    const order: TakerOrder = {
      ticker: "KXTOPMONTHLY-25DEC-BRU",
      at: atSecond(seconds),
      side: "buy",
      prints: [{ price: priceFromCents(cents), quantity: quantityFromContracts(contracts) }],
    };
    const gauge: MoveGauge = {
      mark: (): Mark => ({ at: order.at, logOdds: 0, variance: 0, clock: 0 }),
      moveFrom: () => from ?? z ?? 0,
      anchor: () => {},
    };
    this.rules.onTrade(order, { fairCents: this.facts.fairCents ?? cents, zMove: z }, gauge);
  }

  /** The reasons at a time, with these facts changed from then on. */
  at(seconds: number, changes: Partial<LegFacts> = {}): readonly Reason[] {
    this.facts = { ...this.facts, ...changes, now: atSecond(seconds) };
    return this.rules.reasons(this.facts);
  }

  /** When the rules ask to be woken, in seconds. */
  wakeAfter(seconds: number): number | undefined {
    const wake = this.rules.wakeAt(atSecond(seconds));
    return wake === undefined ? undefined : inSeconds(wake);
  }
}

/** A reason as a word: its effect and code, its side if it has one, and when it ends. */
export function worded({ code, effect, side, until }: Reason): string {
  const ends = until === undefined ? "" : ` until ${inSeconds(until)}`;
  return `${effect}:${code}${side === undefined ? "" : `@${side}`}${ends}`;
}
