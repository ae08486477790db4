import { existsSync, readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { parse } from "yaml";

/**
 * The exchange's own description of its WebSocket messages as a judge of ours. Beside the repository, as the other reference material: where
 * it is absent, `asyncApiPresent` is false and tests that need it are skipped.
 */
const FILE = new URL("../../../../shared/spec/kalshi-asyncapi-2026-10.yaml", import.meta.url).pathname;

export const asyncApiPresent = existsSync(FILE);

/** Names of the schemas under `components.schemas`, by a message's `type` (from the exchange) or `cmd` (to it). */
const MESSAGES: Readonly<Record<string, string>> = {
  subscribed: "subscribedResponsePayload",
  unsubscribed: "unsubscribedResponsePayload",
  ok: "okResponsePayload",
  error: "errorResponsePayload",
  orderbook_snapshot: "orderbookSnapshotPayload",
  orderbook_delta: "orderbookDeltaPayload",
  ticker: "tickerPayload",
  trade: "tradePayload",
  fill: "fillPayload",
  user_order: "userOrderPayload",
  market_position: "marketPositionPayload",
  market_lifecycle_v2: "marketLifecycleV2Payload",
  event_lifecycle: "eventLifecyclePayload",
  event_fee_update: "eventFeeUpdatePayload",
  order_group_updates: "orderGroupUpdatesPayload",
};
const LIST = "listSubscriptionsResponsePayload"; // also type "ok", with a list under `msg`

const COMMANDS: Readonly<Record<string, string>> = {
  subscribe: "subscribeCommandPayload",
  unsubscribe: "unsubscribeCommandPayload",
  update_subscription: "updateSubscriptionCommandPayload",
  list_subscriptions: "listSubscriptionsCommandPayload",
};

type Schema = Readonly<Record<string, unknown>>;

/** Types of the messages that are checked. */
export const messageTypes: readonly string[] = Object.keys(MESSAGES);

/**
 * What the description has against a message from the exchange, one line each; nothing when it is valid. Takes the message itself or its text.
 */
export function validateMessage(message: unknown): readonly string[] {
  const value = typeof message === "string" ? JSON.parse(message) : message;
  const { type, msg } = fields(value);
  return check(type === "ok" && Array.isArray(msg) ? LIST : MESSAGES[String(type)], `type ${type}`, value, false);
}

/**
 * What the description has against a command to the exchange, one line each; nothing when it is valid. Stricter than the description:
 * a parameter that it doesn't name is a mistake, for the exchange would ignore it in silence.
 */
export function validateCommand(command: unknown): readonly string[] {
  const value = typeof command === "string" ? JSON.parse(command) : command;
  const { cmd } = fields(value);
  return check(COMMANDS[String(cmd)], `cmd ${cmd}`, value, true);
}

function fields(value: unknown): Schema {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

let description: Schema | undefined;
const compiled = new Map<string, ValidateFunction>();

function check(name: string | undefined, what: string, value: unknown, closed: boolean): readonly string[] {
  if (name === undefined) return [`${what}: the description has no such message`];
  const validate = compiled.get(name) ?? compile(name, closed);
  compiled.set(name, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${what}: ${instancePath || "/"} ${message} ${JSON.stringify(params)}`,
  );
}

function compile(name: string, closed: boolean): ValidateFunction {
  description ??= parse(readFileSync(FILE, "utf8")) as Schema;
  const { schemas } = fields(description["components"]);
  const all = fields(schemas);
  if (!(name in all)) throw new Error(`${FILE}: components.schemas.${name} is missing`);
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  const root = closed ? { ...all, [name]: close(all[name]) } : all;
  return ajv.compile({ $ref: `#/components/schemas/${name}`, components: { schemas: root } });
}

/** The schema with every object in it closed to properties that it doesn't name. */
function close(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(close);
  if (typeof schema !== "object" || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, close(value)]));
  return inner["type"] === "object" && "properties" in inner ? { ...inner, additionalProperties: false } : inner;
}
