import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "../../src/ambient/clock.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import { DOLLAR, money } from "../../src/market/units.ts";
import { openEmbeddedExchange } from "../../src/venue/sim/server/embedded-exchange.ts";
import type { HttpServer } from "../../src/venue/sim/server/http-server.ts";
import { type OfficialAccount, officialAccount } from "./official-account.ts";
import { signingKey } from "./signing-key.ts";

const SERIES = "KXTOPMONTHLY";
const KEY = signingKey("a-newcomer", "rsa");

let server: HttpServer;
let client: OfficialAccount;

beforeAll(async () => {
  server = openEmbeddedExchange({
    seed: 3,
    clock: systemClock,
    timers: systemTimers,
    port: 0,
    accounts: [KEY],
    balance: money(100 * DOLLAR),
    fees: { type: "quadratic", multiplier: 1 },
    faults: [],
    switches: ["answer-delay-ms=0", "read-lag-ms=0"],
  });
  client = officialAccount(server.restUrl, KEY.keyId, KEY.pem);
});
afterAll(() => server.close());

it("the official client takes what the crowd offers", async () => {
  const { events } = (await client.events.getEvents(undefined, undefined, true, undefined, "open", SERIES)).data;
  const { ticker } = events[0]!.markets!.find(({ yes_ask_size_fp }) => Number(yes_ask_size_fp) >= 1)!;
  const terms = { time_in_force: "immediate_or_cancel", self_trade_prevention_type: "taker_at_cross" } as const;
  const { data: taken } = await client.orders.createOrderV2({
    ticker,
    side: "bid",
    count: "1",
    price: "0.9900",
    ...terms,
  });
  expect([taken.fill_count, taken.remaining_count]).toEqual(["1.00", "0.00"]);
  expect((await client.portfolio.getFills()).data.fills).toMatchObject([
    { order_id: taken.order_id, count_fp: "1.00" },
  ]);
  expect((await client.portfolio.getPositions()).data.market_positions).toMatchObject([
    { ticker, position_fp: "1.00" },
  ]);
});

it("the official client finds the simulated event from its series, with its crowd's book and prints", async () => {
  const { data } = await client.events.getEvents(undefined, undefined, true, undefined, "open", SERIES);
  expect(data.events).toHaveLength(1);
  const [event] = data.events;
  expect(event).toMatchObject({ series_ticker: SERIES, mutually_exclusive: true });
  const tickers = event!.markets!.map(({ ticker }) => ticker);
  expect(new Set(tickers).size).toBeGreaterThanOrEqual(5);
  expect((await client.market.getSeries(SERIES)).data.series).toMatchObject({ ticker: SERIES, fee_type: "quadratic" });

  const pages: string[] = [];
  let cursor: string | undefined;
  do {
    const { data: page } = await client.market.getMarkets(3, cursor, event!.event_ticker);
    expect(page.markets.length).toBeLessThanOrEqual(3);
    pages.push(...page.markets.map(({ ticker }) => ticker));
    cursor = page.cursor;
  } while (cursor !== "");
  expect(pages.sort()).toEqual([...tickers].sort());

  await fetch(`${server.adminUrl}/controls/pause-exchange`, { method: "POST" }); // what is read now goes together
  const status = (await client.exchange.getExchangeStatus()).data;
  expect([status.exchange_active, status.trading_active]).toEqual([false, false]);
  const { markets } = (await client.market.getMarkets(undefined, undefined, event!.event_ticker)).data;
  const { orderbooks } = (await client.market.getMarketOrderbooks(tickers)).data;
  let quoted = 0;
  for (const market of markets) {
    const { orderbook_fp: book } = orderbooks.find(({ ticker }) => ticker === market.ticker)!;
    const [yes, no] = [book.yes_dollars.at(-1), book.no_dollars.at(-1)]; // the best stands last
    expect([market.yes_bid_dollars, market.yes_bid_size_fp]).toEqual(yes ?? ["0.0000", "0.00"]);
    expect([market.no_bid_dollars, market.yes_ask_size_fp]).toEqual(no ?? ["0.0000", "0.00"]);
    expect(Number(market.yes_ask_dollars)).toBeCloseTo(1 - Number(market.no_bid_dollars), 6);
    expect(Number(market.yes_bid_dollars)).toBeLessThan(Number(market.yes_ask_dollars));
    if (yes !== undefined && no !== undefined) quoted += 1;
  }
  expect(quoted).toBeGreaterThan(markets.length / 2);

  const { trades } = (await client.market.getTrades(1_000)).data;
  expect(trades.length).toBeGreaterThan(50);
  for (const { ticker, taker_book_side, taker_outcome_side, yes_price_dollars, no_price_dollars } of trades) {
    expect(tickers).toContain(ticker);
    expect(taker_outcome_side).toBe(taker_book_side === "bid" ? "yes" : "no");
    expect(Number(yes_price_dollars) + Number(no_price_dollars)).toBeCloseTo(1, 6);
  }
});
