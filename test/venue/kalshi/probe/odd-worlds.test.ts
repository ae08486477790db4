import { afterEach, expect, test } from "vitest";
import type { Price, Quantity } from "../../../../src/market/units.ts";
import { type ProbeRun, runProbes } from "../../../../src/venue/kalshi/probe/run.ts";
import { MAKER, TAKER, TICKERS } from "../stranger.ts";
import { ProbeWorld, resultOf } from "./probe-world.ts";

let world: ProbeWorld;

afterEach(() => world.close());

/** So slow that an order of 45 s has expired before a reading has it. */
const SLOW_READINGS_MS = 22_000;

/** Does something once, before the first request of this kind that comes after one of that kind. */
function before(kind: RegExp, earlier: RegExp, act: () => void): void {
  let stage: "waiting" | "near" | "done" = "waiting";
  world.watch = (request) => {
    if (stage === "near" && kind.test(request)) {
      stage = "done";
      act();
    }
    if (stage === "waiting" && earlier.test(request)) stage = "near";
  };
}

/** Sells through all that anybody bids for, ours included. */
function sellEverything(): void {
  const { exchange } = world.served;
  const order = { side: "ask", price: 100 as Price, quantity: 100_000 as Quantity } as const;
  const terms = { ...order, timeInForce: "immediate-or-cancel", postOnly: false } as const;
  for (const ticker of TICKERS) exchange.create(TAKER, { ticker, ...terms }, world.served.catchUp());
}

/** Takes away what others offer. */
function offerNothing(): void {
  const { exchange } = world.served;
  for (const { orderId } of exchange.resting(MAKER)) exchange.cancel(MAKER, orderId, world.served.catchUp());
}

const CHEAP = { side: "ask", quantity: 100 as Quantity, price: 500 as Price } as const;

/** Lists a market in which nobody quotes yet. */
async function cheapMarket(): Promise<string> {
  const ticker = `${TICKERS[0]}-CHEAP`;
  await world.control("list-market", { ticker, title: "Artist Z" });
  return ticker;
}

/** Runs probes where readings are known to lag so much. */
async function measured(readLagMs: number, ...numbers: number[]): Promise<ProbeRun> {
  const bench = await world.bench();
  bench.readingsLag(readLagMs);
  return await world.passing(runProbes(bench, new Set(numbers), () => undefined));
}

test.each([1, 15])(
  "V-%i: an order that has expired before it could be read was not cancelled for crossing",
  async (v) => {
    world = new ProbeWorld();
    before(v === 1 ? /amend$/ : /POST .*orders$/, /orderbooks$/, offerNothing);
    const run = await measured(SLOW_READINGS_MS, v);
    expect(run.results.find(({ name }) => /post_only/.test(name))).toMatchObject({ value: null });
  },
);

test("V-2: orders that stay for longer than anybody waits are told to, for that is worse than not to know", async () => {
  world = new ProbeWorld({ switches: ["expiry-sweep-ms=40000"] });
  const { value } = resultOf(await measured(0, 2), "expiry_removal_ms");
  expect(value).toBeGreaterThanOrEqual(30_000);
  expect(value).toBeLessThan(40_000);
});

test("V-8: a fill that isn't listed yet says nothing about what its fee holds", async () => {
  world = new ProbeWorld({ switches: ["precision=cent"] });
  const ticker = await cheapMarket();
  const offered = { ticker, ...CHEAP, timeInForce: "good-till-canceled", postOnly: true } as const;
  world.served.exchange.create(MAKER, offered, world.served.catchUp());
  world.tamper = (path, body) => (path.endsWith("/portfolio/fills") ? { ...body, fills: [] } : body);
  expect(resultOf(await measured(0, 8), "fee_cost_includes_rounding")).toMatchObject({ value: null });
});

test("V-9: what was sold is bought back, though the second sale can't be made", async () => {
  world = new ProbeWorld();
  let sales = 0;
  world.tamper = (path, body) => {
    if (path.endsWith("/amend")) sales += 1;
    if (!path.endsWith("/orderbooks") || sales !== 1) return body;
    sales += 1;
    return { ...body, orderbooks: [] };
  };
  const run = await measured(0, 9);
  const { value, evidence } = resultOf(run, "collateral_return");
  expect(value).toBe(null);
  expect(evidence.join()).toContain("bought back");
  expect(world.served.exchange.positions(world.account).filter(({ position }) => position !== 0)).toEqual([]);
});

test("V-11: where readings can't be believed, nothing is measured by them", async () => {
  world = new ProbeWorld({ switches: ["read-lag-ms=25000", "reported-balance=net"], isReadLagKnown: false });
  world.tamper = (path, body) => (path.endsWith("/portfolio/orders") ? { ...body, orders: [] } : body);
  const run = await world.probe(7);
  expect(resultOf(run, "read_lag_beyond_as_of_ms").value).toBe(null);
  expect(resultOf(run, "reported_balance").value).toBe(null);
  expect(resultOf(run, "reported_balance").why).toContain("V-11");
});

test("V-14: an order that somebody took was not taken off by its group", async () => {
  world = new ProbeWorld();
  before(/trigger$/, /amend$/, sellEverything);
  expect(resultOf(await measured(0, 14), "amend_keeps_terms")).toMatchObject({ value: null });
});

test("V-14: neither was one that has expired meanwhile", async () => {
  world = new ProbeWorld({ switches: ["amend-keeps-terms=no"] });
  world.tamper = (_path, body) => {
    const { order } = body as { order?: object };
    return order === undefined ? body : { ...body, order: { ...order, cancel_order_on_pause: true } };
  };
  expect(resultOf(await measured(SLOW_READINGS_MS, 14), "amend_keeps_terms")).toMatchObject({ value: null });
});

test.each([80, 150])("what no budget can pay for (%i tokens) isn't waited for", async (tokens) => {
  world = new ProbeWorld({ switches: [`group-call-cost=${tokens}`] });
  const run = await measured(0, 5, 7);
  expect(resultOf(run, "group_call_tokens")).toMatchObject({ value: tokens });
  expect(resultOf(run, "group_refusal_status").value).toBe(null);
  expect(resultOf(run, "reported_balance").why).toContain(`${tokens} tokens`);
});

test("V-4: orders of this program that no probe has placed keep from cancelling everything", async () => {
  world = new ProbeWorld();
  const order = { ticker: TICKERS[0], side: "bid", price: 100 as Price, quantity: 100 as Quantity } as const;
  const terms = { ...order, timeInForce: "good-till-canceled", postOnly: true } as const;
  world.served.exchange.create(world.account, { ...terms, clientOrderId: "tauroi-other-1" }, world.served.catchUp());
  const run = await measured(0, 4);
  expect(resultOf(run, "cancel_all_allowed").value).toBe(null);
  expect(world.resting).toHaveLength(1);
});

test("with real money one contract is risked, though each order finds nobody and then somebody comes to it", async () => {
  world = new ProbeWorld({ isPlayMoney: false });
  const ticker = await cheapMarket();
  const { exchange } = world.served;
  let bought = 0;
  exchange.subscribe((fact) => {
    if (fact.type === "fill" && fact.order.account === world.account) bought += fact.quantity;
  });
  const cheap = { ticker, ...CHEAP };
  world.watch = (request) => {
    const now = world.served.catchUp();
    if (/orderbooks$/.test(request)) {
      exchange.create(MAKER, { ...cheap, timeInForce: "good-till-canceled", postOnly: true }, now);
    }
    if (/POST .*orders$/.test(request)) offerNothing();
    if (/user_data_timestamp$/.test(request)) {
      exchange.create(TAKER, { ...cheap, timeInForce: "immediate-or-cancel", postOnly: false }, now);
    }
  };
  const { filled } = await measured(0, 15);
  expect(bought).toBe(100);
  expect(filled).toBe(1);
});
