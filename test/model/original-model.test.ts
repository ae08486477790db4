import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TakerOrder } from "../../src/market/taker-order.ts";
import type { FairValue } from "../../src/model/fair-value-model.ts";
import { OriginalModel } from "../../src/model/original-model.ts";
import { minute, order, tape } from "./orders.ts";

interface Said extends FairValue {
  readonly sigmaB: number | undefined;
}

function said(orders: readonly TakerOrder[]): Said[] {
  const model = new OriginalModel();
  return orders.map((each) => {
    model.observe(each);
    return { ...model.estimate!, sigmaB: model.sigmaB };
  });
}

/** Minutes and cents. The third by hand: Q is half of (ln 4)^2, the gain 0.98975, and 0.98975 ln 4 is 79.77c. */
const WORKED = [
  [0, 50],
  [1, 50],
  [2, 80],
  [4, 80],
  [8, 20],
  [8, 50],
  [10, 50],
  [16, 60],
] as const;

describe("a sequence worked out apart, from the definitions", () => {
  const orders = WORKED.map(([minutes, cents]) => order(minutes, cents));

  test("fair values", () => {
    const expected = [50, 50, 79.77174787, 79.88552845, 20.45726479, 49.82516041, 49.99821747, 59.4707573];
    said(orders).forEach(({ fairCents }, k) => {
      expect(fairCents).toBeCloseTo(expected[k]!, 7);
    });
  });

  test("z and belief volatility, from the sixth order on", () => {
    const all = said(orders);
    expect(all.slice(0, 5).map(({ zMove, sigmaB }) => [zMove, sigmaB])).toEqual(Array(5).fill([null, undefined]));
    const expected = [
      [-0.0020726562437886576, 9.229885078619372],
      [-2.326732331573319e-5, 8.20674044806057],
      [-0.3478388348555394, 6.450979413049562],
    ] as const;
    all.slice(5).forEach(({ zMove, sigmaB }, k) => {
      expect(zMove).toBeCloseTo(expected[k]![0], 10);
      expect(sigmaB).toBeCloseTo(expected[k]![1], 10);
    });
  });

  test("moves from a mark, and a window that an anchor cuts short", () => {
    const model = new OriginalModel();
    for (const each of orders.slice(0, 5)) model.observe(each);
    const mark = model.mark();
    expect(mark.at).toBe(minute(8));
    expect(model.moveFrom(mark)).toBe(0);
    model.anchor();
    const expected = [0.8952701731189067, 0.7006199511231269, 0.7909923999659239];
    orders.slice(5).forEach((each, k) => {
      model.observe(each);
      expect(model.moveFrom(mark)).toBeCloseTo(expected[k]!, 10);
      expect(model.estimate!.zMove).toBeCloseTo(expected[k]!, 10); // the window starts at the anchor
    });
    model.anchor();
    model.observe(order(20, 60));
    expect(model.estimate!.zMove).toBeCloseTo(model.moveFrom({ ...model.mark(), ...lastOf(orders) }), 10);
  });

  /** The state after the last of the orders. */
  function lastOf(observed: readonly TakerOrder[]) {
    const model = new OriginalModel();
    for (const each of observed) model.observe(each);
    return model.mark();
  }
});

test("another future changes nothing that was said before it", () => {
  fc.assert(
    fc.property(fc.nat(1_000), fc.nat(1_000), fc.integer({ min: 1, max: 300 }), (one, other, cut) => {
      const past = tape(300, one).slice(0, cut);
      const late = past.at(-1)!.at;
      const future = tape(20, other).map((each) => ({ ...each, at: (each.at + late) as TakerOrder["at"] }));
      expect(said([...past, ...future]).slice(0, cut)).toEqual(said(past));
    }),
    { numRuns: 30, seed: 8 },
  );
});

test("a price that never moves has no z to speak of and no volatility; orders of one instant have none known", () => {
  const still = said(Array.from({ length: 30 }, (_, k) => order(k, 30))).at(-1)!;
  expect(still).toMatchObject({ zMove: 0, sigmaB: 0 });
  expect(said(Array.from({ length: 30 }, (_, k) => order(0, 30 + k))).at(-1)!.sigmaB).toBeUndefined();
});

test("nothing is there before the first order, and time doesn't go back", () => {
  const model = new OriginalModel();
  expect(model.estimate).toBeUndefined();
  expect(() => model.mark()).toThrow(/no order has been observed yet/);
  model.observe(order(1, 30));
  expect(() => model.observe(order(0, 30))).toThrow(/feed a contract's orders in time order/);
});
