import type { MarketEvent } from "../market/event.ts";
import type { TakerOrder } from "../market/taker-order.ts";
import type { Time } from "../market/units.ts";
import type { ModelName } from "../model/fair-value-model.ts";
import type { ModelParameters } from "../model/parameters.ts";
import type { BalanceConvention } from "../risk/balance-convention.ts";
import type { RiskLimits } from "../risk/limits.ts";
import type { Profile, RuleSet } from "../strategy/profile.ts";
import type { Carried } from "./carried.ts";
import type { Guards } from "./guards.ts";

/** The first input: what is traded, how, and with what. `epoch` is unique to this start; order ids are made of it. */
export interface Start {
  readonly type: "start";
  readonly at: Time;
  readonly epoch: string;
  readonly version: string;
  readonly event: MarketEvent;
  readonly profile: Profile;
  readonly rules: RuleSet;
  /** What the fair values come from. */
  readonly model: ModelName;
  readonly limits: RiskLimits;
  readonly pacing: Pacing;
  /** Taker orders from before the start, oldest first, to warm the model: no quote is made before they are in. */
  readonly history: readonly TakerOrder[];
  /** The parameters in force at the start, from `history`. */
  readonly parameters: readonly { readonly ticker: string; readonly parameters: ModelParameters }[];
  /** Whose orders these are: "127.0.0.1:8137 1a2b3c4d", exchange and key. Left out on paper. */
  readonly account?: string;
  /** What it takes over from earlier starts; left out where there is nothing: the account is taken as the exchange shows it. */
  readonly carried?: Carried;
  /** Differences between what earlier starts left and what the exchange shows that nobody could explain: nothing is quoted until they are adopted. */
  readonly unexplained?: readonly string[];
  /** What was found at the start and done about it, for the operator. */
  readonly recovery?: readonly string[];
  /** What a resting order of another hand does: quoting stops, or the order counts in the limits. Left out: it stops. */
  readonly foreignOrders?: ForeignOrders;
  /** What is known of how the exchange reckons this account's balance, from an earlier run (SAFETY.md, V-7 and V-9): either, or both. */
  readonly convention?: Partial<BalanceConvention>;
}

export type ForeignOrders = "halt" | "count";

/** How requests are paced and orders kept alive (SAFETY.md, Tokens and Dead man). */
export interface Pacing {
  /**
   * Whether a quote that moves waits for the acknowledgement of its cancel before the new create is sent, as it must where messages may be
   * lost, or the create follows the cancel at once (the published study's; tapes only).
   */
  readonly moves: "acknowledged" | "pipelined";
  /**
   * Quotes are thought up only at whole multiples of so many milliseconds, the first after each taker order of the leg, whatever else happens;
   * undefined is as soon as anything has changed (QUOTING.md R10). For the published study's strategies on tapes.
   */
  readonly lookEveryMs?: number | undefined;
  /** The account's write tokens; undefined is no limit (studies only). */
  readonly writeTokens: WriteTokens | undefined;
  /** Lifetime of an order on the exchange, renewed while the engine is healthy; undefined never expires (tapes only). */
  readonly orderTtlMs: number | undefined;
  /** How often the account is read and compared; undefined never (tapes only). */
  readonly reconcileEveryMs: number | undefined;
  /** The feed counts as stale after this long without a heartbeat; undefined never (tapes only). */
  readonly staleAfterMs: number | undefined;
  /** Guards on live conditions, with their thresholds; left out: none of them (tapes only). */
  readonly guards?: Guards | undefined;
}

/** The budget of write requests (SAFETY.md, Tokens): a bucket, and the part of it that only requests that reduce danger may use. */
export interface WriteTokens {
  readonly perSecond: number;
  readonly capacity: number;
  readonly reserve: number;
  /**
   * What keeping one order alive costs a second, where renewals are counted and not sent: on a tape, whose exchange never fails to renew, so
   * that all they do is take tokens from moves. Undefined where orders are renewed by requests, or never expire.
   */
  readonly upkeepPerOrder?: number;
  /** What requests cost on this account; the exchange's usual costs where left out. */
  readonly costs?: WriteCosts;
}

/** Tokens that one request of each kind takes. */
export interface WriteCosts {
  readonly place: number;
  readonly amend: number;
  readonly cancel: number;
  readonly cancelAll: number;
}
