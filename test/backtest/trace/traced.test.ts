import { expect, test } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import { loadProfile } from "../../../src/app/profiles.ts";
import { Calibrations } from "../../../src/backtest/calibrations.ts";
import { runEvent } from "../../../src/backtest/event-run.ts";
import { runsOf } from "../../../src/backtest/event-work.ts";
import { markSeries } from "../../../src/backtest/marks.ts";
import { type Configuration, PLAIN } from "../../../src/backtest/outcome.ts";
import { settingOf } from "../../../src/backtest/setting.ts";
import { ColumnBuilder } from "../../../src/backtest/tape-columns.ts";
import { EventTracer } from "../../../src/backtest/trace/event-tracer.ts";
import { valueAt } from "../../../src/backtest/trace/steps.ts";
import { walkForward } from "../../../src/backtest/walk-forward.ts";
import { LEGS, manySteps, ordersOf, tapeOf } from "../generated-tape.ts";

/** Finer than any tape here needs: nothing is thinned. */
const WHOLE = 1_000_000;

function traced(seed: number) {
  const tape = tapeOf(ordersOf(manySteps(seed, 600)));
  const run = {
    tape,
    model: "kalman" as const,
    parameters: walkForward(tape.orders, 60),
    profile: loadProfile("fixed-3c"),
    fillModel: "touch" as const,
    setting: settingOf("realistic"),
    variant: PLAIN,
  };
  const tracer = new EventTracer(tape.event.ticker, LEGS);
  const plain = runEvent({ ...run, random: Random.seeded(3) });
  const outcome = runEvent({
    ...run,
    random: Random.seeded(3),
    inspect: (at, desk, venue) => tracer.observe(at, desk, (ticker) => venue.quotes(ticker)),
  });
  const marks = markSeries(tape.orders);
  const trace = tracer.trace(
    WHOLE,
    (ticker) => tape.settlements.get(ticker),
    (ticker) => marks.get(ticker)?.at.at(-1),
  );
  return { plain, outcome, trace };
}

test("a run that is followed comes to the same result", () => {
  const { plain, outcome } = traced(11);
  expect(outcome).toEqual(plain);
});

test("before each fill, the quote that it filled stood in the trace, and fair value was what the fill's log has", () => {
  let fills = 0;
  for (const seed of [11, 12, 13]) {
    const { outcome, trace } = traced(seed);
    for (const [place, { log }] of outcome.legs.entries()) {
      const { bid, ask, fair } = trace.legs[place]!;
      for (const [fill, at] of log.at.entries()) {
        expect(valueAt(log.sign[fill]! > 0 ? bid : ask, at - 1)).toBe(log.price[fill]);
        expect(valueAt(fair, at - 1)).toBe(log.fair[fill]);
        fills += 1;
      }
    }
  }
  expect(fills).toBeGreaterThan(50);
});

test("fair values are compared with the payout once for each full hour between their first and the leg's last trade", () => {
  const { trace } = traced(11);
  for (const [place, { fair, calibration }] of trace.legs.entries()) {
    const samples = calibration!.samples.reduce((sum, each) => sum + each, 0);
    const hours = (at: number) => Math.floor(at / 3_600_000);
    const last = markSeries(ordersOf(manySteps(11, 600)))
      .get(LEGS[place]!)!
      .at.at(-1)!;
    expect(samples).toBe(hours(last) - hours(fair.at[0]! - 1));
    const paid = calibration!.paid.reduce((sum, each) => sum + each, 0);
    expect(paid).toBe(place === 0 ? samples * 10_000 : 0);
  }
});

test("only what is to be followed is, and results are the same", () => {
  const orders = ordersOf(manySteps(5, 200));
  const { orders: _, ...rest } = tapeOf(orders);
  const builder = new ColumnBuilder();
  for (const order of orders) builder.add(order);
  const tape = { ...rest, columns: builder.columns(new Set(LEGS)) };
  const configurations = ["documented", "fixed-3c"].map(
    (name): Configuration => ({ profile: loadProfile(name), model: "kalman", fillModel: "queue", variant: PLAIN }),
  );
  const job = { configurations, setting: "realistic", seed: 1, keeps: "outcomes" } as const;
  const task = { tape, configurations: [0, 1] };
  const plain = [...runsOf(job, task, new Calibrations())];
  const followed = [...runsOf({ ...job, traced: { configurations: [1], buckets: 50 } }, task, new Calibrations())];
  expect(plain.map(({ trace }) => trace)).toEqual([undefined, undefined]);
  expect(followed.map(({ trace }) => trace?.event)).toEqual([undefined, "E-1JAN"]);
  expect(followed.map(({ outcome }) => outcome)).toEqual(plain.map(({ outcome }) => outcome));
});
