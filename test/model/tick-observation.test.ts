import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logit } from "../../src/model/log-odds.ts";
import { type Print, TickSeries } from "../../src/model/series.ts";
import { TickObservation } from "../../src/model/tick-observation.ts";
import { furthest, type ReferenceSeries, reference, referencePresent, toParameters } from "./reference.ts";

const MODEL = { sizeExponent: 0.25, medianContracts: 20 };

/** The observation of an order, as plain numbers. */
function observe(predicted: number, cents: number, contracts = 20, side: "buy" | "sell" | "unknown" = "buy") {
  const observation = new TickObservation();
  observation.set(MODEL, predicted, cents, contracts, side);
  return { ...observation };
}

describe.skipIf(!referencePresent)("against the reference tape (needs ../shared/data)", () => {
  interface Tape {
    readonly raw: {
      readonly t: readonly number[];
      p: readonly number[];
      sgn: readonly number[];
      size: readonly number[];
    };
    readonly tick_opts: { readonly beta: number; readonly nbar: number };
  }

  test("d9: every order is linearised where the filter predicts it", () => {
    const { par, data, ref, raw, tick_opts } = reference<ReferenceSeries & Tape>("d9_ticks");
    const prints = raw.t.map(
      (hours, k): Print => ({
        hours,
        cents: 100 * raw.p[k]!,
        contracts: raw.size[k]!,
        side: raw.sgn[k]! > 0 ? "buy" : "sell",
      }),
    );
    const parameters = { ...toParameters(par), sizeExponent: tick_opts.beta, medianContracts: tick_opts.nbar };
    const series = new TickSeries(prints.length);
    expect(series.linearise(prints, parameters, par.a0, par.P0)).toBeCloseTo(ref.loglik, 9);
    expect(furthest(series.logOdds, data.y)).toBeLessThan(1e-12);
    expect(furthest(series.direction, data.u)).toBeLessThan(1e-12);
    expect(furthest(series.tickVariance, data.Rq)).toBeLessThan(1e-12);
    expect(furthest(series.noiseWeight, data.om)).toBeLessThan(1e-12);
  });

  test("tick cells of the tables: one cent in log-odds and the variance of rounding to it", () => {
    interface Tables {
      readonly tick_cell: readonly { cents: number; logit: number; delta_method_var: number; one_cent_logit: number }[];
    }
    for (const cell of reference<Tables>("tables").tick_cell) {
      const { direction, tickVariance } = observe(cell.logit, cell.cents);
      expect(direction).toBeCloseTo(cell.one_cent_logit, 12);
      expect(tickVariance).toBeCloseTo(cell.delta_method_var, 12);
    }
  });
});

test("the weight of a print hangs on what was predicted and not on the print", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -6, max: 6, noNaN: true }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      (x, cents) => {
        const { logOdds: _, ...weights } = observe(x, cents);
        const { logOdds: __, ...same } = observe(x, 50);
        expect(weights).toEqual(same);
      },
    ),
  );
});

test("prints at 0 and 100 cents, and predictions beyond a cent of them, stay finite", () => {
  expect(observe(0, 0).logOdds).toBeCloseTo(logit(0.005), 12);
  expect(observe(0, 100).logOdds).toBeCloseTo(logit(0.995), 12);
  expect(observe(-40, 1).tickVariance).toBe(observe(logit(0.01), 1).tickVariance);
});

test("buyers print above the fair value, sellers below, unknown takers on no side", () => {
  expect(observe(0, 50, 20, "buy").direction).toBeCloseTo(0.04, 12); // one cent at p = 1/2 is 0.01 / 0.25
  expect(observe(0, 50, 20, "sell").direction).toBeCloseTo(-0.04, 12);
  expect(observe(0, 50, 20, "unknown").direction).toBe(0);
});

test("small orders are noisier, within a factor of four", () => {
  const weight = (contracts: number) => observe(0, 50, contracts).noiseWeight / observe(0, 50, 20).noiseWeight;
  expect(weight(20 / 16)).toBeCloseTo(2, 12);
  expect(weight(20 * 16)).toBeCloseTo(0.5, 12);
  expect(weight(0.01)).toBe(4);
  expect(weight(1e9)).toBe(0.25);
});
