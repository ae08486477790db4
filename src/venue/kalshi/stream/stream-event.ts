import type { Time } from "../../../market/units.ts";
import type { Channel } from "./channel.ts";
import type {
  EventFeeMessage,
  EventMessage,
  FillMessage,
  GroupMessage,
  LifecycleMessage,
  OrderMessage,
  PositionMessage,
  TickerMessage,
  TradeMessage,
} from "./message.ts";

/** What the stream tells. `at` is always the local clock, when the message or the trouble was handled. */
export type StreamEvent = FeedLive | FeedLost | Pulse | BookChanged | Missed | Delivered | Trouble;

/** Connected, every subscription acknowledged, every book trusted (but for markets that never send one: see Trouble "mute"). */
export interface FeedLive {
  readonly type: "live";
  readonly at: Time;
}

/** Books can't be trusted until the next `live`. Repeated with another reason while it lasts. */
export interface FeedLost {
  readonly type: "lost";
  readonly at: Time;
  readonly reason: LostReason;
}

export interface LostReason {
  /**
   * - `handshake`: the exchange refused the connection; `status` is its answer (401: key, signature or clock)
   * - `closed`: the connection ended or could not be made
   * - `silent`: nothing came for too long, not even a ping
   * - `protocol`: we ended it: garbage, unanswered commands, a terminal error
   * - `overrun`: messages came faster than they could be handled
   * - `gap`: messages of the book subscription are missing; the connection stands
   * - `resubscribing`: the book subscription ended or is made anew; the connection stands
   */
  readonly kind: "handshake" | "closed" | "silent" | "protocol" | "overrun" | "gap" | "resubscribing";
  readonly detail: string;
  readonly status?: number;
  /** The connection is gone and another one is made in so many milliseconds; undefined while it stands. */
  readonly reconnectMs?: number;
}

/** The connection is alive: at most once a period (`pulseMs`), and only when something came, be it a ping. */
export interface Pulse {
  readonly type: "pulse";
  readonly at: Time;
  /** The largest age of a message in this period when it was handled, by the exchange's clock; undefined when none was stamped. */
  readonly lagMs: number | undefined;
  /** The smallest; under zero, the exchange's clock is further ahead than we believe. */
  readonly leastLagMs: number | undefined;
}

/** A book is another one now; `KalshiStream.book` gives it. Many changes handled together are told once. */
export interface BookChanged {
  readonly type: "book";
  readonly at: Time;
  readonly ticker: string;
  /** False: it can't be trusted until it is told again; `book` gives undefined. */
  readonly trusted: boolean;
}

/**
 * Messages of these channels were or may have been missed: what they tell has to be read over REST from the last thing
 * known on. Comes with every lost connection (all channels that were subscribed) and with gaps.
 */
export interface Missed {
  readonly type: "missed";
  readonly at: Time;
  readonly channels: readonly Channel[];
  readonly detail: string;
}

/** A message as it came, its `type` the exchange's own. */
export interface Delivered {
  readonly type: "message";
  readonly at: Time;
  readonly message:
    | TickerMessage
    | TradeMessage
    | FillMessage
    | OrderMessage
    | PositionMessage
    | LifecycleMessage
    | EventMessage
    | EventFeeMessage
    | GroupMessage;
}

/** Something for the log and the operator; the stream has done what it can about it. */
export interface Trouble {
  readonly type: "trouble";
  readonly at: Time;
  /**
   * - `garbage`: not JSON, not text, too large
   * - `unreadable`: a known message with content that can't be read
   * - `unknown-type`: told once for each type and ignored
   * - `doubt`: a book that contradicts itself, or waits for its snapshot in vain
   * - `mute`: a market that never sends a book; the feed counts as live without it
   * - `error`: an error message of the exchange; `code` is its number
   * - `refused`: markets that can't be subscribed to and are left out
   * - `shed`: book messages thrown away unread because too many waited
   */
  readonly kind: "garbage" | "unreadable" | "unknown-type" | "doubt" | "mute" | "error" | "refused" | "shed";
  readonly detail: string;
  readonly code?: number;
  readonly channel?: Channel;
  readonly tickers?: readonly string[];
}
