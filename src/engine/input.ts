import type { FeeSchedule, Leg, MarketEvent } from "../market/event.ts";
import type { BookSnapshot } from "../market/order-book.ts";
import type { TakerOrder } from "../market/taker-order.ts";
import type { Money, Position, Price, Quantity, Side, Time } from "../market/units.ts";
import type { ModelName } from "../model/fair-value-model.ts";
import type { ModelParameters } from "../model/parameters.ts";
import type { RiskLimits } from "../risk/limits.ts";
import type { Profile, RuleSet } from "../strategy/profile.ts";

/**
 * Everything that can happen to the engine. `at` is engine time: it arrives with the input, never goes back, and is the only
 * time the engine knows. Every input is journaled in order before it is handled; the same inputs give the same commands.
 */
export type Input =
  | Start
  | Tick
  | Trade
  | Book
  | Heartbeat
  | LegChange
  | FeeChange
  | ExchangeStatus
  | Sent
  | Placed
  | Amended
  | Cancelled
  | CancelledAll
  | OrderClosed
  | Refused
  | Unknown
  | Throttled
  | Fill
  | SettlementInput
  | AccountReading
  | Signal
  | Parameters
  | Operator;

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
  /** Equity at the start of the New York day, where it is known from an earlier run. */
  readonly openingEquity?: Money;
}

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

/** Time passes. Also sent when the engine's `wakeAt` is due. */
export interface Tick {
  readonly type: "tick";
  readonly at: Time;
}

/** A public taker order, prints of one sweep merged. */
export interface Trade {
  readonly type: "trade";
  readonly at: Time;
  readonly order: TakerOrder;
  /** The book of others that it left behind, where it is known with the trade. */
  readonly book?: BookSnapshot;
}

/** The book of *others* in one market: the venue has taken our own size out. Best levels only; replaces the last one whole. */
export interface Book {
  readonly type: "book";
  readonly at: Time;
  readonly ticker: string;
  readonly book: BookSnapshot;
}

/** The feed is alive and in sequence (`live`), or it is not and books can't be trusted until new ones come (`lost`). */
export interface Heartbeat {
  readonly type: "heartbeat";
  readonly at: Time;
  readonly feed: "live" | "lost";
  /** Age of the newest message when it reached us. */
  readonly lagMs: number;
}

/** A leg's status, close time or price grid is now this. */
export interface LegChange {
  readonly type: "leg";
  readonly at: Time;
  readonly leg: Leg;
}

/** Fees of the event are now these. */
export interface FeeChange {
  readonly type: "fees";
  readonly at: Time;
  readonly fees: FeeSchedule;
}

/** Trading runs, or is paused. `nextPauseAt` is the next scheduled pause. */
export interface ExchangeStatus {
  readonly type: "exchange";
  readonly at: Time;
  readonly trading: boolean;
  readonly nextPauseAt?: Time;
}

/** The intent of a create is durable and its request has been handed to the venue (the loop says so, not the venue). */
export interface Sent {
  readonly type: "sent";
  readonly at: Time;
  readonly clientOrderId: string;
}

/** The exchange accepted a create. Fills come on their own. */
export interface Placed {
  readonly type: "placed";
  readonly at: Time;
  readonly clientOrderId: string;
  readonly orderId: string;
}

/** The exchange accepted an amend: the order is now this. */
export interface Amended {
  readonly type: "amended";
  readonly at: Time;
  readonly clientOrderId: string;
  readonly price: Price;
  readonly remaining: Quantity;
  readonly expiresAt: Time | undefined;
}

/** The exchange accepted a cancel, which took `reducedBy` off the book: that much can't be filled any more. */
export interface Cancelled {
  readonly type: "cancelled";
  readonly at: Time;
  readonly clientOrderId: string;
  readonly reducedBy: Quantity;
}

/** The exchange accepted a cancel-all. Each order it took off is also reported as closed. */
export interface CancelledAll {
  readonly type: "cancelledAll";
  readonly at: Time;
}

export type CloseReason =
  | "expired"
  | "post-only-cross"
  | "self-trade"
  | "pause"
  | "cancel-all"
  | "close"
  | "margin"
  | "other";

/** The exchange took an order off by itself; `reducedBy` was left on it. */
export interface OrderClosed {
  readonly type: "closed";
  readonly at: Time;
  readonly clientOrderId: string;
  readonly reason: CloseReason;
  readonly reducedBy: Quantity;
}

export type RequestKind = "place" | "amend" | "cancel";

/** A definite no. `gone`: the order a cancel or amend names is not there any more; its fill may still be on its way. */
export interface Refused {
  readonly type: "refused";
  readonly at: Time;
  readonly clientOrderId: string;
  readonly request: RequestKind;
  readonly code: "post-only-cross" | "gone" | "balance" | "invalid-price" | "market-inactive" | "duplicate" | "other";
  readonly detail: string;
}

/** Timeout, 5xx, cut connection: the request may or may not have been carried out. Never a rejection. */
export interface Unknown {
  readonly type: "unknown";
  readonly at: Time;
  readonly clientOrderId: string;
  readonly request: RequestKind;
  readonly detail: string;
}

/** The exchange refused for lack of tokens; the request was not carried out. */
export interface Throttled {
  readonly type: "throttled";
  readonly at: Time;
  readonly clientOrderId: string;
  readonly request: RequestKind;
}

/** Part or all of an order of ours was filled. `tradeId` is unique: a repeated one is ignored. */
export interface Fill {
  readonly type: "fill";
  readonly at: Time;
  readonly tradeId: string;
  readonly clientOrderId: string;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  /** What the exchange charged: booked as it is, never recomputed. */
  readonly fee: Money;
  readonly taker: boolean;
}

/** A leg has paid out. */
export interface SettlementInput {
  readonly type: "settlement";
  readonly at: Time;
  readonly ticker: string;
  /** What one YES contract paid: 0 or 10_000. */
  readonly value: Price;
}

/** One order of ours as the exchange lists it. */
export interface RestingOrder {
  readonly clientOrderId: string;
  readonly orderId: string;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  readonly remaining: Quantity;
  readonly expiresAt: Time | undefined;
}

/** A complete reading of the account; the answer to a `readAccount` command. */
export interface AccountReading {
  readonly type: "account";
  readonly at: Time;
  /** The moment the exchange vouches for: what was written after it may be missing. */
  readonly asOf: Time;
  readonly resting: readonly RestingOrder[];
  readonly positions: readonly { readonly ticker: string; readonly position: Position }[];
  /** Cash in the exchange's own convention (a short contract has cost $1 less its price). */
  readonly balance: Money;
}

/** Something outside the market: a Spotify release, a trader's own script. */
export interface Signal {
  readonly type: "signal";
  readonly at: Time;
  readonly source: string;
  readonly ticker: string;
  readonly severity: "clear" | "widen" | "pull";
  readonly until: Time;
  readonly reason: string;
}

/** The model's parameters for later trades of a leg. */
export interface Parameters {
  readonly type: "parameters";
  readonly at: Time;
  readonly ticker: string;
  readonly parameters: ModelParameters;
}

/** What an operator may ask for. `ticker` absent: every leg. */
export type OperatorAction = "pull" | "resume" | "reduce" | "kill" | "stop";

export interface Operator {
  readonly type: "operator";
  readonly at: Time;
  readonly action: OperatorAction;
  readonly ticker?: string;
  /** Who asked: "viewer", "cli", "signal SIGTERM". Shown and journaled. */
  readonly by: string;
}
