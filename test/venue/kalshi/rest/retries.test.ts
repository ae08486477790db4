import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Random } from "../../../../src/ambient/random.ts";
import { quantity } from "../../../../src/market/units.ts";
import { cancelAllOrders, cancelOrders } from "../../../../src/venue/kalshi/rest/cancel-order.ts";
import { amendOrder, decreaseOrder } from "../../../../src/venue/kalshi/rest/change-order.ts";
import type { RestClientOptions } from "../../../../src/venue/kalshi/rest/client.ts";
import { createOrder } from "../../../../src/venue/kalshi/rest/create-order.ts";
import { createOrders } from "../../../../src/venue/kalshi/rest/create-orders.ts";
import { exchangeStatus } from "../../../../src/venue/kalshi/rest/exchange.ts";
import { createOrderGroup, triggerOrderGroup } from "../../../../src/venue/kalshi/rest/order-groups.ts";
import { oneOrder } from "../../../../src/venue/kalshi/rest/orders.ts";
import { clientOf, failure, ORDER, quickTimers, STATUS } from "./rest-session.ts";
import { StandIn } from "./stand-in.ts";

let server: StandIn;
beforeAll(async () => {
  server = await StandIn.start();
});
afterAll(() => server.stop());

const client = (options: Partial<RestClientOptions> = {}) => clientOf(server, options);

describe("repeating", () => {
  test("reads are repeated after what may pass, with doubling waits, and then succeed", async () => {
    const timers = quickTimers();
    server.replies(
      "cut",
      { status: 500 },
      { status: 429, body: { error: "too many requests" } },
      { status: 200, body: { order: null } },
    );
    const random = Random.seeded(3);
    const error = await failure(
      client({ timers, uniform: () => random.uniform() }).read(oneOrder("o-1"), { freshConnection: true }),
    );
    expect(error.kind).toBe("malformed"); // reached after three failures, and not repeated itself
    expect(server.seen).toHaveLength(4);
    expect(timers.delays).toHaveLength(3);
    for (const [failures, delay] of timers.delays.entries()) {
      expect(delay).toBeGreaterThanOrEqual(100 * 2 ** failures);
      expect(delay).toBeLessThanOrEqual(200 * 2 ** failures);
    }
  });

  test("they end after a bounded number, and at once after a refusal", async () => {
    server.replies({ status: 503 });
    expect((await failure(client().read(oneOrder("o-1")))).kind).toBe("unavailable");
    expect(server.seen).toHaveLength(5);
    server.replies({ status: 503 });
    await failure(client().read(oneOrder("o-1"), { attempts: 2 }));
    expect(server.seen).toHaveLength(2);
    server.replies({ status: 404 });
    await failure(client().read(oneOrder("o-1")));
    expect(server.seen).toHaveLength(1);
  });

  test("the exchange's status is read although it comes with an error status", async () => {
    server.replies({ status: 503, body: { exchange_active: false, trading_active: false } });
    expect(await client().read(exchangeStatus())).toMatchObject({ exchangeActive: false, tradingActive: false });
    expect(server.seen).toHaveLength(1);
    server.replies({ status: 503, body: "<html>" });
    expect((await failure(client().read(exchangeStatus()))).kind).toBe("unavailable");
  });

  const writes = [
    createOrder(ORDER),
    createOrders([ORDER]),
    amendOrder({ orderId: "o-1", ticker: ORDER.ticker, side: "ask", price: ORDER.price, total: ORDER.quantity }),
    decreaseOrder({ orderId: "o-1", ticker: ORDER.ticker, reduce: { by: quantity(100) } }),
    cancelOrders([{ orderId: "o-1", ticker: ORDER.ticker }]),
    cancelAllOrders(),
    createOrderGroup({ limit: quantity(500) }),
    triggerOrderGroup("g-1"),
  ];
  test.each(writes.map((request) => [`${request.method} ${request.route}`, request] as const))(
    "%s reaches the exchange once when the kept connection is cut, whatever the runtime would do by itself",
    async (_, request) => {
      const lasting = client();
      // The first answer leaves a kept connection behind; the write then finds it cut.
      server.replies({ status: 200, body: STATUS }, "cut");
      await lasting.read(exchangeStatus());
      const error = await failure(lasting.write(request as ReturnType<typeof createOrder>));
      expect(error.kind).toBe("unknown-outcome");
      expect(server.seen).toHaveLength(2);
      const [kept, cut] = server.seen.map(({ connection }) => connection);
      expect(cut === kept).toBe(request.alone !== true);
    },
  );

  test("a write that is throttled or fails is not repeated either", async () => {
    for (const reply of [{ status: 429 }, { status: 500 }, { status: 503 }] as const) {
      server.replies(reply);
      await failure(client().write(createOrder(ORDER)));
      expect(server.seen).toHaveLength(1);
    }
  });
});
