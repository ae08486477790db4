/**
 * Thresholds of the guards that watch live conditions (docs/guards.md). They are part of the start input: a replay has those of its session, and a
 * backtest, whose tape shows nothing of what they watch, has none.
 */
export interface Guards {
  readonly health: HealthGuard;
  readonly feedLag: FeedLagGuard;
  readonly fillBurst: FillBurstGuard;
  readonly pickOffs: PickOffGuard;
  readonly prints: PrintGuard;
  readonly fees: FeeGuard;
}

/** When the program is well enough to keep orders alive and place new ones (SAFETY.md, Dead man). */
export interface HealthGuard {
  readonly loopLagMs: number;
  readonly clockUncertaintyMs: number;
  /** A loop so late at once counts as ill, without the pardon that a single late tick has. */
  readonly loopStallMs: number;
  /** Being ill so long pulls what still rests. */
  readonly pullAfterMs: number;
  /** So long without a fault is well again. */
  readonly wellAfterMs: number;
  /** Nothing heard of the program's health for so long is a fault. */
  readonly silentMs: number;
}

/** Age of the feed's messages when they reach us. */
export interface FeedLagGuard {
  readonly widenMs: number;
  readonly pullMs: number;
  /** So long below a threshold ends it. */
  readonly wellAfterMs: number;
}

/** Too many fills, or contracts as multiples of the order size, within the window: first of one leg, then of the event. */
export interface FillBurstGuard {
  readonly windowMs: number;
  readonly legFills: number;
  readonly legSizes: number;
  readonly eventFills: number;
  readonly eventSizes: number;
  /** No limit on contracts is below this many. */
  readonly leastContracts: number;
  readonly pullMs: number;
}

/** So many fills of a leg in a row, each followed by a fair value beyond its price. */
export interface PickOffGuard {
  readonly fills: number;
  /** Within so long of the fill. */
  readonly withinMs: number;
  /** By at least so many cents. */
  readonly beyondCents: number;
  readonly pullMs: number;
}

/** Trades that print outside the book: the book is not what we think. */
export interface PrintGuard {
  readonly prints: number;
  readonly windowMs: number;
  readonly outsideCents: number;
  readonly pullMs: number;
}

/** Fees booked against fees predicted. */
export interface FeeGuard {
  /** So many wrong predictions ... */
  readonly wrong: number;
  /** ... among the last so many fills. */
  readonly ofLast: number;
  /** By more than this, in micro-dollars. */
  readonly toleranceMicroDollars: number;
}

/** What every live and paper run is guarded by. */
export const LIVE_GUARDS: Guards = {
  health: {
    loopLagMs: 250,
    clockUncertaintyMs: 500,
    loopStallMs: 2_000,
    pullAfterMs: 5_000,
    wellAfterMs: 3_000,
    silentMs: 5_000,
  },
  feedLag: { widenMs: 2_000, pullMs: 5_000, wellAfterMs: 5_000 },
  fillBurst: {
    windowMs: 15_000,
    legFills: 20,
    legSizes: 2.5,
    eventFills: 40,
    eventSizes: 3,
    leastContracts: 5,
    pullMs: 30_000,
  },
  pickOffs: { fills: 3, withinMs: 10_000, beyondCents: 2, pullMs: 60_000 },
  prints: { prints: 3, windowMs: 60_000, outsideCents: 1, pullMs: 10_000 },
  fees: { wrong: 3, ofLast: 20, toleranceMicroDollars: 100 },
};
