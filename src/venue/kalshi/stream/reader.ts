import type { z } from "zod";
import type { SchemaWatch } from "../schema-watch.ts";
import { fillSchema, groupSchema, orderSchema, positionSchema } from "./account-schema.ts";
import { type Fields, readHot } from "./fast-reader.ts";
import { deltaSchema, snapshotSchema, tickerSchema, tradeSchema } from "./hot-schema.ts";
import { eventFeeSchema, eventSchema, lifecycleSchema } from "./lifecycle-schema.ts";
import type { StreamMessage } from "./message.ts";
import { doneSchema, errorSchema, subscribedSchema } from "./reply-schema.ts";

/** Schemas of every message, by its `type`. What they don't name is ignored, what they name as a text may hold any. */
export const MESSAGE_SCHEMAS: ReadonlyMap<string, z.ZodType<StreamMessage>> = new Map<string, z.ZodType<StreamMessage>>(
  [
    ["orderbook_delta", deltaSchema],
    ["orderbook_snapshot", snapshotSchema],
    ["ticker", tickerSchema],
    ["trade", tradeSchema],
    ["fill", fillSchema],
    ["user_order", orderSchema],
    ["market_position", positionSchema],
    ["order_group_updates", groupSchema],
    ["market_lifecycle_v2", lifecycleSchema],
    ["event_lifecycle", eventSchema],
    ["event_fee_update", eventFeeSchema],
    ["subscribed", subscribedSchema],
    ["ok", doneSchema],
    ["unsubscribed", doneSchema],
    ["error", errorSchema],
  ],
);

/** What came and can't be used. A message of a type that is not known, or with unreadable content, still counts in its sequence. */
export interface Unread {
  readonly type: "unread";
  /** `garbage` is no message at all. */
  readonly kind: "garbage" | "unreadable" | "unknown-type";
  /** The type it claims to be of. */
  readonly claims: string | undefined;
  readonly sid: number | undefined;
  readonly seq: number | undefined;
  readonly problem: string;
}

/** Reads the text of a message, which `watch` may look at on the way. */
export function readMessage(text: string, watch?: SchemaWatch): StreamMessage | Unread {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return garbage(error instanceof Error ? error.message : String(error));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return garbage("it is not a JSON object");
  const fields = value as Fields;
  if (watch?.wants(fields["type"] as string) === true) watch.message(fields);
  return readHot(fields) ?? readBySchema(fields);
}

/** The same as a message that can't be used. */
export function garbage(problem: string): Unread {
  return { type: "unread", kind: "garbage", claims: undefined, sid: undefined, seq: undefined, problem };
}

function readBySchema(fields: Fields): StreamMessage | Unread {
  const { type: claims } = fields;
  if (typeof claims !== "string") return garbage("it has no type");
  const place = { type: "unread", claims, sid: integer(fields["sid"]), seq: integer(fields["seq"]) } as const;
  const schema = MESSAGE_SCHEMAS.get(claims);
  if (schema === undefined) return { ...place, kind: "unknown-type", problem: `type ${claims} is not known` };
  const result = schema.safeParse(fields);
  if (result.success) return result.data;
  return { ...place, kind: "unreadable", problem: `${claims}: ${describe(result.error)}` };
}

function describe({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
}

function integer(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}
