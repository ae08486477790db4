import fc from "fast-check";
import { expect, test } from "vitest";
import { keptOfResting } from "../../src/app/recovery-rounding.ts";
import { type Money, type Price, type Quantity, quantity, type Side } from "../../src/market/units.ts";
import { charge, type Precision } from "../../src/venue/sim/fee-charge.ts";

type Found = Parameters<typeof keptOfResting>[0];

const fees = { type: "quadratic_with_maker_fees", multiplier: 1 } as const;
const fill = fc.record({
  orderId: fc.constantFrom("a", "b", "c"),
  side: fc.constantFrom<Side>("bid", "ask"),
  price: fc.integer({ min: 1, max: 99 }).map((each) => (each * 100) as Price),
  quantity: fc.integer({ min: 1, max: 900 }).map((each) => quantity(each)),
});

/** What is found of orders with these fills, of which some still rest. */
function found(
  resting: readonly string[],
  fills: readonly { readonly orderId: string; readonly quantity: Quantity }[],
  listed: readonly object[] = fills,
): Found {
  const filled = (id: string) =>
    fills.reduce((sum, { orderId, quantity: size }) => sum + (orderId === id ? size : 0), 0);
  return {
    state: { resting: resting.map((orderId) => ({ orderId, filled: filled(orderId) })) },
    fills: listed,
  } as unknown as Found;
}

test.each<[Precision, "toCents" | "toCenticents"]>([
  ["cent", "toCents"],
  ["centicent", "toCenticents"],
])(
  "is at least what the exchange still owes orders that rest, by its rules for an account rounded to a %s",
  (precision, unit) => {
    fc.assert(
      fc.property(fc.array(fill, { maxLength: 30 }), fc.subarray(["a", "b", "c"]), (fills, resting) => {
        const owed = new Map<string, number>();
        const told = fills.map((each) => {
          const { tradeFee, accumulated } = charge(fees, "maker", each, precision, owed.get(each.orderId) ?? 0);
          owed.set(each.orderId, accumulated);
          return { ...each, fee: tradeFee };
        });
        const due = resting.reduce((sum, orderId) => sum + (owed.get(orderId) ?? 0), 0);
        expect(keptOfResting(found(resting, told))?.[unit] ?? 0).toBeGreaterThanOrEqual(due);
      }),
      { numRuns: 200 },
    );
  },
);

test("is nothing of orders that are gone, or whose fees were told with the rounding in them", () => {
  const whole = { orderId: "a", side: "bid", price: 3_500 as Price, quantity: quantity(20), fee: 10_000 as Money };
  expect(keptOfResting(found([], [{ ...whole, fee: 800 as Money } as typeof whole]))).toBeUndefined();
  expect(keptOfResting(found(["a"], [whole]))).toBeUndefined();
});

test("is a cent where fills are too old to be listed", () => {
  expect(keptOfResting(found(["a"], [{ orderId: "a", quantity: quantity(20) }], []))).toEqual({
    toCents: 10_000,
    toCenticents: 10_000,
  });
});
