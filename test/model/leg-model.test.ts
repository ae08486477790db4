import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TakerOrder } from "../../src/market/taker-order.ts";
import { priceFromCents, quantityFromContracts } from "../../src/market/units.ts";
import { type Estimate, LegModel, type LegModelOptions } from "../../src/model/leg-model.ts";
import { type ModelParameters, PRIOR } from "../../src/model/parameters.ts";
import { minute, order, tape } from "./orders.ts";

/** Every estimate of a run, copied. */
function estimates(orders: readonly TakerOrder[], parameters = PRIOR, options: LegModelOptions = {}): Estimate[] {
  const model = new LegModel(parameters, options);
  return orders.map((each) => {
    model.observe(each);
    return { ...model.estimate! };
  });
}

const CALIBRATED: ModelParameters = {
  ...PRIOR,
  provenance: "em",
  calibrated: true,
  calibratedAt: minute(0),
  orders: 60,
};

describe("an estimate", () => {
  test("is not there before the first order, and then is the first price", () => {
    const model = new LegModel(PRIOR);
    expect(model.estimate).toBeUndefined();
    expect(() => model.mark()).toThrow(/no order has been observed yet/);
    model.observe(order(0, 30));
    expect(Math.abs(model.estimate!.fairCents - 30)).toBeLessThan(0.5);
    expect(model.estimate).toMatchObject({
      at: minute(0),
      orders: 1,
      zMove: null,
      zRaw: null,
      zPrint: null,
      zOneStep: null,
    });
  });

  test("comes near a price that keeps being paid, with less and less doubt", () => {
    const steady = estimates(Array.from({ length: 30 }, (_, k) => order(k / 10, 62)));
    expect(Math.abs(steady.at(-1)!.fairCents - 62)).toBeLessThan(0.2);
    expect(steady.at(-1)!.sdCents).toBeLessThan(steady[0]!.sdCents / 2);
    expect(steady.at(-1)!.sdCents).toBeGreaterThan(0);
  });

  test("lies within the prices that were paid, up to half a spread", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 25 }), (prices) => {
        const { fairCents } = estimates(prices.map((cents, k) => order(20 * k, cents))).at(-1)!;
        expect(fairCents).toBeGreaterThan(0);
        expect(fairCents).toBeLessThan(100);
        if (prices.every((cents) => cents === prices[0])) expect(Math.abs(fairCents - prices[0]!)).toBeLessThan(1);
      }),
    );
  });

  test("says where its own deviation is not to be trusted", () => {
    const trusted = (cents: number) => estimates([order(0, cents), order(1, cents)]).at(-1)!.sdTrusted;
    expect([1, 2, 50, 98, 99].map(trusted)).toEqual([false, false, true, false, false]);
  });

  test("takes a known taker's side into account: a buyer's print is dear, a seller's cheap", () => {
    const fair = (side: "buy" | "sell") => estimates([0, 1, 2, 3].map((k) => order(k, 50, side))).at(-1)!.fairCents;
    expect(fair("buy")).toBeLessThan(50);
    expect(fair("sell")).toBeGreaterThan(50);
  });

  test("of a sweep is that of one print at its average price", () => {
    const sweep: TakerOrder = {
      ...order(5, 44),
      prints: [44, 45, 47].map((cents) => ({ price: priceFromCents(cents), quantity: quantityFromContracts(4) })),
    };
    const average = order(5, 45.33, "unknown", 12);
    const [one, other] = [sweep, average].map((last) => estimates([order(0, 44), last]).at(-1)!);
    expect(Math.abs(one!.fairCents - other!.fairCents)).toBeLessThan(0.01); // 45.333... is no price
  });

  test("of NO is 100 less that of YES", () => {
    const yes = tape(80, 3);
    const no = yes.map((each): TakerOrder => {
      const prints = each.prints.map(({ price, quantity }) => ({ price: priceFromCents(100 - price / 100), quantity }));
      return { ...each, side: each.side === "buy" ? "sell" : "buy", prints };
    });
    const [ours, theirs] = [estimates(yes).at(-1)!, estimates(no).at(-1)!];
    expect(theirs.fairCents).toBeCloseTo(100 - ours.fairCents, 9);
    expect(theirs.sdCents).toBeCloseTo(ours.sdCents, 9);
    expect(theirs.zMove).toBeCloseTo(-ours.zMove!, 9);
    expect(theirs.jumpProbability).toBeCloseTo(ours.jumpProbability, 9);
  });

  test("has mean-square z near 1 on a tape of the model's kind", () => {
    const parameters = {
      ...PRIOR,
      sigma2PerHour: 0.02,
      jumpsPerHour: 0,
      jumpsPerOrder: 0.02,
      outlierProbability: 0,
      noiseCents2: 0.02,
      bounceCents: 0.8,
    };
    const all = estimates(tape(6000, 12), parameters, { diagnostics: true }).slice(50);
    const meanSquare = (of: (estimate: Estimate) => number | null) =>
      all.reduce((sum, estimate) => sum + of(estimate)! ** 2, 0) / all.length;
    expect(meanSquare(({ zModel }) => zModel)).toBeGreaterThan(0.85);
    expect(meanSquare(({ zModel }) => zModel)).toBeLessThan(1.15);
    expect(meanSquare(({ zMove }) => zMove)).toBeGreaterThan(0.7);
    expect(meanSquare(({ zMove }) => zMove)).toBeLessThan(1.3);
  });
});

describe("a leap", () => {
  const quiet = Array.from({ length: 12 }, (_, k) => order(5 * k, 40));

  test("is followed when the next order confirms it", () => {
    const all = estimates([...quiet, order(61, 60), order(62, 60)]);
    expect(all.at(-1)!.jumpBeforeProbability).toBeGreaterThan(0.9);
    expect(all.at(-1)!.fairCents).toBeGreaterThan(57);
    expect(Math.abs(all.at(-2)!.zMove!)).toBeGreaterThan(1.8);
  });

  test("is taken for a bad print when the next order takes it back", () => {
    const all = estimates([...quiet, order(61, 60), order(62, 40)]);
    expect(all.at(-1)!.outlierBeforeProbability).toBeGreaterThan(0.5);
    expect(Math.abs(all.at(-1)!.fairCents - 40)).toBeLessThan(1.5);
  });

  test("in a burst of orders within a second is followed as well", () => {
    const burst = [0, 1, 2, 3].map((k) => order(61 + k / 300, 60));
    expect(estimates([...quiet, ...burst]).at(-1)!.fairCents).toBeGreaterThan(57);
  });
});

describe("strictly causal", () => {
  test("later orders change no earlier estimate, to the last bit", () => {
    const orders = tape(60, 5);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 58 }), fc.integer({ min: 1, max: 99 }), (cut, cents) => {
        const other = orders.map((each, k) => (k > cut ? { ...order(0, cents), at: each.at } : each));
        expect(estimates(other).slice(0, cut + 1)).toEqual(estimates(orders).slice(0, cut + 1));
      }),
      { numRuns: 25 },
    );
  });

  test("parameters apply to later orders only", () => {
    const [first, second, third] = tape(3, 6);
    const model = new LegModel(PRIOR);
    model.observe(first!);
    model.observe(second!);
    const before = { ...model.estimate! };
    const mark = model.mark();
    model.setParameters({ ...CALIBRATED, sigma2PerHour: 5 });
    expect(model.estimate).toEqual(before);
    expect(model.mark()).toEqual(mark);
    model.observe(third!);
    expect(model.estimate).not.toEqual(estimates([first!, second!, third!]).at(-1));
  });
});

test("an order before the last one is an error that names the leg and both times", () => {
  const model = new LegModel(PRIOR);
  model.observe(order(10, 50));
  model.observe(order(10, 51)); // the same instant is fine
  expect(() => model.observe(order(9, 50))).toThrow(
    new RegExp(`EVENT-LEG: a taker order at ${minute(9)} ms after one at ${minute(10)} ms`),
  );
});

test("parameters out of range are refused", () => {
  expect(() => new LegModel({ ...PRIOR, sigma2PerHour: -1 })).toThrow(/sigma2PerHour: -1/);
  expect(() => new LegModel(PRIOR).setParameters({ ...PRIOR, noiseCents2: Number.NaN })).toThrow(/noiseCents2: NaN/);
});

test("belief volatility is known only of a contract that is calibrated itself", () => {
  const model = new LegModel({ ...PRIOR, provenance: "pooled" });
  expect(model.sigmaB).toBeUndefined();
  model.setParameters(CALIBRATED);
  expect(model.sigmaB).toBeGreaterThan(0);
});

test("marks and anchors: a move is measured from where one was set", () => {
  const model = new LegModel(PRIOR);
  const quiet = Array.from({ length: 10 }, (_, k) => order(k, 40));
  for (const each of quiet) model.observe(each);
  const mark = model.mark();
  model.anchor();
  expect(model.moveFrom(mark)).toBe(0);
  model.observe(order(11, 55));
  expect(model.estimate!.zMove).toBe(model.moveFrom(mark));
  expect(model.moveFrom(JSON.parse(JSON.stringify(mark)))).toBeGreaterThan(1.8);
});

test("after a halt anything may have happened: the next print counts for more", () => {
  const fair = (widen: boolean) => {
    const model = new LegModel({ ...PRIOR, outlierProbability: 0 });
    for (let k = 0; k < 20; k++) model.observe(order(k, 40));
    if (widen) model.widen(1);
    model.observe(order(30, 50));
    return model.estimate!;
  };
  expect(fair(true).fairCents).toBeGreaterThan(fair(false).fairCents);
  expect(Math.abs(fair(true).zMove!)).toBeLessThan(Math.abs(fair(false).zMove!));
});

test("a model restored from its snapshot goes on as it would have, to the last bit", () => {
  const orders = tape(90, 7);
  for (const cut of [0, 1, 4, 40]) {
    const model = new LegModel(CALIBRATED, { diagnostics: true });
    for (const each of orders.slice(0, cut)) model.observe(each);
    if (cut === 4) model.anchor();
    const copy = LegModel.restore(JSON.parse(JSON.stringify(model.snapshot())));
    expect(copy.estimate).toEqual(model.estimate);
    for (const each of orders.slice(cut)) {
      model.observe(each);
      copy.observe(each);
      expect(copy.estimate).toEqual(model.estimate);
    }
    expect(copy.snapshot()).toEqual(model.snapshot());
    expect(copy.mark()).toEqual(model.mark());
  }
});
