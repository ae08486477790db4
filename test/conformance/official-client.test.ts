import { isAxiosError } from "axios";
import type { CreateOrderV2Request } from "kalshi-typescript";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type OfficialAccount, officialAccount } from "./official-account.ts";
import { A, B, C, EVENT, openQuietExchange, type QuietExchange } from "./quiet-exchange.ts";
import { signingKey } from "./signing-key.ts";

const KEYS = [signingKey("key-of-one", "rsa"), signingKey("key-of-two", "rsa")] as const;
const DOLLARS = 1_000;

let server: QuietExchange;
let one: OfficialAccount;
let two: OfficialAccount;

beforeEach(() => {
  server = openQuietExchange(KEYS, {
    dollars: DOLLARS,
    fees: { type: "quadratic_with_maker_fees", multiplier: 1 },
  });
  one = officialAccount(server.restUrl, KEYS[0].keyId, KEYS[0].pem);
  two = officialAccount(server.restUrl, KEYS[1].keyId, KEYS[1].pem);
});
afterEach(() => server.close());

const order = (
  side: "bid" | "ask",
  price: string,
  count: string,
  more: Partial<CreateOrderV2Request> = {},
): CreateOrderV2Request => ({
  ticker: A,
  side,
  price,
  count,
  time_in_force: "good_till_canceled",
  self_trade_prevention_type: "taker_at_cross",
  ...more,
});

const place = async (by: OfficialAccount, ...terms: Parameters<typeof order>) => {
  return (await by.orders.createOrderV2(order(...terms))).data;
};
const book = async (by: OfficialAccount, ticker: string = A) => {
  return (await by.market.getMarketOrderbook(ticker)).data.orderbook_fp;
};
const oneOrder = async (by: OfficialAccount, id: string) => (await by.orders.getOrder(id)).data.order;
const resting = async (by: OfficialAccount) => {
  const { orders } = (await by.orders.getOrders(undefined, undefined, undefined, undefined, "resting")).data;
  return orders.map(({ order_id }) => order_id).sort();
};
const balance = async (by: OfficialAccount) => Number((await by.portfolio.getBalance()).data.balance_dollars);
const positions = async (by: OfficialAccount) => {
  const { market_positions } = (await by.portfolio.getPositions()).data;
  return Object.fromEntries(market_positions.map(({ ticker, position_fp }) => [ticker, position_fp]));
};

/** Status and code of what the exchange refused. */
async function refusal(promise: Promise<unknown>): Promise<readonly [status: number, ...words: string[]]> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isAxiosError(error) || error.response === undefined) throw new Error(`not refused: ${String(error)}`);
  const { code, details = "" } = error.response.data.error;
  return [error.response.status, code, details];
}

describe("the official client, two accounts at once", () => {
  it("finds what there is to trade, and the exchange's terms", async () => {
    const { data: status } = await one.exchange.getExchangeStatus();
    expect([status.exchange_active, status.trading_active]).toEqual([true, true]);
    const { data } = await one.events.getEvents(undefined, undefined, true, undefined, "open", "KXTESTS");
    expect(data.events).toMatchObject([{ event_ticker: EVENT, mutually_exclusive: true, series_ticker: "KXTESTS" }]);
    expect(data.events[0]!.markets!.map(({ ticker }) => ticker)).toEqual([A, B, C]);
    const { series } = (await two.market.getSeries("KXTESTS")).data;
    expect([series.fee_type, series.fee_multiplier]).toEqual(["quadratic_with_maker_fees", 1]);
    const { markets } = (await two.market.getMarkets(undefined, undefined, EVENT)).data;
    expect(markets).toHaveLength(3);
    expect((await one.market.getMarket(B)).data.market).toEqual(markets.find(({ ticker }) => ticker === B));
    const { data: limits } = await one.account.getAccountApiLimits();
    expect(limits.write.refill_rate).toBeGreaterThanOrEqual(100);
    const { endpoint_costs } = (await one.account.getAccountEndpointCosts()).data;
    const cancel = { method: "DELETE", path: "/trade-api/v2/portfolio/events/orders/:order_id", cost: 2 };
    expect(endpoint_costs).toContainEqual(cancel);
    for (const [by, { keyId }] of [
      [one, KEYS[0]],
      [two, KEYS[1]],
    ] as const) {
      const { api_keys } = (await by.apiKeys.getApiKeys()).data;
      expect(api_keys.map(({ api_key_id }) => api_key_id)).toEqual([keyId]);
    }
  });

  it("sees in the book what the other rests, and takes it: fills, positions and balances of both add up", async () => {
    const made = await place(one, "bid", "0.4000", "10", { client_order_id: "mine-1" });
    expect(made).toMatchObject({ client_order_id: "mine-1", fill_count: "0.00", remaining_count: "10.00" });
    expect(await book(two)).toEqual({ yes_dollars: [["0.4000", "10.00"]], no_dollars: [] });
    expect(await resting(two)).toEqual([]);

    const taken = await place(two, "ask", "0.3900", "4");
    expect(taken).toMatchObject({ fill_count: "4.00", remaining_count: "0.00", average_fill_price: "0.400000" });
    expect(await book(one)).toEqual({ yes_dollars: [["0.4000", "6.00"]], no_dollars: [] });
    const { market } = (await one.market.getMarket(A)).data;
    expect(market).toMatchObject({ yes_bid_dollars: "0.4000", yes_bid_size_fp: "6.00", last_price_dollars: "0.4000" });
    expect(market).toMatchObject({ volume_fp: "4.00", open_interest_fp: "4.00" });

    const [mine] = (await one.portfolio.getFills()).data.fills;
    const [theirs] = (await two.portfolio.getFills()).data.fills;
    const [print] = (await one.market.getTrades(undefined, undefined, A)).data.trades;
    // 0.0175 and 0.07 x 4 x 0.40 x 0.60
    expect(mine).toMatchObject({ order_id: made.order_id, book_side: "bid", is_taker: false, fee_cost: "0.016800" });
    expect(theirs).toMatchObject({ order_id: taken.order_id, book_side: "ask", is_taker: true, fee_cost: "0.067200" });
    expect(print).toMatchObject({ taker_book_side: "ask", taker_outcome_side: "no", count_fp: "4.00" });
    for (const each of [mine!, theirs!]) {
      expect(each.trade_id).toBe(print!.trade_id);
      expect([each.yes_price_dollars, each.no_price_dollars, each.count_fp]).toEqual(["0.4000", "0.6000", "4.00"]);
    }
    expect(await positions(one)).toEqual({ [A]: "4.00" });
    expect(await positions(two)).toEqual({ [A]: "-4.00" });
    expect(await balance(one)).toBeCloseTo(DOLLARS - 1.6 - 0.0168, 6);
    expect(await balance(two)).toBeCloseTo(DOLLARS - 2.4 - 0.0672, 6); // a NO costs 60c
    expect(await oneOrder(one, made.order_id)).toMatchObject({
      status: "resting",
      fill_count_fp: "4.00",
      remaining_count_fp: "6.00",
      maker_fees_dollars: "0.016800",
      maker_fill_cost_dollars: "1.600000",
    });
    expect((await oneOrder(two, taken.order_id)).status).toBe("executed");
    expect((await refusal(two.orders.getOrder(made.order_id))).slice(0, 2)).toEqual([404, "not_found"]);
  });

  it("is paid when the event is settled, and nothing is lost but the fees", async () => {
    await place(one, "bid", "0.4000", "10");
    await place(two, "ask", "0.4000", "10");
    await place(two, "bid", "0.2000", "5", { ticker: B });
    await place(one, "ask", "0.2000", "5", { ticker: B });
    // 0.24 x 10 and 0.16 x 5, one as maker of the first and taker of the second
    const fees = { one: 0.0175 * 2.4 + 0.07 * 0.8, two: 0.07 * 2.4 + 0.0175 * 0.8 };
    expect((await balance(one)) + (await balance(two))).toBeCloseTo(2 * DOLLARS - 15 - fees.one - fees.two, 6);
    await server.control("settle", { winner: A });
    expect((await one.market.getMarket(A)).data.market).toMatchObject({ status: "finalized", result: "yes" });
    expect((await one.market.getMarket(B)).data.market).toMatchObject({ status: "finalized", result: "no" });
    const settled = async (by: OfficialAccount) => {
      const { settlements } = (await by.portfolio.getSettlements()).data;
      return settlements.map(({ ticker, market_result, revenue }) => [ticker, market_result, revenue]).sort();
    };
    expect(await settled(one)).toEqual([
      [A, "yes", 1_000],
      [B, "no", 500],
    ]);
    expect(await settled(two)).toEqual([
      [A, "yes", 0],
      [B, "no", 0],
    ]);
    expect(await balance(one)).toBeCloseTo(DOLLARS - 4 - 4 + 15 - fees.one, 6);
    expect(await balance(two)).toBeCloseTo(DOLLARS - 6 - 1 - fees.two, 6);
    expect(await positions(one)).toEqual({});
  });

  it("amends: a smaller size keeps the place in the queue, another price loses it, the total counts what is filled", async () => {
    const first = await place(one, "bid", "0.4000", "10");
    const second = await place(two, "bid", "0.4000", "5");
    const ahead = async (by: OfficialAccount, id: string) => {
      return (await by.orders.getOrderQueuePosition(id)).data.queue_position_fp;
    };
    expect([await ahead(one, first.order_id), await ahead(two, second.order_id)]).toEqual(["0.00", "10.00"]);
    await place(two, "ask", "0.4000", "3", { self_trade_prevention_type: "maker" });
    const amend = (price: string, count: string) => {
      return one.orders.amendOrderV2(first.order_id, { ticker: A, side: "bid", price, count });
    };
    const { data: smaller } = await amend("0.4000", "8"); // 3 of it are filled
    expect(smaller).toMatchObject({ order_id: first.order_id, remaining_count: "5.00" });
    expect(await ahead(two, second.order_id)).toBe("5.00");
    expect((await refusal(amend("0.4000", "8"))).slice(0, 2)).toEqual([400, "AMEND_ORDER_NO_OP"]);
    await amend("0.4100", "8");
    expect(await ahead(two, second.order_id)).toBe("0.00");
    await amend("0.4000", "8");
    expect(await ahead(one, first.order_id)).toBe("5.00");
    const { queue_positions } = (await one.orders.getOrderQueuePositions(A)).data;
    const place1 = { order_id: first.order_id, market_ticker: A, queue_position_fp: "5.00" };
    expect(queue_positions).toEqual([place1]);
    expect(await book(two)).toEqual({ yes_dollars: [["0.4000", "10.00"]], no_dollars: [] });
  });

  it("decreases by so much and to so much", async () => {
    const { order_id } = await place(one, "ask", "0.7000", "10");
    expect(await book(two)).toEqual({ yes_dollars: [], no_dollars: [["0.3000", "10.00"]] });
    expect((await one.orders.decreaseOrderV2(order_id, { reduce_by: "2.50" })).data.remaining_count).toBe("7.50");
    expect((await one.orders.decreaseOrderV2(order_id, { reduce_to: "4" })).data.remaining_count).toBe("4.00");
    expect((await refusal(one.orders.decreaseOrderV2(order_id, {})))[0]).toBe(400);
    expect((await refusal(two.orders.decreaseOrderV2(order_id, { reduce_to: "1" }))).slice(0, 2)).toEqual([
      404,
      "not_found",
    ]);
    expect(await book(two)).toEqual({ yes_dollars: [], no_dollars: [["0.3000", "4.00"]] });
  });

  it("creates and cancels in batches, in which each order stands for itself", async () => {
    const legs = [A, B, C].map((ticker, at) => order("bid", "0.1000", "1", { ticker, client_order_id: `b-${at}` }));
    const { data: made } = await one.orders.batchCreateOrdersV2({
      orders: [...legs, order("bid", "0.1000", "1", { client_order_id: "b-0" })],
    });
    expect(made.orders.map(({ error }) => error?.code)).toEqual([
      undefined,
      undefined,
      undefined,
      "order_already_exists",
    ]);
    const ids = made.orders.slice(0, 3).map(({ order_id }) => order_id!);
    expect(await resting(one)).toEqual([...ids].sort());
    const books = (await two.market.getMarketOrderbooks([A, B, C])).data.orderbooks;
    for (const { orderbook_fp } of books) expect(orderbook_fp.yes_dollars).toEqual([["0.1000", "1.00"]]);
    expect(books.map(({ ticker }) => ticker)).toEqual([A, B, C]);
    const body = { orders: [ids[0]!, ids[1]!, "nobody"].map((order_id) => ({ order_id, market_ticker: A })) };
    const { data: gone } = await one.orders.batchCancelOrdersV2(body);
    expect(gone.orders.map(({ reduced_by, error }) => [reduced_by, error?.code])).toEqual([
      ["1.00", undefined],
      ["1.00", undefined],
      ["0.00", "not_found"],
    ]);
    expect(await resting(one)).toEqual([ids[2]]);
  });

  it("cancels one order, its own only, and then everything; not the other account's", async () => {
    const mine = await place(one, "bid", "0.3000", "2");
    await place(one, "ask", "0.7000", "2", { ticker: B });
    const theirs = await place(two, "bid", "0.3000", "7");
    expect((await refusal(two.orders.cancelOrderV2(mine.order_id))).slice(0, 2)).toEqual([404, "not_found"]);
    const { data } = await one.orders.cancelOrderV2(mine.order_id, undefined, undefined, A);
    expect([data.order_id, data.reduced_by]).toEqual([mine.order_id, "2.00"]);
    expect((await refusal(one.orders.cancelOrderV2(mine.order_id))).slice(0, 2)).toEqual([404, "not_found"]);
    expect((await one.orders.cancelAllOrders()).status).toBe(204);
    expect([await resting(one), await resting(two)]).toEqual([[], [theirs.order_id]]);
    expect(await book(one)).toEqual({ yes_dollars: [["0.3000", "7.00"]], no_dollars: [] });
  });

  it("has its orders fall with their group when too much of them is filled, until it is reset", async () => {
    const { data: group } = await one.groups.createOrderGroup({ contracts_limit: 5 });
    const { order_group_id } = group;
    const grouped = { order_group_id };
    const low = await place(one, "bid", "0.3000", "10", grouped);
    const best = await place(one, "bid", "0.4000", "10", grouped);
    const apart = await place(one, "bid", "0.2000", "10");
    const shown = async () => (await one.groups.getOrderGroup(order_group_id)).data;
    expect([...(await shown()).orders].sort()).toEqual([low.order_id, best.order_id].sort());
    expect((await refusal(two.groups.getOrderGroup(order_group_id)))[0]).toBe(404);
    await place(two, "ask", "0.4000", "5");
    expect(await resting(one)).toEqual([apart.order_id]);
    expect(await shown()).toMatchObject({ is_auto_cancel_enabled: false, orders: [] });
    expect((await refusal(place(one, "bid", "0.3000", "1", grouped)))[0]).toBeGreaterThanOrEqual(400);
    await one.groups.resetOrderGroup(order_group_id);
    await one.groups.updateOrderGroupLimit(order_group_id, { contracts_limit_fp: "50.00" });
    const again = await place(one, "bid", "0.3000", "1", grouped);
    expect((await oneOrder(one, again.order_id)).order_group_id).toBe(order_group_id);
    await one.groups.triggerOrderGroup(order_group_id);
    expect(await resting(one)).toEqual([apart.order_id]);
    expect((await one.groups.getOrderGroups()).data.order_groups).toMatchObject([
      { id: order_group_id, contracts_limit_fp: "50.00", is_auto_cancel_enabled: false },
    ]);
    await one.groups.deleteOrderGroup(order_group_id);
    expect((await refusal(one.groups.getOrderGroup(order_group_id)))[0]).toBe(404);
  });

  it("is refused in the exchange's own words", async () => {
    await place(one, "ask", "0.5000", "1", { client_order_id: "once" });
    const tries: readonly [() => Promise<unknown>, status: number, code: string, details?: string][] = [
      [() => place(two, "bid", "0.5000", "1", { post_only: true }), 400, "invalid_order", "post only cross"],
      [() => place(one, "ask", "0.6000", "1", { client_order_id: "once" }), 409, "order_already_exists"],
      [() => place(one, "bid", "0.4050", "1"), 400, "invalid_price"],
      [() => place(one, "bid", "0.4000", "90000"), 400, "insufficient_balance"],
      [
        () => place(two, "bid", "0.5000", "9", { time_in_force: "fill_or_kill" }),
        409,
        "fill_or_kill_insufficient_resting_volume",
      ],
    ];
    for (const [request, status, code, details] of tries) {
      expect(await refusal(request())).toEqual([status, code, details ?? expect.any(String)]);
    }
    expect(await book(two)).toEqual({ yes_dollars: [], no_dollars: [["0.5000", "1.00"]] });
  });

  it("works side by side: what both do at the same moment is booked to the right one", async () => {
    const each = (by: OfficialAccount, side: "bid" | "ask") => {
      return Array.from({ length: 12 }, (_, at) => place(by, side, "0.5000", `${at + 1}`));
    };
    await Promise.all([...each(one, "bid"), ...each(two, "ask")]);
    const filled = 78; // 1 + 2 + ... + 12, all of it: both sides are as large
    const sum = async (by: OfficialAccount) => {
      const { fills } = (await by.portfolio.getFills()).data;
      const sides = new Set(fills.map(({ book_side }) => book_side));
      const [count, fees] = (["count_fp", "fee_cost"] as const).map((field) => {
        return fills.reduce((total, fill) => total + Number(fill[field]), 0);
      });
      return { sides: [...sides], count, fees: fees! };
    };
    const [mine, theirs] = await Promise.all([sum(one), sum(two)]);
    expect([mine.sides, mine.count, theirs.sides, theirs.count]).toEqual([["bid"], filled, ["ask"], filled]);
    expect(await positions(one)).toEqual({ [A]: "78.00" });
    expect(await positions(two)).toEqual({ [A]: "-78.00" });
    expect(await balance(one)).toBeCloseTo(DOLLARS - filled * 0.5 - mine.fees, 6);
    expect(await balance(two)).toBeCloseTo(DOLLARS - filled * 0.5 - theirs.fees, 6);
  });
});
