/**
 * What differs between exchanges, between accounts of one, or is not known of the real one. What nobody has measured yet
 * is a switch here, set to what is likely; a client that is safe must live with every setting.
 */
export interface ExchangeRules {
  /**
   * NOs in several legs of one mutually exclusive event lock up $1 only for the largest of them. With it, an order that
   * reduces a position can be refused for want of cash. Each account may have its own.
   */
  readonly collateralReturn: boolean;
  /** For how long after a cancel-all new orders are cancelled too, and how often they are looked for. */
  readonly cancelAllWindowMs: number;
  readonly cancelAllSweepMs: number;
  /** Whether that minute also hits the orders of a group that was created after the cancel-all. */
  readonly cancelAllHitsNewGroups: boolean;
  /** Whether an account may cancel everything at once, unless its own terms say otherwise. */
  readonly cancelAllAllowed: boolean;
  /** How long after its close a market's resting orders are taken off. */
  readonly closeSweepMs: number;
  /** How long after its expiration time an order is taken off; until then it can still be filled. */
  readonly expirySweepMs: number;
  /** Whether expiries run while trading is paused. Otherwise what has expired is taken off when trading resumes. */
  readonly expiryDuringPause: boolean;
  /** A post-only order that would take: refused at once, or accepted and then cancelled. */
  readonly postOnlyCross: "refused" | "cancelled";
  /** A post-only order whose amended price would take: it takes, the amend is refused, or the order is cancelled. */
  readonly postOnlyAmend: "takes" | "refused" | "cancelled";
  /** Whether an amend of nothing but the expiry keeps the place in the queue. */
  readonly expiryAmendKeepsPlace: boolean;
  /** Whether an amended order stays in its group and is still cancelled on a pause. */
  readonly amendKeepsTerms: boolean;
  /** Whether the client order id of an order that was executed in full may be used again. */
  readonly reuseAfterExecution: boolean;
  /** How long a fill counts against the limit of its order group. */
  readonly groupWindowMs: number;
  /** Whether a group trips when its fills reach the limit, or only when they exceed it. */
  readonly groupTripsAt: "limit" | "above-limit";
  /** The HTTP status of a create into a triggered or deleted group. */
  readonly groupRefusalStatus: 400 | 403 | 404 | 409;
  /** What a balance is reported as: all the cash, or what resting orders leave of it. */
  readonly reportedBalance: "gross" | "net";
  /** Whether the fee reported with a fill has rounding and rebate in it, as what is charged does. */
  readonly feeCostIncludesRounding: boolean;
  /** Whether an account whose location attestation has lapsed can still cancel. */
  readonly cancelWithoutAttestation: boolean;
}

export const DEFAULT_RULES: ExchangeRules = {
  collateralReturn: false,
  cancelAllWindowMs: 60_000,
  cancelAllSweepMs: 1_000,
  cancelAllHitsNewGroups: true,
  cancelAllAllowed: true,
  closeSweepMs: 5_000,
  expirySweepMs: 0,
  expiryDuringPause: false,
  postOnlyCross: "refused",
  postOnlyAmend: "takes",
  expiryAmendKeepsPlace: true,
  amendKeepsTerms: true,
  reuseAfterExecution: false,
  groupWindowMs: 15_000,
  groupTripsAt: "limit",
  groupRefusalStatus: 409,
  reportedBalance: "gross",
  feeCostIncludesRounding: true,
  cancelWithoutAttestation: false,
};
