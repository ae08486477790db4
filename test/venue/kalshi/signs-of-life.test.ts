import { expect, test } from "vitest";
import { after, time } from "../../../src/market/units.ts";
import { epochOf } from "../../../src/venue/kalshi/own-id.ts";
import type { Order } from "../../../src/venue/kalshi/rest/orders.ts";
import { signOfLife } from "../../../src/venue/kalshi/signs-of-life.ts";

const NOW = time(Date.UTC(2026, 10, 18, 17));

/** An order that was touched so many seconds ago. */
function order(clientOrderId: string, agoS: number, more: Partial<Order> = {}): Order {
  const then = after(NOW, -agoS * 1_000);
  const bare = {
    orderId: clientOrderId,
    clientOrderId,
    ticker: "KX-A",
    status: "resting",
    expiresAt: after(NOW, 20_000),
  };
  return { ...bare, createdAt: after(NOW, -900_000), updatedAt: then, ...more } as Order;
}

test.each([
  ["a resting order of another start", order("tauroi-x1-7", 59), true],
  ["one that was cancelled", order("tauroi-x1-7", 3, { status: "canceled" }), true],
  ["one that has rested untouched for longer than any engine leaves it", order("tauroi-x1-7", 60), false],
  [
    "one that lapsed: nobody has to be alive for that",
    order("tauroi-x1-7", 3, { status: "canceled", expiresAt: after(NOW, -3_500) }),
    false,
  ],
  ["one that was filled: nor for that", order("tauroi-x1-7", 3, { status: "executed" }), false],
  [
    "one that was filled right after it was placed",
    order("tauroi-x1-7", 3, { status: "executed", createdAt: after(NOW, -4_000) }),
    true,
  ],
  ["an order of a start whose engine is known to be gone", order("tauroi-dead-7", 1), false],
  ["an order of another hand", order("app-1", 1), false],
])("somebody is alive by %s: %s", (_, seen, isAlive) => {
  const sign = signOfLife([order("tauroi-x1-1", 500), seen], new Set(["dead"]), NOW);
  expect(sign !== undefined).toBe(isAlive);
  if (isAlive) expect(sign).toContain("tauroi-x1-7 on KX-A");
});

test("the start that placed an order is told by its name", () => {
  expect(epochOf("tauroi-t7abc-12")).toBe("t7abc");
  expect(epochOf("tauroi-a-b-12")).toBe("a-b");
  expect(epochOf("other-1")).toBeUndefined();
  expect(epochOf(undefined)).toBeUndefined();
});
