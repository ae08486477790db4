import { expect } from "vitest";
import { accountLimits, apiKeys, endpointCosts } from "../../src/venue/kalshi/rest/account.ts";
import { orderBook, orderBooks } from "../../src/venue/kalshi/rest/books.ts";
import { cancelAllOrders } from "../../src/venue/kalshi/rest/cancel-order.ts";
import { events, oneEvent } from "../../src/venue/kalshi/rest/events.ts";
import { exchangeSchedule, exchangeStatus, userDataTimestamp } from "../../src/venue/kalshi/rest/exchange.ts";
import { eventFeeChanges, seriesFeeChanges } from "../../src/venue/kalshi/rest/fee-changes.ts";
import { fills, historicalFills } from "../../src/venue/kalshi/rest/fills.ts";
import { historicalCutoff } from "../../src/venue/kalshi/rest/historical-cutoff.ts";
import { incentivePrograms } from "../../src/venue/kalshi/rest/incentive-programs.ts";
import { historicalMarkets, markets, oneHistoricalMarket, oneMarket } from "../../src/venue/kalshi/rest/markets.ts";
import { historicalOrders, orders } from "../../src/venue/kalshi/rest/orders.ts";
import { deposits, withdrawals } from "../../src/venue/kalshi/rest/payments.ts";
import { historicalPositions, positions } from "../../src/venue/kalshi/rest/positions.ts";
import { oneSeries, seriesList } from "../../src/venue/kalshi/rest/series.ts";
import { settlements } from "../../src/venue/kalshi/rest/settlements.ts";
import { historicalTrades, trades } from "../../src/venue/kalshi/rest/trades.ts";
import { create, type JudgedSession, OTHER, OURS } from "./judged-session.ts";
import { A, B, EVENT, SERIES } from "./quiet-exchange.ts";

/** Our client reads what is there for everybody, with one trade made and an ask of the other account standing in A. */
export async function lookAround({ client, exchange, raw }: JudgedSession): Promise<void> {
  expect((await client.read(exchangeStatus())).tradingActive).toBe(true);
  await exchange.control("maintenance", { in_ms: 3_600_000, for_ms: 60_000 });
  expect((await client.read(exchangeSchedule())).maintenance).toHaveLength(1);
  await client.read(userDataTimestamp());
  await exchange.control("series-fees", { fee_type: "quadratic_with_maker_fees", in_ms: 3_600_000 });
  await exchange.control("event-fees", { fee_type: "quadratic", fee_multiplier: 0.5 });
  expect(await client.read(seriesFeeChanges({ seriesTicker: SERIES, historical: true }))).toHaveLength(1);
  expect(await client.all(eventFeeChanges({ eventTicker: EVENT, limit: 1 }))).toHaveLength(1);
  expect(await client.read(seriesList({ category: "Entertainment", tags: ["Music"] }))).toHaveLength(1);
  expect(await client.read(oneSeries(SERIES))).toMatchObject({ ticker: SERIES, feeType: "quadratic" });
  const open = { seriesTicker: SERIES, status: "open", withMarkets: true, minCloseSeconds: 1, limit: 200 } as const;
  expect(await client.all(events(open))).toMatchObject([{ ticker: EVENT, feeMultiplierOverride: 0.5 }]);
  expect((await client.read(oneEvent(EVENT))).markets).toHaveLength(3);
  expect(await client.all(markets({ eventTicker: EVENT, status: "open", limit: 2 }))).toHaveLength(3);
  expect(await client.all(markets({ tickers: [A, B] }))).toHaveLength(2);
  expect((await client.read(oneMarket(A))).lastPrice).toBe(4_000);

  const ask = create("ask", "0.7000", "3");
  await raw({ method: "POST", target: "/portfolio/events/orders", body: ask, key: OTHER });
  const standing = { bids: [], asks: [{ price: 7_000, quantity: 300 }] };
  expect(await client.read(orderBook(A, { depth: 1 }))).toEqual(standing);
  expect((await client.read(orderBooks([A, B])))[0]).toEqual({ ticker: A, book: standing });
  const printed = { ticker: A, minSeconds: 1, isBlockTrade: false, limit: 1 } as const;
  expect(await client.all(trades(printed))).toMatchObject([{ price: 4_000, quantity: 250, takerSide: "sell" }]);
  expect(await client.all(incentivePrograms({ status: "active", type: "liquidity" }))).toHaveLength(1);
  expect((await client.read(apiKeys())).keys).toMatchObject([{ id: OURS.keyId }]);
  expect((await client.read(accountLimits())).write.perSecond).toBeGreaterThan(100);
  expect((await client.read(endpointCosts())).defaultCost).toBe(10);
}

/** Our client cancels everything and reads what is over: money that came and went, archives, and the event when A has won. */
export async function lookBack({ client, exchange }: JudgedSession): Promise<void> {
  await client.write(cancelAllOrders()); // from here on nothing of ours can rest for a minute
  expect(await client.all(orders({ status: "resting" }))).toEqual([]);
  await exchange.control("withdraw", { dollars: "1.50" });
  expect(await client.all(deposits())).toMatchObject([{ amount: 1_000_000_000 }]);
  expect(await client.all(withdrawals({ limit: 500 }))).toMatchObject([{ amount: 1_500_000 }]);

  const live = async () => ({
    fills: await client.all(fills()),
    orders: await client.all(orders({ status: "canceled" })),
    trades: await client.all(trades()),
  });
  const before = await live();
  const { ordersLiveMs, tradesLiveMs } = exchange.behaviour;
  Object.assign(exchange.behaviour, { ordersLiveMs: 0, tradesLiveMs: 0 });
  expect(await live()).toEqual({ fills: [], orders: [], trades: [] });
  expect(await client.all(historicalFills({ ticker: A, minSeconds: 1, subaccount: 0 }))).toEqual(before.fills);
  expect(await client.all(historicalOrders({ minSeconds: 1, subaccount: 0 }))).toEqual(before.orders);
  expect(await client.all(historicalTrades({ ticker: A }))).toEqual(before.trades);
  expect(await client.all(historicalPositions({ eventTicker: EVENT }))).toEqual([]);
  await client.read(historicalCutoff());
  Object.assign(exchange.behaviour, { ordersLiveMs, tradesLiveMs });

  await exchange.control("settle", { winner: A });
  expect(await client.all(settlements({ eventTicker: EVENT, minSeconds: 1, subaccount: 0 }))).toMatchObject([
    { ticker: A, result: "yes", revenue: 2_500_000 },
  ]);
  const settled = { subaccount: 0, settlementStatus: "settled" } as const;
  expect(await client.all(positions(settled))).toHaveLength(1);
  expect(await client.read(oneMarket(A))).toMatchObject({ status: "finalized", result: "yes" });
  expect(await client.all(events({ status: "settled" }))).toHaveLength(1);

  const settledMarkets = await client.all(markets({ eventTicker: EVENT }));
  expect(await client.all(historicalMarkets({ eventTicker: EVENT }))).toEqual([]);
  Object.assign(exchange.behaviour, { tradesLiveMs: -1_000 }); // what was settled this very second is archived too
  expect(await client.all(markets({ eventTicker: EVENT }))).toEqual([]);
  expect(await client.all(historicalMarkets({ tickers: [A, B], limit: 1 }))).toHaveLength(2);
  expect(await client.all(historicalMarkets({ seriesTicker: SERIES }))).toEqual(settledMarkets);
  expect(await client.read(oneHistoricalMarket(A))).toMatchObject({ ticker: A, status: "finalized", result: "yes" });
  Object.assign(exchange.behaviour, { tradesLiveMs });
}
