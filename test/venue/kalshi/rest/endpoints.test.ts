import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { orderBook, orderBooks } from "../../../../src/venue/kalshi/rest/books.ts";
import { events } from "../../../../src/venue/kalshi/rest/events.ts";
import { fills } from "../../../../src/venue/kalshi/rest/fills.ts";
import { incentivePrograms } from "../../../../src/venue/kalshi/rest/incentive-programs.ts";
import { historicalMarkets, markets, oneMarket } from "../../../../src/venue/kalshi/rest/markets.ts";
import { oneOrder, orders } from "../../../../src/venue/kalshi/rest/orders.ts";
import { deposits } from "../../../../src/venue/kalshi/rest/payments.ts";
import { positions } from "../../../../src/venue/kalshi/rest/positions.ts";
import { trades } from "../../../../src/venue/kalshi/rest/trades.ts";
import { ACCOUNT_CASES } from "./account-cases.ts";
import * as told from "./answers.ts";
import { EVENT, MARKET_CASES, type ReadCase, TICKER } from "./market-cases.ts";
import { Description, hasDescription } from "./openapi.ts";
import { clientOf } from "./rest-session.ts";
import { type SeenRequest, StandIn } from "./stand-in.ts";

const READ_CASES = [...MARKET_CASES, ...ACCOUNT_CASES];

let server: StandIn;
beforeAll(async () => {
  server = await StandIn.start();
});
afterAll(() => server.stop());

async function ask(request: ReadCase[1], answer: unknown): Promise<{ seen: SeenRequest; read: unknown }> {
  server.replies({ status: 200, body: answer });
  const client = clientOf(server);
  const read = "page" in request ? (await client.all(request))[0] : await client.read(request);
  expect(server.seen).toHaveLength(1);
  return { seen: server.seen[0]!, read };
}

test.each(READ_CASES)("%s: exactly what the answer says, in our units", async (_, request, answer, expected) => {
  const { read } = await ask(request, answer);
  if (typeof expected === "object") expect(read).toMatchObject(expected as object);
  else expect(read).toBe(expected);
});

/** Everything that is read, as the exchange lists it. */
const ROUTES = [
  "/account/endpoint_costs",
  "/account/limits",
  "/api_keys",
  "/events",
  "/events/fee_changes",
  "/events/{event_ticker}",
  "/exchange/schedule",
  "/exchange/status",
  "/exchange/user_data_timestamp",
  "/historical/cutoff",
  "/historical/fills",
  "/historical/markets",
  "/historical/markets/{ticker}",
  "/historical/orders",
  "/historical/positions",
  "/historical/trades",
  "/incentive_programs",
  "/markets",
  "/markets/orderbooks",
  "/markets/trades",
  "/markets/{ticker}",
  "/markets/{ticker}/orderbook",
  "/portfolio/balance",
  "/portfolio/deposits",
  "/portfolio/fills",
  "/portfolio/order_groups",
  "/portfolio/order_groups/{order_group_id}",
  "/portfolio/orders",
  "/portfolio/orders/queue_positions",
  "/portfolio/orders/{order_id}",
  "/portfolio/orders/{order_id}/queue_position",
  "/portfolio/positions",
  "/portfolio/settlements",
  "/portfolio/withdrawals",
  "/series",
  "/series/fee_changes",
  "/series/{series_ticker}",
];

test("no endpoint is left out", () => {
  expect([...new Set(READ_CASES.map(([, request]) => request.route))].sort()).toEqual(ROUTES);
});

describe.skipIf(!hasDescription)("by the exchange's description (needs ../shared/spec)", () => {
  const description = hasDescription ? new Description() : undefined;

  test.each(READ_CASES)("%s: request, signature and answer are as described", async (_, request, answer) => {
    const { seen } = await ask(request, answer);
    const path = seen.url.pathname.slice("/trade-api/v2".length);
    expect(
      description!.problemsOfRequest({ method: seen.method, path, query: seen.url.searchParams, body: seen.body }),
    ).toEqual([]);
    expect(description!.route(seen.method, path)).toBe(request.route);
    expect(description!.problemsOfAnswer(seen.method, request.route, 200, answer)).toEqual([]);
    expect("kalshi-access-signature" in seen.headers).toBe(description!.isSigned(seen.method, request.route));
  });

  test("the judge itself finds what is wrong", () => {
    const wrong = { method: "GET", path: "/markets", query: new URLSearchParams("limit=1001&colour=red"), body: "" };
    expect(description!.problemsOfRequest(wrong)).toHaveLength(2);
    const { ticker: _, ...cut } = told.MARKET;
    expect(description!.problemsOf("Market", cut)).toHaveLength(1);
  });
});

test("a limit of the wrong size, a path that leads elsewhere and an overlong list are never sent", () => {
  const wrong: readonly (() => unknown)[] = [
    () => markets({ limit: 1001 }),
    () => markets({ limit: 0 }),
    () => events({ limit: 201 }),
    () => trades({ limit: 1.5 }),
    () => orders({ limit: 1001 }),
    () => deposits({ limit: 501 }),
    () => incentivePrograms({ limit: 10_001 }),
    () => orderBook(TICKER, { depth: 101 }),
    () => orderBooks([]),
    () => orderBooks(Array.from({ length: 101 }, () => TICKER)),
    () => orders({ eventTickers: Array.from({ length: 11 }, () => EVENT) }),
    () => fills({ tickers: Array.from({ length: 101 }, () => TICKER) }),
    () => fills({ tickers: ["A,B"] }),
    () => historicalMarkets({ eventTicker: EVENT, seriesTicker: "KXTOPMONTHLY" }),
    () => positions({ subaccount: 64, settlementStatus: "all" }),
    () => oneMarket("../portfolio/orders"),
    () => oneMarket(".."),
    () => oneOrder("o-1?x=1"),
    () => oneOrder(""),
  ];
  for (const request of wrong) expect(request).toThrow(expect.objectContaining({ kind: "invalid-request" }));
});
