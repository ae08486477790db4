import { expect, test } from "vitest";
import { VirtualTime } from "../../../src/ambient/virtual-time.ts";
import type { Fill, ForeignFill } from "../../../src/engine/input.ts";
import { type Quantity, time } from "../../../src/market/units.ts";
import { KalshiKey } from "../../../src/venue/kalshi/key.ts";
import { OwnFills } from "../../../src/venue/kalshi/own-fills.ts";
import { OwnOrders } from "../../../src/venue/kalshi/own-orders.ts";
import { RestClient } from "../../../src/venue/kalshi/rest/client.ts";
import { KEY_ID } from "./key-material.ts";
import { FILL } from "./rest/answers.ts";
import { ed25519 } from "./rest/rest-session.ts";

const START = time(1_790_000_000_000);
const HERE = { exchangeIndex: 0, subaccount: 0 };

test("fills that are wanted while they are being read are read once more: what was asked before they were made can't tell them", async () => {
  const world = new VirtualTime(START);
  const listings: (readonly unknown[])[] = [[], [FILL]];
  const asked: PromiseWithResolvers<void>[] = [Promise.withResolvers(), Promise.withResolvers()];
  const mayAnswer = Promise.withResolvers<void>();
  let reads = 0;
  const client = new RestClient({
    baseUrl: "http://127.0.0.1:1/trade-api/v2",
    key: KalshiKey.fromPem(KEY_ID, ed25519.pem),
    clock: world,
    timers: world,
    uniform: () => 0.5,
    fetch: (async () => {
      const told = listings[Math.min(reads, listings.length - 1)];
      asked[reads++]?.resolve();
      await mayAnswer.promise;
      return Response.json({ fills: told, cursor: "" });
    }) as unknown as typeof fetch,
  });
  const orders = new OwnOrders();
  const since = world.now();
  const given = { clientOrderId: "tauroi-e-1", ticker: FILL.ticker, side: "bid", quantity: 500 as Quantity } as const;
  orders.name(orders.add({ ...given, since, price: 4_900 as never, fate: "accepted" }), FILL.order_id);
  const told: (Fill | ForeignFill)[] = [];
  const emit = (fill: Fill | ForeignFill): void => void told.push(fill);
  const fills = new OwnFills({
    client,
    clock: world,
    timers: world,
    orders,
    place: HERE,
    emit,
    notify: () => undefined,
  });
  fills.begin([]);
  fills.want(true);
  world.runUntil(time(START + 1_000));
  await asked[0]!.promise;
  fills.want(true); // messages were missed once more
  mayAnswer.resolve();
  for (let turn = 0; turn < 50 && told.length === 0; turn++) {
    await Bun.sleep(1);
    world.runUntil(time(world.now() + 1_000));
  }
  expect(told.map((fill) => fill.tradeId)).toEqual([FILL.fill_id]);
});
