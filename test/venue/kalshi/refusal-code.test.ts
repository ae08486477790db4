import { describe, expect, test } from "vitest";
import { blamesGroup, refusalCode } from "../../../src/venue/kalshi/refusal-code.ts";
import { KalshiError } from "../../../src/venue/kalshi/rest/error.ts";
import { readComplaint } from "../../../src/venue/kalshi/rest/error-body.ts";

const refusal = (status: number, body: unknown): KalshiError => {
  const request = { method: "POST", path: "/portfolio/events/orders" };
  return new KalshiError("refused", request, "no", { status, complaint: readComplaint(JSON.stringify(body)) });
};

describe("refusals that were seen on the wire", () => {
  test.each([
    [
      400,
      { error: { code: "invalid_order", message: "invalid order", details: "post only cross" } },
      "post-only-cross",
    ],
    [400, { code: "invalid order", details: "post only cross" }, "post-only-cross"],
    [400, { error: { code: "insufficient_balance", message: "insufficient balance" } }, "balance"],
    [400, { error: { code: "available_balance_too_low" } }, "balance"],
    [400, { error: { code: "invalid_price", message: "invalid price" } }, "invalid-price"],
    [409, { error: { code: "MARKET_INACTIVE", message: "market inactive" } }, "market-inactive"],
    [409, { error: { code: "market_closed" } }, "market-inactive"],
    [409, { error: { code: "trading_is_paused", message: "trading is paused" } }, "market-inactive"],
    [409, { error: { code: "order_already_exists", message: "order already exists" } }, "duplicate"],
    [409, { error: { code: "something_new" } }, "other"],
    [400, { msg: "Parameter validation failed: limit" }, "other"],
  ] as const)("%i %j", (status, body, code) => {
    expect(refusalCode(refusal(status, body))).toBe(code);
  });

  test("one that blames the order group is known by it, whatever its status", () => {
    expect(blamesGroup(refusal(404, { error: { code: "not_found", details: "order group not found" } }))).toBe(true);
    expect(blamesGroup(refusal(409, { error: { code: "order_group_triggered" } }))).toBe(true);
    expect(blamesGroup(refusal(409, { error: { code: "order_already_exists" } }))).toBe(false);
  });
});
