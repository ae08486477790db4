import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import { type MarketFigures, marketFigures } from "../../../src/backtest/market-figures/market-figures.ts";
import type { TakerSide } from "../../../src/market/taker-order.ts";
import { priceFromCents, quantityFromContracts, type Time } from "../../../src/market/units.ts";
import type { TapeOrder } from "../../../src/tape/taker-orders.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOON = Date.UTC(2026, 0, 5, 17); // in New York, in winter

interface Words {
  readonly leg?: string;
  readonly cents: number;
  readonly contracts?: number;
  readonly trades?: number;
  readonly side?: TakerSide;
}

function order(ms: number, { leg = "A", cents, contracts = 1, trades = 1, side = "unknown" }: Words): TapeOrder {
  const prints = [{ price: priceFromCents(cents), quantity: quantityFromContracts(contracts) }];
  return { event: "E", order: { ticker: `E-${leg}`, at: (NOON + ms) as Time, side, prints }, trades };
}

describe("what a market looks like from its trades", () => {
  it("counts trades a day of each leg to the end of its event, and contracts of each order", () => {
    const orders = [
      order(0, { cents: 40, contracts: 4, trades: 3 }),
      order(DAY, { leg: "B", cents: 20, contracts: 8, trades: 2 }),
      order(2 * DAY, { cents: 40, contracts: 40, trades: 5 }),
      order(4 * DAY, { leg: "C", cents: 5, contracts: 900 }),
    ];
    expect(marketFigures([orders])).toMatchObject({
      events: 1,
      legs: 3,
      orders: 4,
      leastTradesPerDay: 2 / 3, // B: from the first day to the fourth
      medianTradesPerDay: 1, // C: within its one day
      mostTradesPerDay: 2, // A: eight in four days
      ordersPerDay: 1,
      sizeMedian: 40,
      sizeMost: 900,
      lateLegs: 2 / 3, // B and C after a tenth of four days
    });
  });

  it("tells prints that stand alone from moves that last", () => {
    const prices = [5, 99, 5, 6, 40, 41, 40, 10, 39];
    const orders = prices.map((cents, index) => order(index * HOUR, { cents }));
    // 99 is alone between two 5, and so is 10; 40 after 6 stays
    expect(marketFigures([orders]).isolatedPer1000).toBeCloseTo((1_000 * 2) / 9, 9);
    expect(marketFigures([orders]).moved).toBeCloseTo(8 / 9, 9);
  });

  it("sees a book as far as the last hour's trades give it away", () => {
    const orders = [
      order(0, { cents: 50 }),
      order(10 * MINUTE, { cents: 54 }), // dearer: a buyer, so the ask is 54
      order(20 * MINUTE, { cents: 50 }), // cheaper: a seller, so the bid is 50 beside it
      order(50 * MINUTE, { cents: 53 }), // above the middle: a buyer, who finds both sides
      order(5 * HOUR, { cents: 53 }), // nobody knows any more
    ];
    const { oneSidedOrWideAtOrders, narrowAtOrders } = marketFigures([orders]);
    expect(oneSidedOrWideAtOrders).toBeCloseTo(1 / 5, 9); // the third finds an ask
    expect(narrowAtOrders).toBeCloseTo(1 / 5, 9);
  });

  it("adds up the legs' last prices from the third day on", () => {
    const orders = [
      order(0, { leg: "A", cents: 70 }),
      order(1, { leg: "B", cents: 45 }),
      order(3 * DAY, { leg: "A", cents: 40 }),
      order(5 * DAY, { leg: "A", cents: 40 }),
    ];
    // looks at 2, 2.25, 2.5 and 2.75 days: 115; from 3 to 4.75: 85
    expect(marketFigures([orders])).toMatchObject({ sumAbove100: 4 / 12, sumCents: 85 });
  });

  it("tells the hour at which prices move", () => {
    const prices = [40, 46, 46, 50, 50, 56];
    const at = [-30, 0.5, 23.5, 24.5, 47.5, 48.5].map((hours) => hours * HOUR); // half an hour after noon each day, but the second's
    const orders = prices.map((cents, index) => order(at[index]!, { cents })).flatMap((one) => [one, one, one]);
    expect(marketFigures([orders]).noonShare).toBe(1);
    const shifted = orders.map((one) => ({ ...one, order: { ...one.order, at: (one.order.at + 8 * HOUR) as Time } }));
    expect(marketFigures([shifted]).noonShare).toBe(0);
  });

  it("finds no bursts where orders come by chance, and finds them where they don't", () => {
    const random = Random.seeded(7);
    const bursts = (followers: number): MarketFigures => {
      const times: number[] = [];
      let at = 0;
      for (let n = 0; n < 3_000; n++) {
        at += random.exponential(10 * MINUTE * (1 + followers));
        for (let k = 0; k <= followers; k++) times.push(at + k * 5_000);
      }
      return marketFigures([times.sort((a, b) => a - b).map((ms) => order(Math.round(ms), { cents: 50 }))]);
    };
    const alone = bursts(0);
    expect(alone.hourlyDispersion).toBeGreaterThan(0.85);
    expect(alone.hourlyDispersion).toBeLessThan(1.15);
    expect(alone.withinMinute).toBeCloseTo(1 - Math.exp(-1 / 10), 1);
    expect(bursts(4).hourlyDispersion).toBeGreaterThan(4); // five at a time: 5 for a Poisson process of fives
  });

  it("doesn't look at the sides that a tape has: the same orders measure the same", () => {
    const words = fc.record({
      afterMs: fc.nat(3 * HOUR),
      cents: fc.integer({ min: 1, max: 99 }),
      leg: fc.constantFrom("A", "B"),
      side: fc.constantFrom<TakerSide>("buy", "sell", "unknown"),
    });
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 60 }), (steps) => {
        let at = 0;
        const sided = steps.map(({ afterMs, ...rest }) => {
          at += afterMs;
          return order(at, rest);
        });
        const bare = sided.map((one) => ({ ...one, order: { ...one.order, side: "unknown" as const } }));
        expect(marketFigures([sided])).toEqual(marketFigures([bare]));
      }),
    );
  });

  it("measures nothing of nothing", () => {
    expect(() => marketFigures([])).toThrow("no event");
  });
});
