import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { VirtualTime } from "../../../src/ambient/virtual-time.ts";
import type { TakerOrder } from "../../../src/market/taker-order.ts";
import { type Price, type Quantity, time } from "../../../src/market/units.ts";
import type { PublicTrade } from "../../../src/venue/kalshi/rest/trades.ts";
import type { TradeMessage } from "../../../src/venue/kalshi/stream/message.ts";
import { SWEEP_MS, Sweeps } from "../../../src/venue/kalshi/sweeps.ts";
import { takerOrders } from "../../../src/venue/kalshi/taker-orders.ts";

const T = 1_790_000_000_000;

const trade: fc.Arbitrary<PublicTrade> = fc
  .record({
    id: fc.nat(40),
    ticker: fc.constantFrom("A", "B"),
    micros: fc.integer({ min: 0, max: 3 }).map((at) => T * 1_000 + at * 400),
    price: fc.integer({ min: 1, max: 9 }).map((cents) => (cents * 100) as Price),
    quantity: fc.integer({ min: 0, max: 300 }).map((size) => size as Quantity),
    takerSide: fc.constantFrom("buy" as const, "sell" as const),
    isBlockTrade: fc.boolean(),
  })
  .map(({ id, ...print }) => ({ ...print, tradeId: `${id}` }));

describe("prints of a reading", () => {
  test("become taker orders: each counted once, sweeps whole and in their order, block trades left out, oldest first", () => {
    fc.assert(
      fc.property(fc.array(trade, { maxLength: 40 }), (trades) => {
        const orders = takerOrders(trades);
        const counted = new Map<string, PublicTrade>();
        for (const print of trades) {
          if (!print.isBlockTrade && print.quantity > 0 && !counted.has(print.tradeId))
            counted.set(print.tradeId, print);
        }
        const volume = [...counted.values()].reduce((sum, { quantity }) => sum + quantity, 0);
        expect(orders.flatMap(({ prints }) => prints).reduce((sum, { quantity }) => sum + quantity, 0)).toBe(volume);
        const sweeps = new Set(
          [...counted.values()].map(({ ticker, micros, takerSide }) => `${ticker} ${micros} ${takerSide}`),
        );
        expect(orders).toHaveLength(sweeps.size);
        expect(orders.map(({ at }) => at)).toEqual(orders.map(({ at }) => at).toSorted((one, other) => one - other));
        for (const { side, prints } of orders) {
          const prices = prints.map(({ price }) => price);
          expect(prices).toEqual(prices.toSorted((one, other) => (side === "buy" ? one - other : other - one)));
        }
      }),
    );
  });
});

describe("prints of the stream", () => {
  let ids = 0;
  const print = (ticker: string, at: number, cents: number, more: Partial<TradeMessage> = {}): TradeMessage => ({
    type: "trade",
    sid: 1,
    seq: 1,
    id: undefined,
    sentAt: undefined,
    tradeId: `t${++ids}`,
    ticker,
    price: (cents * 100) as Price,
    quantity: 100 as Quantity,
    takerSide: "buy",
    block: false,
    at: time(T + at),
    ...more,
  });

  function listening(): { virtual: VirtualTime; sweeps: Sweeps; told: TakerOrder[] } {
    const virtual = new VirtualTime(time(T));
    const told: TakerOrder[] = [];
    return { virtual, told, sweeps: new Sweeps(virtual, (order) => told.push(order)) };
  }

  test("that come together are one order, which is told soon after", () => {
    const { virtual, sweeps, told } = listening();
    for (const cents of [42, 40, 41]) sweeps.take(print("A", 0, cents));
    sweeps.take(print("B", 0, 10));
    expect(told).toEqual([]);
    virtual.runUntil(time(T + SWEEP_MS));
    expect(told.map(({ ticker, prints }) => [ticker, prints.map(({ price }) => price / 100)])).toEqual([
      ["A", [40, 41, 42]],
      ["B", [10]],
    ]);
  });

  test("of another moment or side end the one before at once", () => {
    const { sweeps, told } = listening();
    sweeps.take(print("A", 0, 40));
    sweeps.take(print("A", 1, 41));
    sweeps.take(print("A", 1, 41, { takerSide: "sell" }));
    expect(told).toHaveLength(2);
    sweeps.flush();
    expect(told.map(({ at, side }) => [at - T, side])).toEqual([
      [0, "buy"],
      [1, "buy"],
      [1, "sell"],
    ]);
  });

  test("that are told twice, or agreed off the book, don't count", () => {
    const { sweeps, told } = listening();
    const once = print("A", 0, 40);
    sweeps.take(once);
    sweeps.take(once);
    sweeps.take(print("A", 0, 40, { block: true }));
    expect(sweeps.remember(once.tradeId)).toBe(false);
    sweeps.flush();
    expect(told.flatMap(({ prints }) => prints)).toHaveLength(1);
  });
});
