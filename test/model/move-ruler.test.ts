import { describe, expect, test } from "vitest";
import type { Time } from "../../src/market/units.ts";
import { Interval } from "../../src/model/interval.ts";
import { JumpFilter } from "../../src/model/jump-filter.ts";
import { MOVE_ORDERS, MoveRuler } from "../../src/model/move-ruler.ts";
import { PRIOR, type StateSpace } from "../../src/model/parameters.ts";
import { RawMove } from "../../src/model/raw-move.ts";
import { TickObservation } from "../../src/model/tick-observation.ts";
import { simulate } from "./simulation.ts";

const JUMPY: StateSpace = {
  ...PRIOR,
  sigma2PerHour: 0.0025,
  jumpsPerHour: 0.02,
  jumpsPerOrder: 0.03,
  jumpVariance: 0.36,
  noiseCents2: 0.01,
  bounceCents: 0,
  outlierProbability: 0.02,
  outlierVarianceRatio: 25,
  drift: "none",
};
const CALM: StateSpace = { ...JUMPY, jumpsPerHour: 0, jumpsPerOrder: 0, outlierProbability: 0 };

/** A ruler over a simulated series; `after` is called with every order's number. */
function measure(
  space: StateSpace,
  length: number,
  seed: number,
  after: (ruler: MoveRuler, k: number) => void,
): MoveRuler {
  const { series } = simulate(space, length, seed);
  const ruler = new MoveRuler(0, 0.25);
  const interval = new Interval();
  const order = new TickObservation();
  order.tickVariance = 1e-4;
  order.noiseWeight = 1;
  let at = 0;
  for (let k = 0; k < length; k++) {
    at += 3_600_000 * series.hours[k]!;
    order.logOdds = series.logOdds[k]!;
    interval.set(space, series.hours[k]!);
    ruler.observe(space, at as Time, interval, order);
    after(ruler, k);
  }
  return ruler;
}

test("without jumps z is (m_k - m_l) / sqrt(P_l + sigma2 (t_k - t_l) - P_k) of the plain Kalman filter", () => {
  const length = 60;
  const { series } = simulate(CALM, length, 4);
  const kalman = new JumpFilter(0, 0.25);
  const states: { mean: number; variance: number; clock: number }[] = [];
  let clock = 0;
  measure(CALM, length, 4, (ruler, k) => {
    kalman.predict(CALM, series.hours[k]!);
    kalman.update(CALM, series.logOdds[k]!, 0, 1e-4, 1);
    clock += CALM.sigma2PerHour * series.hours[k]!;
    states.push({ mean: kalman.mean, variance: kalman.variance, clock });
    if (k < MOVE_ORDERS) {
      expect(ruler.zMove).toBeNull();
      expect(ruler.zPrint).toBeNull();
      return;
    }
    const from = states[k - MOVE_ORDERS]!;
    const spread = from.variance + clock - from.clock;
    expect(ruler.zMove).toBeCloseTo((kalman.mean - from.mean) / Math.sqrt(spread - kalman.variance), 9);
    expect(ruler.zPrint).toBeCloseTo((series.logOdds[k]! - from.mean) / Math.sqrt(spread + 0.0101), 9);
  });
});

test.each([
  ["diffusion alone", CALM],
  ["jumps and bad prints too", JUMPY],
])("under %s the squares of z have mean 1", (_, space) => {
  const squares = { move: 0, print: 0, mark: 0 };
  let marked: ReturnType<MoveRuler["mark"]> | undefined;
  let counted = 0;
  let marks = 0;
  measure(space, 60_000, 31, (ruler, k) => {
    if (k % 17 === 0) {
      if (marked && k > 40) {
        squares.mark += ruler.moveFrom(marked) ** 2;
        marks++;
      }
      marked = ruler.mark();
    }
    if (k < 40) return; // until the start is forgotten
    counted++;
    squares.move += ruler.zMove! ** 2;
    squares.print += ruler.zPrint! ** 2;
  });
  expect(Math.abs(squares.move / counted - 1)).toBeLessThan(0.05);
  expect(Math.abs(squares.print / counted - 1)).toBeLessThan(0.05);
  expect(Math.abs(squares.mark / marks - 1)).toBeLessThan(0.12);
});

describe("anchors and marks", () => {
  test("a window never reaches back over an anchor", () => {
    const marks: ReturnType<MoveRuler["mark"]>[] = [];
    measure(JUMPY, 20, 2, (ruler, k) => {
      if (k === 9) {
        ruler.anchor();
        marks.push(ruler.mark());
        expect(ruler.zMove).toBeNull();
      }
      if (k > 9) expect(ruler.zMove).toBe(ruler.moveFrom(marks[Math.max(0, k - MOVE_ORDERS - 9)]!));
      if (k > 9) marks.push(ruler.mark());
    });
  });

  test("an anchor among the first orders opens a window from there", () => {
    measure(JUMPY, 4, 2, (ruler, k) => {
      if (k === 1) ruler.anchor();
      if (k <= 1) expect(ruler.zMove).toBeNull();
      else expect(ruler.zMove).not.toBeNull();
    });
  });

  test("a move from the present is none", () => {
    const ruler = measure(JUMPY, 10, 3, () => {});
    expect(ruler.moveFrom(ruler.mark())).toBe(0);
  });

  test("widening makes moves across it smaller, not those after it", () => {
    const widened = measure(JUMPY, 12, 3, (ruler, k) => {
      if (k === 8) ruler.widen(10);
    });
    const plain = measure(JUMPY, 12, 3, () => {});
    expect(Math.abs(widened.zMove!)).toBeLessThan(Math.abs(plain.zMove!));
    const mark = plain.mark();
    plain.widen(5);
    expect(plain.moveFrom(mark)).toBe(0);
  });

  test("a ruler restored from its snapshot measures the same", () => {
    let copy: MoveRuler | undefined;
    const original = measure(JUMPY, 30, 5, (ruler, k) => {
      if (k === 3) ruler.anchor();
      if (k !== 20) return;
      copy = new MoveRuler(5, 5);
      copy.restore(JSON.parse(JSON.stringify(ruler.snapshot())));
      expect(copy.zMove).toBe(ruler.zMove);
      expect(copy.mark()).toEqual(ruler.mark());
    });
    expect(copy!.snapshot().orders).toBe(21);
    expect(original.snapshot().window).toHaveLength(MOVE_ORDERS + 1);
  });
});

describe("the original's raw z", () => {
  test("is the raw move over sigma_b sqrt(5 x median time between orders)", () => {
    const raw = new RawMove();
    const prints = [0, 0.1, 0.05, 0.2, 0.3, 0.25, 0.5];
    const gaps = [9, 1, 2, 3, 4, 5, 6]; // the first order has none before it
    for (const [k, print] of prints.entries()) {
      raw.observe(gaps[k]!, print);
      if (k < 5) expect(raw.z(0.2)).toBeNull();
    }
    expect(raw.z(0.2)).toBeCloseTo((0.5 - 0.1) / Math.sqrt(0.04 * 5 * 3.5), 12);
    const copy = new RawMove();
    copy.restore(raw.snapshot());
    for (const each of [raw, copy]) each.observe(0.5, 0.1);
    expect(copy.z(0.2)).toBe(raw.z(0.2));
    expect(copy.snapshot()).toEqual(raw.snapshot());
  });

  test("is none when orders usually come at one instant", () => {
    const raw = new RawMove();
    for (let k = 0; k < 8; k++) raw.observe(0, k);
    expect(raw.z(0.2)).toBeNull();
  });
});
