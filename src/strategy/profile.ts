/** How the half-spread is found (QUOTING.md R2). */
export type HalfSpreadMode = "fixed" | "dynamic" | "volatility";

/** Whether a leg's fair value is its own model's, or made coherent with the event's other legs. */
export type FairSource = "leg" | "coherent";

/** What the skew leans against: the leg's inventory, or the part of it that the event's other legs don't offset. */
export type SkewOn = "leg" | "event";

/** What defence C does about a side that has lost in what the flow of orders is like now. */
export type ToxicFlowMode = "off" | "widen" | "stand-aside";

/** What defence C takes fills to come to before there are any: nothing, or what the published study found. */
export type ToxicPrior = "none" | "study";

/** What happens to a bid that would reach the others' ask (QUOTING.md R8). */
export type OnCross = "skip" | "clamp";

/**
 * A set of values for the quoting rules of QUOTING.md. Profiles are TOML files in `src/strategy/profiles`; their keys are
 * these names in snake case. The documented names and values never change.
 */
export interface Profile {
  readonly name: string;
  readonly fair: FairSource;
  /** How far to go from the legs' own fair values (0) to coherent ones (1); of no meaning for `fair` "leg". */
  readonly coherenceStrength: number;
  /** Whether R2's half-spread follows sigma_b. */
  readonly halfSpread: HalfSpreadMode;
  readonly halfSpreadCents: number;
  readonly minHalfSpreadCents: number;
  readonly maxHalfSpreadCents: number;
  /** Of a `volatility` half-spread: the share of the price's standard deviation over one hour that comes on top. */
  readonly volatilityShare: number;
  /** Median belief volatility of this series under our filter, logit per sqrt(hour). */
  readonly referenceSigmaB: number;
  /** R4: cents by which both quotes drop per contract held. */
  readonly skewCentsPerContract: number;
  readonly skewOn: SkewOn;
  /** R6: strictly beyond this inventory the growing side is withheld. */
  readonly inventoryPullContracts: number;
  /** R1, whole contracts. */
  readonly orderSize: number;
  readonly maxOrderSize: number;
  /** R7, contracts, filled and possibly live together. */
  readonly maxPositionPerTicker: number;
  /** Defence A thresholds on |z|, inclusive. */
  readonly zPull: number;
  readonly zWiden: number;
  /** Seconds of event time between recalibrations. */
  readonly calibrateIntervalS: number;
  /** R9: a resting order this close to its target is kept. */
  readonly staleOrderDriftCents: number;
  readonly onCross: OnCross;
  /** Never better than the others' best. */
  readonly joinsOnly: boolean;
  /** R14: how far a quote may improve on the others' best. */
  readonly maxImproveCents: number;
  /** Before so many merged taker orders have come, a leg is not quoted. 0: from the first. */
  readonly minOrders: number;
  /** Neither a trade nor a message about the book for so many seconds: not quoted. 0 is never. */
  readonly quietAfterS: number;
  /** R19. */
  readonly stopBeforeCloseS: number;
  /** R19: only the side that shrinks the position is quoted this long before the close; 0 is never. */
  readonly reduceOnlyBeforeCloseS: number;
  /** Defence C. Off: nothing of it is measured, and the values below mean nothing. */
  readonly toxicFlow: ToxicFlowMode;
  /** A side that has lost more than this, cents a contract, is acted on while the condition holds. */
  readonly toxicLossCents: number;
  /** After how many seconds fills are judged: 60, 300 or 3600. */
  readonly toxicHorizonS: number;
  /** So many fills count half; fewer count for less. */
  readonly toxicLeastFills: number;
  /** After so many hours a fill counts half as much. */
  readonly toxicHalfLifeH: number;
  readonly toxicPrior: ToxicPrior;
}

/**
 * Which of the rules that need a real book are in force. `study` reproduces the published study, which had neither R11-R15
 * nor R20 nor the confirmation of defence A; it exists for backtests only.
 */
export type RuleSet = "all" | "study";
