import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FeeModel } from "../../src/engine/fee-model.ts";
import { LIVE_GUARDS } from "../../src/engine/guards.ts";
import type { Fill } from "../../src/engine/input.ts";
import type { FeeSchedule } from "../../src/market/event.ts";
import { type Money, price, quantity, type Side, time } from "../../src/market/units.ts";
import { charge, type Precision } from "../../src/venue/sim/fee-charge.ts";

const WITH_MAKERS: FeeSchedule = { type: "quadratic_with_maker_fees", multiplier: 1 };
const AT = time(1_790_000_000_000);

const fills = fc.array(
  fc.record({
    side: fc.constantFrom<Side>("bid", "ask"),
    cents: fc.integer({ min: 1, max: 99 }),
    size: fc.integer({ min: 1, max: 1_500 }),
    taker: fc.boolean(),
    startsOrder: fc.boolean(),
  }),
  { minLength: 3, maxLength: 40 },
);

type Drawn = typeof fills extends fc.Arbitrary<infer T> ? T : never;

/** Fills as the embedded exchange charges them, by a schedule of its own. */
function told(drawn: Drawn, schedule: FeeSchedule, precision: Precision): Fill[] {
  let accumulated = 0;
  return drawn.map(({ side, cents, size, taker, startsOrder }, index) => {
    if (startsOrder) accumulated = 0;
    const terms = { side, price: price(cents * 100), quantity: quantity(size) };
    const charged = charge(schedule, taker ? "taker" : "maker", terms, precision, accumulated);
    accumulated = charged.accumulated;
    const fee = charged.net as Money;
    return { type: "fill", at: AT, tradeId: `${index}`, clientOrderId: "x", ticker: "T", ...terms, fee, taker };
  });
}

describe.each<Precision>(["centicent", "cent"])("an account that is rounded to a %s", (precision) => {
  test("is charged what is predicted, rounding and rebates included", () => {
    fc.assert(
      fc.property(fills, (drawn) => {
        const model = new FeeModel(LIVE_GUARDS.fees);
        for (const fill of told(drawn, WITH_MAKERS, precision)) model.booked(fill, WITH_MAKERS);
        expect(model.isWrong).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test("is found out to be charged by another schedule within a few fills", () => {
    const drawn = [30, 45, 50, 55, 60].map((cents, n) => {
      return { side: n % 2 === 0 ? "bid" : "ask", cents, size: 1_000, taker: false, startsOrder: true } as const;
    });
    const model = new FeeModel(LIVE_GUARDS.fees);
    const alarms = told(drawn, { ...WITH_MAKERS, multiplier: 2 }, precision).map((fill) =>
      model.booked(fill, WITH_MAKERS),
    );
    expect(alarms.filter((alarm) => alarm !== undefined)).toHaveLength(1);
    expect(model.isWrong).toBe(true);
  });
});
