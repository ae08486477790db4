import type { Price, Quantity, Side, Time } from "../market/units.ts";

/**
 * Everything the engine can ask of the world. It decides; others carry out and report back as inputs. Commands to the venue are
 * already paced by the write gate: what comes out here is to be sent now.
 */
export type Command = Place | Amend | Cancel | CancelAll | ReadAccount | RefreshBook | Alert;

/** Create a post-only order. Its intent is durable before it is sent. */
export interface Place {
  readonly type: "place";
  readonly clientOrderId: string;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
  /** Exchange-side expiry, whole seconds; undefined on tapes only. */
  readonly expiresAt: Time | undefined;
}

/**
 * Change a resting order in a way that can't take liquidity: later expiry, smaller size, or a price away from the market
 * (SAFETY.md, Writing). `remaining` is what shall rest afterwards, `filled` what has been filled before.
 */
export interface Amend {
  readonly type: "amend";
  readonly clientOrderId: string;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  readonly remaining: Quantity;
  readonly filled: Quantity;
  readonly expiresAt: Time | undefined;
}

/** Cancel one order. Repeating it is harmless. */
export interface Cancel {
  readonly type: "cancel";
  readonly clientOrderId: string;
  readonly ticker: string;
}

/**
 * Cancel everything the account has resting, or with `ours` everything that bears our prefix. Only a kill does this; after it the venue sends
 * nothing more that could add risk.
 */
export interface CancelAll {
  readonly type: "cancelAll";
  readonly ours?: true;
}

/** Read resting orders, positions and balance completely; the answer is an `account` input. */
export interface ReadAccount {
  readonly type: "readAccount";
}

/** Read a market's book anew: the one we have can't be right. Where the venue can't, the next change of the book has to do. */
export interface RefreshBook {
  readonly type: "refreshBook";
  readonly ticker: string;
}

/** Tell the operator. `code` is stable; `text` is for reading. */
export interface Alert {
  readonly type: "alert";
  readonly severity: "info" | "warning" | "critical";
  readonly code: string;
  readonly ticker?: string;
  readonly text: string;
}

/** Commands that go to the venue. */
export type VenueCommand = Exclude<Command, Alert>;
