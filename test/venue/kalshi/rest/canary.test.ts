import { inspect } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../../../src/ambient/clock.ts";
import { KalshiKey } from "../../../../src/venue/kalshi/key.ts";
import type { RestClientOptions } from "../../../../src/venue/kalshi/rest/client.ts";
import { createOrder } from "../../../../src/venue/kalshi/rest/create-order.ts";
import { oneOrder } from "../../../../src/venue/kalshi/rest/orders.ts";
import { KEY_ID, leak, rsaKey } from "../key-material.ts";
import { clientOf, ed25519, failure, ORDER } from "./rest-session.ts";
import { type Reply, StandIn } from "./stand-in.ts";

const rsa = rsaKey();

let server: StandIn;
beforeAll(async () => {
  server = await StandIn.start();
});
afterAll(() => server.stop());

const client = (options: Partial<RestClientOptions> = {}) => clientOf(server, options);

test("no piece of the key is in any error, in the client or in what it tells of attempts", async () => {
  for (const { pem } of [rsa, ed25519]) {
    const told: unknown[] = [];
    const canary = client({
      key: KalshiKey.fromPem(KEY_ID, pem),
      clock: systemClock,
      onAttempt: (attempt) => told.push(attempt),
    });
    const replies: readonly Reply[] = [
      "cut",
      { cutWithin: 200 },
      { status: 401 },
      { status: 403, body: "no" },
      { status: 500 },
      { status: 200, body: "?" },
    ];
    const seen: string[] = [];
    for (const reply of replies) {
      server.replies(reply);
      for (const promise of [canary.write(createOrder(ORDER)), canary.read(oneOrder("o-1"))]) {
        const error = await failure(promise);
        seen.push(
          String(error.stack),
          JSON.stringify(error),
          inspect(error, { depth: 20, showHidden: true, getters: true }),
          Bun.inspect(error),
        );
      }
    }
    seen.push(
      JSON.stringify(canary),
      inspect(canary, { depth: 20, showHidden: true, getters: true }),
      Bun.inspect(canary),
      JSON.stringify(told),
    );
    expect(told.length).toBeGreaterThanOrEqual(replies.length * 2);
    expect(seen.join("")).toContain("unknown-outcome");
    expect(leak(pem, seen.join("\n"))).toBeUndefined();
  }
});
