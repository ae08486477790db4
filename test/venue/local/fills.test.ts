import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TakerSide } from "../../../src/market/taker-order.ts";
import type { Side } from "../../../src/market/units.ts";
import { FILL_MODELS, type FillModel, fillsBy, type Resting } from "../../../src/venue/local/fills.ts";
import { cents, contracts, type PrintWords, takes } from "../../backtest/scenes.ts";

interface Working {
  readonly side: Side;
  readonly price: number;
  readonly size: number;
  readonly ahead: number;
}

function resting({ side, price, size, ahead }: Working): Resting {
  return { side, price: cents(price), remaining: contracts(size), queueAhead: contracts(ahead) };
}

/** [touch, queue, through], then the queue that is left; all in contracts. */
type Row = readonly [
  name: string,
  order: Working,
  taker: TakerSide,
  prints: readonly PrintWords[],
  fills: readonly [number, number, number],
  aheadAfter: number,
];

const bid = (price: number, size: number, ahead = 0): Working => ({ side: "bid", price, size, ahead });
const ask = (price: number, size: number, ahead = 0): Working => ({ side: "ask", price, size, ahead });

/** Worked by hand from the definition: at = printed at our price, beyond = printed at a worse one. */
const TABLE: readonly Row[] = [
  ["a seller above our bid does nothing", bid(46, 10), "sell", [[50, 47]], [0, 0, 0], 0],
  ["a seller at our bid, we are first", bid(46, 10), "sell", [[4, 46]], [4, 4, 0], 0],
  ["a seller at our bid, larger than we", bid(46, 10), "sell", [[40, 46]], [10, 10, 0], 0],
  ["a seller at our bid, 100 before us, 40 of them served", bid(46, 10, 100), "sell", [[40, 46]], [10, 0, 0], 60],
  ["a seller at our bid reaches past those before us", bid(46, 10, 100), "sell", [[104, 46]], [10, 4, 0], 0],
  [
    "a seller through our bid",
    bid(46, 10, 100),
    "sell",
    [
      [5, 46],
      [7, 45],
    ],
    [10, 7, 7],
    0,
  ],
  [
    "a seller through our bid, at counted past the queue",
    bid(46, 10, 3),
    "sell",
    [
      [5, 46],
      [1, 45],
    ],
    [6, 3, 1],
    0,
  ],
  ["a seller who jumps over our bid", bid(46, 10, 100), "sell", [[3, 44]], [3, 3, 3], 0],
  [
    "a sweep that starts above us",
    bid(46, 10),
    "sell",
    [
      [9, 48],
      [2, 46],
      [3, 40],
    ],
    [5, 5, 3],
    0,
  ],
  ["a buyer below our bid has met an ask that would have met us", bid(46, 10, 100), "buy", [[6, 44]], [6, 6, 6], 0],
  ["a buyer at our bid: touch alone believes it", bid(46, 10, 0), "buy", [[6, 46]], [6, 0, 0], 0],
  ["a buyer at our bid moves no queue", bid(46, 10, 50), "buy", [[6, 46]], [6, 0, 0], 50],
  [
    "a buyer from below our bid up to it",
    bid(46, 10, 2),
    "buy",
    [
      [1, 45],
      [6, 46],
    ],
    [7, 5, 1],
    0,
  ],
  ["nobody known at our bid", bid(46, 10, 0), "unknown", [[6, 46]], [6, 0, 0], 0],
  [
    "nobody known through our bid",
    bid(46, 10, 4),
    "unknown",
    [
      [6, 46],
      [2, 45],
    ],
    [8, 4, 2],
    0,
  ],
  ["a buyer below our ask does nothing", ask(54, 10), "buy", [[50, 53]], [0, 0, 0], 0],
  ["a buyer at our ask", ask(54, 10, 8), "buy", [[9, 54]], [9, 1, 0], 0],
  [
    "a buyer through our ask",
    ask(54, 10, 100),
    "buy",
    [
      [2, 54],
      [3, 55],
    ],
    [5, 3, 3],
    0,
  ],
  ["a seller above our ask", ask(54, 10, 100), "sell", [[4, 60]], [4, 4, 4], 0],
  ["a seller at our ask: touch alone believes it", ask(54, 10), "sell", [[4, 54]], [4, 0, 0], 0],
  [
    "the size of our order bounds all",
    ask(54, 1),
    "buy",
    [
      [500, 54],
      [500, 55],
    ],
    [1, 1, 1],
    0,
  ],
];

describe("what a taker order fills of one order of ours", () => {
  test.each(TABLE)("%s", (_name, order, side, prints, [touch, queue, through], aheadAfter) => {
    const filled = (model: FillModel) => fillsBy(model, takes(0, side, prints), [resting(order)]);
    expect(filled("touch")).toEqual([touch * 100]);
    expect(filled("through")).toEqual([through * 100]);
    const queued = resting(order);
    expect(fillsBy("queue", takes(0, side, prints), [queued])).toEqual([queue * 100]);
    expect(queued.queueAhead).toBe(aheadAfter * 100);
  });

  test("the queue is served by one taker order after another", () => {
    const order = resting(bid(46, 10, 100));
    const fills = [60, 30, 15, 5].map((size) => fillsBy("queue", takes(0, "sell", [[size, 46]]), [order])[0]! / 100);
    expect(fills).toEqual([0, 0, 5, 5]);
  });
});

describe("several orders of ours on a side", () => {
  const orders = () => [resting(bid(46, 4)), resting(bid(45, 4)), resting(bid(45, 4))];
  const fills = (model: FillModel, ...prints: readonly PrintWords[]) =>
    fillsBy(model, takes(0, "sell", prints), orders()).map((quantity) => quantity / 100);

  test("the better price is served first, then the older order, and nothing twice", () => {
    expect(fills("touch", [5, 45])).toEqual([4, 1, 0]);
    expect(fills("touch", [2, 46], [5, 45])).toEqual([4, 3, 0]);
    expect(fills("through", [2, 46], [5, 45], [3, 44])).toEqual([4, 3, 0]);
    expect(fills("touch", [100, 46])).toEqual([4, 0, 0]);
  });
});

const working = fc.record({
  price: fc.integer({ min: 40, max: 50 }),
  size: fc.integer({ min: 1, max: 9 }),
  ahead: fc.integer({ min: 0, max: 9 }),
});
const prints = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 38, max: 52 })), {
  minLength: 1,
  maxLength: 5,
});
const takerSide = fc.constantFrom<TakerSide>("buy", "sell", "unknown");
const ourSide = fc.constantFrom<Side>("bid", "ask");

function byPriority(side: Side, orders: readonly Omit<Working, "side">[]): Working[] {
  return orders
    .map((order) => ({ ...order, side }))
    .sort((a, b) => (side === "bid" ? b.price - a.price : a.price - b.price));
}

/** The same, contract by contract: each printed contract, the best for the taker first, goes to the first of our orders that may have it. */
function contractByContract(
  model: FillModel,
  side: TakerSide,
  printed: readonly PrintWords[],
  orders: readonly Working[],
): number[] {
  const sign = orders[0]?.side === "ask" ? -1 : 1;
  const state = orders.map(({ price, size, ahead }) => ({ price: sign * price, left: size, ahead, got: 0 }));
  const units = printed
    .flatMap(([count, price]) => Array.from({ length: count }, () => sign * price))
    .sort((a, b) => b - a);
  const forUs = side === (sign === 1 ? "sell" : "buy");
  for (const unit of units) {
    for (const order of state) {
      if (unit > order.price) continue;
      if (unit === order.price) {
        if (model === "through") continue;
        if (model === "queue") {
          if (!forUs && !units.some((other) => other < order.price)) continue;
          if (order.ahead > 0) {
            order.ahead -= 1;
            continue;
          }
        }
      }
      if (order.left === 0) continue;
      order.left -= 1;
      order.got += 1;
      break;
    }
  }
  return state.map(({ got }) => got);
}

describe("for any orders and prints", () => {
  test("the fills are those of a count contract by contract", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FILL_MODELS),
        ourSide,
        takerSide,
        prints,
        fc.array(working, { minLength: 1, maxLength: 4 }),
        (model, ours, side, printed, some) => {
          const orders = byPriority(ours, some);
          const got = fillsBy(model, takes(0, side, printed), orders.map(resting)).map((quantity) => quantity / 100);
          expect(got).toEqual(contractByContract(model, side, printed, orders));
        },
      ),
      { numRuns: 3_000, seed: 11 },
    );
  });

  test("together they get no more than was printed where they could be met, each no more than it wants", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FILL_MODELS),
        ourSide,
        takerSide,
        prints,
        fc.array(working, { maxLength: 4 }),
        (model, ours, side, printed, some) => {
          const orders = byPriority(ours, some);
          const got = fillsBy(model, takes(0, side, printed), orders.map(resting)).map((quantity) => quantity / 100);
          for (const [index, { size }] of orders.entries()) expect(got[index]!).toBeLessThanOrEqual(size);
          const best = orders[0]?.price ?? 0;
          const reachable = printed.filter(([, price]) => (ours === "bid" ? price <= best : price >= best));
          const size = reachable.reduce((sum, [count]) => sum + count, 0);
          expect(got.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(size);
        },
      ),
      { numRuns: 1_000, seed: 12 },
    );
  });

  test("a resting order is filled at least as much by touch as by queue, and by queue as by through, at every moment", () => {
    const tape = fc.array(fc.tuple(takerSide, prints), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(ourSide, working, tape, (side, one, orders) => {
        const totals = FILL_MODELS.map((model) => {
          let left = one.size * 100;
          const order = {
            ...resting({ ...one, side }),
            get remaining() {
              return left as ReturnType<typeof contracts>;
            },
          };
          return orders.map(([taker, printed]) => {
            left -= fillsBy(model, takes(0, taker, printed), [order])[0]!;
            return one.size * 100 - left;
          });
        });
        for (const [step] of orders.entries()) {
          expect(totals[0]![step]!).toBeGreaterThanOrEqual(totals[1]![step]!);
          expect(totals[1]![step]!).toBeGreaterThanOrEqual(totals[2]![step]!);
        }
      }),
      { numRuns: 1_000, seed: 13 },
    );
  });
});
