import type { StreamErrorBody } from "./stream-error.ts";
import type { Subscription } from "./subscription.ts";

/** A message to a client, before it is numbered and stamped. */
export type Outgoing = Reply | Data;

/** The answer to a command; no fault takes it away. */
export type Reply =
  | { readonly type: "subscribed"; readonly id: number | undefined }
  | { readonly type: "ok"; readonly id: number | undefined; readonly msg: unknown }
  | { readonly type: "unsubscribed"; readonly id: number | undefined }
  | { readonly type: "error"; readonly id: number | undefined; readonly msg: StreamErrorBody };

/** What a channel tells. */
export interface Data {
  readonly type: DataType;
  /** Only of what a command has asked for. */
  readonly id: number | undefined;
  readonly msg: object;
}

export type DataType =
  | "orderbook_snapshot"
  | "orderbook_delta"
  | "trade"
  | "ticker"
  | "market_lifecycle_v2"
  | "event_lifecycle"
  | "event_fee_update"
  | "fill"
  | "user_order"
  | "market_position"
  | "order_group_updates";

/** The message as it is sent. It takes the next number of a subscription whose messages have one. */
export function textOf(message: Outgoing, subscription: Subscription, sendingAt: number): string {
  const { type, id } = message;
  const start = { type, ...(id !== undefined && { id }) };
  const { sid, channel, rules } = subscription;
  switch (message.type) {
    case "subscribed":
      return JSON.stringify({ ...start, msg: { channel, sid }, sending_ts_ms: sendingAt });
    case "unsubscribed": // its description asks for a number on every channel
      return JSON.stringify({ ...start, sid, seq: subscription.nextSequence(), sending_ts_ms: sendingAt });
    default: {
      const sequence = rules.sequenced && { seq: subscription.nextSequence() };
      return JSON.stringify({ ...start, sid, ...sequence, msg: message.msg, sending_ts_ms: sendingAt });
    }
  }
}

/** An answer that belongs to no subscription. */
export interface ConnectionReply {
  readonly type: "ok" | "error";
  readonly id: number | undefined;
  readonly msg: unknown;
}

export function connectionReply({ type, id, msg }: ConnectionReply, sendingAt: number): string {
  return JSON.stringify({ type, ...(id !== undefined && { id }), msg, sending_ts_ms: sendingAt });
}
