import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TapeOrder } from "../../src/tape/taker-orders.ts";
import { inMemory, ordersOf } from "./tape-text.ts";

interface Row {
  readonly micros: number;
  readonly ticker: string;
  readonly side: "yes" | "no" | "";
  readonly cents: number;
  readonly contracts: number;
}

const BASE_MS = Date.UTC(2025, 0, 31, 23, 59, 59, 990);

const row = fc.record({
  micros: fc.integer({ min: 0, max: 40_000 }).map((value) => (value % 7 === 0 ? value : value - (value % 5_000))),
  ticker: fc.constantFrom("E-A", "E-B", "F-A"),
  side: fc.constantFrom("yes", "no", "") as fc.Arbitrary<Row["side"]>,
  cents: fc.integer({ min: 1, max: 99 }),
  contracts: fc.integer({ min: 1, max: 50 }),
});
const tape = fc
  .array(row, { minLength: 1, maxLength: 60 })
  .map((rows) => [...rows].sort((a, b) => a.micros - b.micros));

function csv(rows: readonly Row[]): string {
  const lines = rows.map(({ micros, ticker, side, cents, contracts }) => {
    const seconds = new Date(BASE_MS + Math.floor(micros / 1000)).toISOString().slice(0, -1);
    return `${seconds}${String(micros % 1000).padStart(3, "0")}Z,${ticker},${side},${cents},${contracts}`;
  });
  return ["created_time,ticker,taker_side,yes_price,count", ...lines].join("\n");
}

/** The same by a plain dictionary, as text: an order's key, then how much was traded at each price in sweep order. */
function naive(files: readonly (readonly Row[])[]): readonly string[] {
  const orders = new Map<string, Row[]>();
  for (const one of files.flat()) {
    const key = `${String(one.micros).padStart(6, "0")} ${one.ticker} ${one.side}`;
    orders.set(key, [...(orders.get(key) ?? []), one]);
  }
  return [...orders]
    .map(([key, rows]) => {
      const direction = rows[0]!.side === "no" ? -1 : 1;
      const sorted = rows[0]!.side === "" ? rows : rows.toSorted((a, b) => direction * (a.cents - b.cents));
      return `${key} x${rows.length} ${runs(sorted.map(({ cents, contracts }) => [cents, contracts]))}`;
    })
    .toSorted();
}

function runs(prints: readonly (readonly [number, number])[]): string {
  const joined: [number, number][] = [];
  for (const [cents, contracts] of prints) {
    if (joined.at(-1)?.[0] === cents) joined.at(-1)![1] += contracts;
    else joined.push([cents, contracts]);
  }
  return joined.map(([cents, contracts]) => `${contracts}@${cents}`).join(" ");
}

function shown(orders: readonly TapeOrder[]): readonly string[] {
  return orders.map(({ order, trades }) => {
    const side = { buy: "yes", sell: "no", unknown: "" }[order.side];
    const prints = order.prints.map(({ price, quantity }) => [price / 100, quantity / 100] as const);
    return `${order.at - BASE_MS} ${order.ticker} ${side} x${trades} ${runs(prints)}`;
  });
}

/** Without the digits that `TakerOrder` no longer has. */
const toMilliseconds = (text: string) => text.replace(/^\d+/, (micros) => String(Math.floor(Number(micros) / 1000)));

describe("rows of one taker order", () => {
  test("are one order, as a plain grouping says, over any number of tapes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(tape, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 20, max: 400 }),
        async (files, piece) => {
          const orders = await ordersOf(...files.map((rows, index) => inMemory(`${index}.csv`, csv(rows), piece)));
          expect([...shown(orders)].toSorted()).toEqual(naive(files).map(toMilliseconds).toSorted());
          const times = orders.map(({ order }) => order.at);
          expect(times).toEqual(times.toSorted((a, b) => a - b));
        },
      ),
      { numRuns: 150, seed: 7 },
    );
  });

  test("may stand between other tickers' rows of the same microsecond", async () => {
    const at = 5;
    const one = { micros: at, side: "no", contracts: 2 } as const;
    const rows: Row[] = [
      { ...one, ticker: "E-A", cents: 40 },
      { ...one, ticker: "E-B", cents: 7 },
      { ...one, ticker: "E-A", cents: 42 },
      { ...one, ticker: "E-A", cents: 41, side: "yes" },
      { ...one, ticker: "E-A", cents: 40 },
    ];
    const orders = await ordersOf(inMemory("t.csv", csv(rows)));
    expect(orders.map(({ order, trades }) => [order.ticker, order.side, trades, order.prints])).toEqual([
      [
        "E-A",
        "sell",
        3,
        [
          { price: 4_200, quantity: 200 },
          { price: 4_000, quantity: 400 },
        ],
      ],
      ["E-B", "sell", 1, [{ price: 700, quantity: 200 }]],
      ["E-A", "buy", 1, [{ price: 4_100, quantity: 200 }]],
    ]);
  });

  test("of unknown side stay as they are on the tape", async () => {
    const rows = [50, 48, 49].map((cents): Row => ({ micros: 1, ticker: "E-A", side: "", cents, contracts: 1 }));
    const [only] = await ordersOf(inMemory("t.csv", csv(rows)));
    expect(only!.order.prints.map(({ price }) => price)).toEqual([5_000, 4_800, 4_900]);
  });

  test("a microsecond apart are two orders, though they share a millisecond", async () => {
    const rows = [1, 2].map((micros): Row => ({ micros, ticker: "E-A", side: "yes", cents: 50, contracts: 1 }));
    expect(await ordersOf(inMemory("t.csv", csv(rows)))).toHaveLength(2);
  });
});

test("of equal times the earlier tape's orders come first", async () => {
  const one = (ticker: string): Row => ({ micros: 9, ticker, side: "yes", cents: 50, contracts: 1 });
  const orders = await ordersOf(inMemory("1.csv", csv([one("E-B")])), inMemory("2.csv", csv([one("E-A"), one("E-B")])));
  expect(orders.map(({ order, trades }) => [order.ticker, trades])).toEqual([
    ["E-B", 2],
    ["E-A", 1],
  ]);
});
