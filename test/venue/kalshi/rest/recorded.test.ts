import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { readComplaint } from "../../../../src/venue/kalshi/rest/error-body.ts";
import { events, type KalshiEvent, oneEvent } from "../../../../src/venue/kalshi/rest/events.ts";
import { fills } from "../../../../src/venue/kalshi/rest/fills.ts";
import type { Market } from "../../../../src/venue/kalshi/rest/market.ts";
import { markets } from "../../../../src/venue/kalshi/rest/markets.ts";
import { type Order, oneOrder, orders } from "../../../../src/venue/kalshi/rest/orders.ts";
import { positions } from "../../../../src/venue/kalshi/rest/positions.ts";
import type { Page } from "../../../../src/venue/kalshi/rest/request.ts";
import { trades } from "../../../../src/venue/kalshi/rest/trades.ts";
import * as rules from "./modernise.ts";
import { forward, forwardAll, lacking } from "./modernise.ts";
import { Description, hasDescription } from "./openapi.ts";

import { CURRENT, eventForward, type Fields, NOT_ASKED, names, OLDER, RETIRED, type Request } from "./recordings.ts";

const FOLDER = fileURLToPath(new URL("../../../../../shared/data/fixtures/kalshi/", import.meta.url));
const present = existsSync(FOLDER) && hasDescription;

const list = (body: Fields, field: string) => body[field] as Fields[];
const golden = (name: string): Fields =>
  (JSON.parse(readFileSync(`${FOLDER}golden/${name}_response.json`, "utf8")) as { response: Fields }).response;
const rawEvent = (name: string): Fields =>
  JSON.parse(readFileSync(`${FOLDER}events_raw/${name}.json`, "utf8")) as Fields;

const readerOf = (request: Request): z.ZodType<unknown> => ("page" in request ? request.page : request.answer);
const methodOf = (request: Request) => ("method" in request ? request.method : "GET");

describe.skipIf(!present)("recorded answers (needs ../shared/data and ../shared/spec)", () => {
  const description = present ? new Description() : undefined;
  /** The fields that the description requires and the recording lacks. */
  const missing = (request: Request, body: Fields) =>
    description!
      .problemsOfAnswer(methodOf(request), request.route, request.route.endsWith("/create") ? 201 : 200, body)
      .map((problem) => /required property '(\w+)'/.exec(problem)?.[1] ?? problem);

  test("every recording is accounted for", () => {
    const known = [...CURRENT, ...OLDER].map(([name]) => name);
    const others = ["events_multivariate_list", "portfolio_total_resting_order_value"];
    const files = readdirSync(`${FOLDER}golden`).filter((name) => name.endsWith("_response.json"));
    expect(files.map((name) => name.replace("_response.json", "")).sort()).toEqual(
      [...known, ...RETIRED, ...NOT_ASKED, ...others].sort(),
    );
  });

  test.each(CURRENT)("%s is as the description says, and is read", (name, request) => {
    expect(missing(request, golden(name))).toEqual([]);
    readerOf(request).parse(golden(name));
  });

  test.each(OLDER)(
    "%s is OLDER than the description; brought forward by the fields it lacks it is read",
    (name, request, bring, since) => {
      const body = golden(name);
      expect(new Set(missing(request, body))).toEqual(new Set(since));
      const today = bring(body);
      expect(missing(request, today)).toEqual([]);
      readerOf(request).parse(today);
    },
  );

  test.each(RETIRED)("%s is of the RETIRED order interface; its orders are read as orders", (name) => {
    const body = golden(name);
    const found = [body["order"], body["old_order"], ...((body["orders"] ?? []) as Fields[]).map(({ order }) => order)];
    const recorded = found.filter((order) => order !== undefined);
    expect(recorded.length).toBeGreaterThan(0);
    for (const order of recorded) {
      expect(lacking(order, rules.ORDER)).toContain("remaining_count_fp");
      const read = readerOf(oneOrder("o")).parse({ order: forward(order, rules.ORDER) }) as Order;
      expectOrder(read, order as Fields);
    }
  });

  test.each(["event_KXHIGHAUS-25APR26_active", "event_KXHIGHNY-25MAY08_finalized"])(
    "%s is of 2025 and OLDER still; it is read",
    (name) => {
      const body = rawEvent(name);
      expect(new Set(missing(oneEvent("E"), body))).toEqual(
        new Set(["settlement_sources", ...names(rules.MARKET_OF_2025)]),
      );
      const read = readerOf(oneEvent("E")).parse(eventForward(body, rules.MARKET_OF_2025)) as KalshiEvent;
      expect(read.mutuallyExclusive).toBe(true);
      expect(read.collateralReturnType).toBe("MECNET");
      expect(read.markets).toHaveLength(list(body, "markets").length);
      for (const [at, market] of read.markets.entries()) expectMarket(market, list(body, "markets")[at]!);
    },
  );

  test("multivariate events are OLDER and read as events", () => {
    const body = golden("events_multivariate_list");
    const read = readerOf(events()).parse({
      ...body,
      events: forwardAll(body["events"], rules.EVENT),
    }) as Page<KalshiEvent>;
    expect(read.items.map(({ ticker }) => ticker)).toEqual(
      list(body, "events").map(({ event_ticker }) => event_ticker),
    );
    expect(read.next).toBe(body["cursor"]);
  });

  test("a recorded error is read as one", () => {
    expect(readComplaint(JSON.stringify(golden("portfolio_total_resting_order_value")))).toEqual({
      code: "permission_denied",
      message: "permission denied",
    });
  });

  test("markets: prices and counts are the recorded cents and contracts", () => {
    const body = golden("markets_list");
    const read = readerOf(markets()).parse({
      ...body,
      markets: forwardAll(body["markets"], rules.MARKET),
    }) as Page<Market>;
    for (const [at, market] of read.items.entries()) expectMarket(market, list(body, "markets")[at]!);
    expect(read.items.length).toBeGreaterThan(0);
  });

  test("orders, trades, fills and positions too", () => {
    const check = (
      name: string,
      field: string,
      of: Parameters<typeof forward>[1],
      request: Request,
      expectItem: (read: never, recorded: Fields) => void,
    ) => {
      const body = golden(name);
      const page = readerOf(request).parse({ ...body, [field]: forwardAll(body[field], of) }) as Page<never>;
      expect(page.items).toHaveLength(list(body, field).length);
      for (const [at, item] of page.items.entries()) expectItem(item, list(body, field)[at]!);
    };
    check("portfolio_orders", "orders", rules.ORDER, orders(), expectOrder);
    check(
      "trades_list",
      "trades",
      rules.TRADE,
      trades(),
      (read: { price: number; quantity: number; takerSide: string; micros: number }, recorded) => {
        expect(read.price).toBe((recorded["yes_price"] as number) * 100);
        expect(read.quantity).toBe((recorded["count"] as number) * 100);
        expect(read.takerSide).toBe(recorded["taker_side"] === "yes" ? "buy" : "sell");
        expect(Math.floor(read.micros / 1000)).toBe(Date.parse(recorded["created_time"] as string));
      },
    );
    check(
      "portfolio_fills",
      "fills",
      rules.FILL,
      fills(),
      (read: { price: number; quantity: number; at: number }, recorded) => {
        expect(read.price).toBe((recorded["yes_price"] as number) * 100);
        expect(read.quantity).toBe((recorded["count"] as number) * 100);
        expect(Math.floor(read.at / 1000)).toBe(recorded["ts"]);
      },
    );
    check(
      "portfolio_positions",
      "market_positions",
      rules.POSITION,
      positions({ subaccount: 0, settlementStatus: "all" }),
      (read: { position: number; feesPaid: number }, recorded) => {
        expect(read.position).toBe((recorded["position"] as number) * 100);
        expect(read.feesPaid).toBe((recorded["fees_paid"] as number) * 10_000);
      },
    );
  });
});

function expectMarket(read: Market, recorded: Fields): void {
  for (const [field, of] of [
    ["yesBid", "yes_bid"],
    ["yesAsk", "yes_ask"],
    ["lastPrice", "last_price"],
    ["volume", "volume"],
    ["openInterest", "open_interest"],
  ] as const) {
    expect(read[field]).toBe((recorded[of] as number) * 100);
  }
  expect(read.closeAt).toBe(Date.parse(recorded["close_time"] as string));
  expect(read.result).toBe(recorded["result"]);
}

/** What buying and selling each outcome is on the YES book. */
const DIRECTIONS: Readonly<Record<string, string>> = {
  "buy yes": "bid",
  "sell no": "bid",
  "buy no": "ask",
  "sell yes": "ask",
};

function expectOrder(read: Order, recorded: Fields): void {
  expect(read.price).toBe((recorded["yes_price"] as number) * 100);
  expect(read.remaining).toBe((recorded["remaining_count"] as number) * 100);
  expect(read.filled).toBe((recorded["fill_count"] as number) * 100);
  expect(read.takerFees).toBe((recorded["taker_fees"] as number) * 10_000);
  expect(read.side).toBe(DIRECTIONS[`${recorded["action"]} ${recorded["side"]}`]);
  expect(read.updatedAt).toBe(Date.parse(recorded["last_update_time"] as string));
}
