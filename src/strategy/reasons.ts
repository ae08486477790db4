import { sortFew } from "../market/few.ts";
import type { Side, Time } from "../market/units.ts";

/** What a reason does to a quote, weakest first (QUOTING.md R18). */
export type Effect = "widen" | "withhold" | "pull" | "halted" | "killed";

const STRENGTH: Readonly<Record<Effect, number>> = { widen: 1, withhold: 2, pull: 3, halted: 4, killed: 5 };

/** Why a quote is not simply at fair value plus or minus the half-spread. The panel shows the strongest one per side. */
export type ReasonCode =
  // the operator
  | "manual-pull"
  | "reduce-only"
  | "killed"
  // risk
  | "halted"
  | "inventory"
  | "no-room"
  | "event-loss"
  | "balance"
  // defences
  | "defence-wide"
  | "defence-pull"
  | "news-wide"
  | "news-pull"
  | "event-news"
  | "toxic-flow"
  // the book and the fair value
  | "no-fair"
  | "young"
  | "quiet"
  | "out-of-range"
  | "thin-book"
  | "no-book"
  | "book-disagrees"
  | "alone"
  | "too-good"
  | "would-cross"
  | "off-grid"
  // the venue and ourselves
  | "starting"
  | "stopping"
  | "market-inactive"
  | "closing"
  | "pausing"
  | "stale-feed"
  | "unknown-order"
  | "refused"
  | "drift"
  | "unreconciled"
  | "unexplained-cash"
  | "fee-model"
  | "slow-loop"
  | "clock-skew"
  | "feed-lag"
  // another hand on the account
  | "foreign-order"
  | "foreign-position"
  // guards on what happens to us
  | "fill-burst"
  | "picked-off"
  | "crossed-book"
  | "suspect-book"
  | "journal";

export interface Reason {
  readonly code: ReasonCode;
  readonly effect: Effect;
  /** The side it concerns; both when absent. */
  readonly side?: Side | undefined;
  /** For the panel, ready to read: "|z| 2.7 >= 2.5". No countdown in it: that is `until`. */
  readonly text: string;
  /** When it ends by itself, where that is known. */
  readonly until?: Time | undefined;
  /** Only the operator's resume ends it. */
  readonly needsOperator?: boolean;
  /** Of the half-spread, where one that widens asks for less than twice. */
  readonly multiplier?: number | undefined;
}

/**
 * A reason whose words are put together only when somebody reads them: the rules run at every print and every change of a book, a
 * panel a few times a second.
 */
export class LazyReason implements Reason {
  readonly #words: () => string;

  constructor(
    readonly code: ReasonCode,
    readonly effect: Effect,
    words: () => string,
    readonly side?: Side | undefined,
    readonly until?: Time | undefined,
    readonly multiplier?: number | undefined,
  ) {
    this.#words = words;
  }

  get text(): string {
    return this.#words();
  }
}

/** The strongest of the reasons that concern a side, the first among equals; undefined when none does. */
export function strongest(reasons: readonly Reason[], side: Side): Reason | undefined {
  let top: Reason | undefined;
  for (const reason of reasons) {
    if (reason.side !== undefined && reason.side !== side) continue;
    if (top === undefined || STRENGTH[reason.effect] > STRENGTH[top.effect]) top = reason;
  }
  return top;
}

/** Whether a reason keeps a side from being quoted at all. */
export function withholds(reason: Reason): boolean {
  return reason.effect !== "widen";
}

/** Whether any of the reasons keeps a side from being quoted at all. */
export function isWithheld(reasons: readonly Reason[], side: Side): boolean {
  for (const reason of reasons) {
    if (withholds(reason) && (reason.side === undefined || reason.side === side)) return true;
  }
  return false;
}

/** Puts the strongest first; equals stay in their order. */
export function sortByStrength(reasons: Reason[]): void {
  sortFew(reasons, byStrength);
}

function byStrength(one: Reason, other: Reason): number {
  return STRENGTH[other.effect] - STRENGTH[one.effect];
}
