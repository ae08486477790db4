import { afterEach, expect, test } from "vitest";
import { LiveHarness } from "./live-harness.ts";

const CALM = { halfSpreadCents: 8, maxHalfSpreadCents: 8, orderSize: 1 };

let harness: LiveHarness;
afterEach(() => harness.close());

test.each([{ error: { code: "something_new" } }, {}])(
  "a create answered 409 without a word that is known counts as live until it is found: the exchange may have it (%j)",
  async (body) => {
    let conflicts = 0;
    harness = new LiveHarness({
      isQuiet: true,
      flags: { ...CALM, duration: "60s" },
      tamper(answer, { method, url }) {
        if (conflicts > 0 || method !== "POST" || !url.endsWith("/portfolio/events/orders")) return answer;
        conflicts++;
        return Response.json(body, { status: 409 });
      },
    });
    await harness.open();
    const forgotten = new Set<string>();
    for (let step = 0; step < 100; step++) {
      await harness.pass(100);
      const orders = harness.run.session.engine.desk?.orders;
      for (const { clientOrderId } of harness.exchange.resting(harness.account))
        if (clientOrderId !== undefined && orders?.get(clientOrderId)?.state === "gone") forgotten.add(clientOrderId);
    }
    expect(conflicts).toBe(1);
    expect([...forgotten]).toEqual([]);
    expect(harness.run.session.engine.desk?.orders.liveCount).toBe(harness.exchange.resting(harness.account).length);
  },
);
