import type { FeeSchedule, Leg } from "../market/event.ts";
import type { BookSnapshot } from "../market/order-book.ts";
import type { TakerOrder } from "../market/taker-order.ts";
import type { Money, Position, Price, Quantity, Side, Time } from "../market/units.ts";
import type { ModelParameters } from "../model/parameters.ts";
import type { Settings } from "../strategy/settings.ts";
import type { Start } from "./start.ts";

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
  | Withdrawn
  | Placed
  | Amended
  | Cancelled
  | CancelledAll
  | OrderClosed
  | Refused
  | Unknown
  | Throttled
  | Fill
  | ForeignFill
  | Flow
  | Health
  | SettlementInput
  | AccountReading
  | Signal
  | Parameters
  | Operator
  | SettingInput
  | OrderGroup
  | Intruder
  | JournalChange;

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

/**
 * An intended order has never been handed to the venue and never will be: it is gone, and nobody will ever see it (the loop says so). Its
 * side may be quoted again at once.
 */
export interface Withdrawn {
  readonly type: "withdrawn";
  readonly at: Time;
  readonly clientOrderId: string;
  /** Why, in words. */
  readonly detail: string;
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

/** Part or all of an order on this account that isn't ours was filled: another hand trades. `tradeId` is unique: a repeated one is ignored. */
export interface ForeignFill {
  readonly type: "foreignFill";
  readonly at: Time;
  readonly tradeId: string;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly fee: Money;
  readonly taker: boolean;
}

/** Money has come in from outside, or gone out. `id` is unique among its kind: a repeated one is ignored. */
export interface Flow {
  readonly type: "flow";
  readonly at: Time;
  readonly id: string;
  /** By how much the balance has changed, always positive; `kind` says in which direction. */
  readonly amount: Money;
  readonly kind: "deposit" | "withdrawal";
}

/** How the program itself fares; told once a second by the run loop. */
export interface Health {
  readonly type: "health";
  readonly at: Time;
  /** By how much the loop's last tick came too late. */
  readonly loopLagMs: number;
  /** How far our idea of the exchange's clock may be off; null while there is none. */
  readonly clockUncertaintyMs: number | null;
  readonly journal: "writable" | "slow" | "broken";
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
  /**
   * Fills told before this that the exchange's lists lacked: positions and balance have been brought forward over them, with $1 locked up for
   * each short contract.
   */
  readonly ahead?: readonly Pick<Fill, "ticker" | "side" | "price" | "quantity" | "fee">[];
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
  /** How much it widens: of the half-spread, above 1 and at most 2, which is usual. */
  readonly multiplier?: number;
}

/** The model's parameters for later trades of a leg. */
export interface Parameters {
  readonly type: "parameters";
  readonly at: Time;
  readonly ticker: string;
  readonly parameters: ModelParameters;
}

/** What an operator may ask for. `ticker` absent: every leg. `kill-ours` leaves orders of other hands alone. */
export type OperatorAction = "pull" | "resume" | "reduce" | "adopt" | "kill" | "kill-ours" | "stop";

export interface Operator {
  readonly type: "operator";
  readonly at: Time;
  readonly action: OperatorAction;
  readonly ticker?: string;
  /** Who asked: "viewer", "cli", "signal SIGTERM". Shown and journaled. */
  readonly by: string;
}

/** An operator has changed values of the profile, checked by whoever took them. `ticker` absent: on every leg. */
export interface SettingInput {
  readonly type: "setting";
  readonly at: Time;
  readonly values: Settings;
  readonly ticker?: string;
  /** Who asked, as for `Operator`. */
  readonly by: string;
}

/** The journal has stopped taking anything (`problem` says why, and what to do), or takes everything again (null). The loop says so. */
export interface JournalChange {
  readonly type: "journal";
  readonly at: Time;
  readonly problem: string | null;
}

/** Orders are placed into this order group of the exchange from now on. A later start fences it off. */
export interface OrderGroup {
  readonly type: "orderGroup";
  readonly at: Time;
  readonly id: string;
}

/** Another engine, or another hand, has taken the account: nothing is quoted any more, and the session ends. */
export interface Intruder {
  readonly type: "intruder";
  readonly at: Time;
  /** What shows it, in words. */
  readonly detail: string;
}
