import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemTimers, type Timers } from "../../../../src/ambient/timers.ts";
import { after } from "../../../../src/market/units.ts";
import type { RestClientOptions } from "../../../../src/venue/kalshi/rest/client.ts";
import { createOrder } from "../../../../src/venue/kalshi/rest/create-order.ts";
import { KalshiError } from "../../../../src/venue/kalshi/rest/error.ts";
import { exchangeStatus } from "../../../../src/venue/kalshi/rest/exchange.ts";
import { oneOrder } from "../../../../src/venue/kalshi/rest/orders.ts";
import { clientOf, failure, NOW, ORDER, STATUS } from "./rest-session.ts";
import { StandIn } from "./stand-in.ts";

let server: StandIn;
beforeAll(async () => {
  server = await StandIn.start();
});
afterAll(() => server.stop());

const client = (options: Partial<RestClientOptions> = {}) => clientOf(server, options);

describe("giving up", () => {
  test("an attempt ends when its time is over, by the timers it was given", async () => {
    server.replies("silence");
    const delays: number[] = [];
    const timers: Timers = {
      after: (delayMs, action) => {
        delays.push(delayMs);
        return systemTimers.after(Math.min(delayMs, 30), action);
      },
    };
    const error = await failure(client({ timers }).write(createOrder(ORDER), { timeoutMs: 1_500 }));
    expect(error.kind).toBe("unknown-outcome");
    expect(error.message).toContain("no answer in 1500 ms");
    expect(delays).toEqual([1_500]);
    const read = await failure(client({ timers, timeoutMs: 700 }).read(oneOrder("o-1"), { attempts: 1 }));
    expect(read.kind).toBe("unavailable");
  });

  test("a caller's signal ends a read; a write in flight is of unknown outcome, one not begun is not sent", async () => {
    server.replies("silence");
    const reader = new AbortController();
    const reading = failure(client().read(oneOrder("o-1"), { signal: reader.signal }));
    const writer = new AbortController();
    const writing = failure(client().write(createOrder(ORDER), { signal: writer.signal }));
    while (server.seen.length < 2) await new Promise((resolve) => setImmediate(resolve));
    reader.abort();
    writer.abort();
    expect((await reading).kind).toBe("aborted");
    expect((await writing).kind).toBe("unknown-outcome");
    expect((await failure(client().write(createOrder(ORDER), { signal: writer.signal }))).kind).toBe("aborted");
    expect(server.seen).toHaveLength(2);
  });

  test("a signal during a wait ends it", async () => {
    server.replies({ status: 503 });
    const controller = new AbortController();
    const timers: Timers = {
      after: (delayMs) => {
        if (delayMs < 5_000) controller.abort();
        return { cancel: () => {} };
      },
    };
    const error = await failure(client({ timers }).read(oneOrder("o-1"), { signal: controller.signal }));
    expect(error.kind).toBe("aborted");
    expect(server.seen).toHaveLength(1);
  });

  test("no attempt begins after the deadline, nor does a wait that would end after it", async () => {
    server.replies({ status: 503 });
    const error = await failure(client().read(oneOrder("o-1"), { deadline: after(NOW, 50) }));
    expect(error.kind).toBe("unavailable");
    expect(server.seen).toHaveLength(1);
    expect((await failure(client().write(createOrder(ORDER), { deadline: NOW }))).kind).toBe("aborted");
    expect(server.seen).toHaveLength(1);
  });
});

describe("connections", () => {
  test("are kept, but for calls that ask for one of their own", async () => {
    server.replies({ status: 200, body: STATUS });
    const kept = client();
    for (const freshConnection of [false, false, true, true, false])
      await kept.read(exchangeStatus(), { freshConnection });
    const [first, second, third, fourth, fifth] = server.seen.map(({ connection }) => connection);
    expect(second).toBe(first);
    expect(fifth).toBe(first);
    expect(new Set([first, third, fourth]).size).toBe(3);
  });

  test("only https leaves this machine", () => {
    for (const baseUrl of [
      "http://external-api.kalshi.com/trade-api/v2",
      "ftp://localhost/",
      "nonsense",
      "https://a:b@kalshi.com/",
    ]) {
      expect(() => client({ baseUrl })).toThrow(KalshiError);
    }
    expect(client({ baseUrl: "https://external-api.kalshi.com/trade-api/v2/" }).baseUrl).toBe(
      "https://external-api.kalshi.com/trade-api/v2",
    );
  });
});
