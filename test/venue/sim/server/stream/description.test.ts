import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { PRICE_ONE, type Price, type Quantity } from "../../../../../src/market/units.ts";
import { asyncApiPresent, messageTypes } from "../../../kalshi/asyncapi.ts";
import { A, B, C, event, later, order, place } from "../../trading-floor.ts";
import type { Message } from "./stream-client.ts";
import { onFloor } from "./stream-floor.ts";

const FILE = new URL("../../../../../../shared/spec/kalshi-asyncapi-2026-10.yaml", import.meta.url).pathname;
const CHANNELS = [
  "orderbook_delta",
  "ticker",
  "trade",
  "fill",
  "user_orders",
  "market_positions",
  "market_lifecycle_v2",
  "order_group_updates",
];
const EVENT = event().ticker;

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface Description {
  readonly components: {
    readonly messages: Readonly<Record<string, { readonly name: string; readonly payload: Schema }>>;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}

/** Paths of the fields of a message that its schema doesn't name. */
function unnamed(value: unknown, schema: Schema, schemas: Readonly<Record<string, Schema>>, path = ""): string[] {
  const { properties, items } = schema.$ref ? schemas[schema.$ref.split("/").at(-1)!]! : schema;
  if (Array.isArray(value)) return items ? value.flatMap((item) => unnamed(item, items, schemas, `${path}[]`)) : [];
  if (typeof value !== "object" || value === null || properties === undefined) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const property = properties[name];
    return property ? unnamed(inner, property, schemas, `${path}.${name}`) : [`${path}.${name}`];
  });
}

/** Everything that can be told, once at least. Each message was checked against its schema when it came. */
async function everything(): Promise<readonly Message[]> {
  const messages: Message[] = [];
  await onFloor({}, async (floor) => {
    const { exchange } = floor;
    const client = await floor.connect("ann");
    client.ask("subscribe", { channels: CHANNELS, market_tickers: [A, B], send_initial_snapshot: true });
    client.ask("update_subscription", { sid: 1, action: "add_markets", market_tickers: [C] });
    client.ask("list_subscriptions");
    client.ask("sing");
    await client.take().then((some) => messages.push(...some));
    const created = exchange.groups.create("ann", 500 as Quantity, floor.now());
    const orderGroupId = created.ok ? created.group.orderGroupId : "";
    const terms = { clientOrderId: "a-1", expiresAt: later(60_000), orderGroupId };
    place(exchange, "ann", order("ask", 45, 2, terms), floor.now());
    place(exchange, "bob", order("bid", 45, 0.5), floor.now());
    floor.advance(60_000);
    const leg = { ...event().legs[0]!, ticker: "EVENT-D" };
    exchange.addLeg(EVENT, leg, floor.now());
    exchange.list({ ...event(), ticker: "NEXT", legs: [{ ...leg, ticker: "NEXT-A" }] }, floor.now());
    exchange.changeLeg(A, { title: "Ada", status: "inactive", closeTime: later(7_200_000) }, floor.now());
    exchange.changeLeg(A, { priceRanges: [{ start: 0 as Price, end: PRICE_ONE, step: 1 }] }, floor.now());
    exchange.fees.changeEvent(EVENT, { type: "quadratic", multiplier: 1 }, floor.now(), floor.now());
    floor.advance(7_200_000);
    exchange.results.determine(EVENT, { [A]: PRICE_ONE }, floor.now());
    exchange.results.finalize(EVENT, floor.now());
    floor.advance(0);
    client.ask("unsubscribe", { sids: [1, 2, 3, 4, 5, 6, 7, 8] });
    messages.push(...(await client.take()));
  });
  return messages;
}

describe.skipIf(!asyncApiPresent)("the exchange's description of its messages (needs ../shared/spec)", () => {
  it("holds for every type of message that it has", async () => {
    const types = new Set((await everything()).map(({ type }) => type));
    expect([...types].sort()).toEqual([...messageTypes].sort());
  });

  it("names every field that is sent", async () => {
    const { messages, schemas } = (parse(readFileSync(FILE, "utf8")) as Description).components;
    const names = new Map(Object.values(messages).map(({ name, payload }) => [name, payload.$ref?.split("/").at(-1)]));
    for (const message of await everything()) {
      const name = Array.isArray(message.msg) ? "listSubscriptionsResponsePayload" : names.get(message.type);
      expect(name, message.type).toBeDefined();
      expect(unnamed(message, schemas[name!]!, schemas), message.type).toEqual([]);
    }
  });
});
