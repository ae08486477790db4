import { existsSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tapeFile } from "../../src/ambient/tape-source.ts";
import { profileNames } from "../../src/app/profiles.ts";
import { TapeSelection } from "../../src/backtest/event-tape.ts";
import { openTape } from "../../src/backtest/tape-columns.ts";
import { walkForward } from "../../src/backtest/walk-forward.ts";
import type { TakerOrder } from "../../src/market/taker-order.ts";
import type { Price } from "../../src/market/units.ts";
import { MODEL_NAMES } from "../../src/model/fair-value-model.ts";
import { readTapes } from "../../src/tape/taker-orders.ts";
import { FILL_MODELS } from "../../src/venue/local/fills.ts";
import { TOXIC } from "../engine/tape-session.ts";
import { LEGS, manySteps, ordersOf, step, tapeOf } from "./generated-tape.ts";
import { decisionsBefore, type How, how, run } from "./watched-run.ts";

const STUDY: How = { profile: "fixed-3c", model: "kalman", fillModel: "touch", setting: "study" };

describe("strict causality", () => {
  const past = fc.array(step, { minLength: 20, maxLength: 70, size: "max" });
  const future = fc.array(step, { maxLength: 12, size: "max" });

  const everything = profileNames.flatMap((profile) => FILL_MODELS.map((fillModel) => [profile, fillModel] as const));

  test.each(everything)(
    "%s, %s: another future changes nothing that was decided before it began",
    (profile, fillModel) => {
      fc.assert(
        fc.property(past, future, future, how, (steps, one, other, drawn) => {
          const configuration = { ...drawn, profile, fillModel };
          const before = ordersOf(steps);
          const [first, second] = [one, other].map((rest) => ordersOf([...steps, ...rest]));
          const changedAt = Math.min(first![before.length]?.at ?? Infinity, second![before.length]?.at ?? Infinity);
          const end = Math.min(changedAt, before.at(-1)!.at + 10_000); // a tape's end settles the rest
          const logs = [first!, second!].map((orders) => decisionsBefore(end, run(tapeOf(orders), configuration).log));
          expect(logs[1]).toEqual(logs[0]);
        }),
        { numRuns: 6, seed: 31 },
      );
    },
  );

  test.each(["fixed-3c", "best"])("%s that minds toxic flow: nor does it there", (profile) => {
    fc.assert(
      fc.property(past, future, future, fc.constantFrom(...FILL_MODELS), (steps, one, other, fillModel) => {
        const before = ordersOf(steps);
        const configuration: How = { profile, fillModel, model: "kalman", setting: "realistic", changes: TOXIC };
        const [first, second] = [one, other].map((rest) => ordersOf([...steps, ...rest]));
        const changedAt = Math.min(first![before.length]?.at ?? Infinity, second![before.length]?.at ?? Infinity);
        const end = Math.min(changedAt, before.at(-1)!.at + 10_000);
        const logs = [first!, second!].map((orders) => decisionsBefore(end, run(tapeOf(orders), configuration).log));
        expect(logs[1]).toEqual(logs[0]);
      }),
      { numRuns: 10, seed: 32 },
    );
  });

  test.each(everything)("%s, %s: nor does a print added at the end of a sweep", (profile, fillModel) => {
    const orders = ordersOf(manySteps(3, 160));
    const configuration: How = { profile, fillModel, model: "kalman", setting: "realistic" };
    const base = run(tapeOf(orders), configuration).log;
    for (const index of [70, 140]) {
      const changed = orders.map((order, at): TakerOrder => {
        if (at !== index) return order;
        const { price, quantity } = order.prints.at(-1)!;
        const beyond = (price + (order.side === "buy" ? 100 : -100)) as Price;
        return { ...order, prints: [...order.prints, { price: beyond, quantity }] };
      });
      const end = orders[index]!.at;
      expect(decisionsBefore(end, run(tapeOf(changed), configuration).log)).toEqual(decisionsBefore(end, base));
    }
  });

  test("nor does a change inside one sweep, of its size or its last print", () => {
    const steps = manySteps(3, 160);
    const orders = ordersOf(steps);
    const base = run(tapeOf(orders), STUDY).log;
    for (const index of [60, 100, 150]) {
      const changed = orders.map((order, at): TakerOrder => {
        if (at !== index) return order;
        const prints = [...order.prints.slice(0, -1), { ...order.prints.at(-1)!, quantity: 99_900 as never }];
        return { ...order, prints };
      });
      const end = orders[index]!.at;
      expect(decisionsBefore(end, run(tapeOf(changed), STUDY).log)).toEqual(decisionsBefore(end, base));
    }
  });

  test("nor does the settlement: it is told when all trading is over", () => {
    const orders = ordersOf(manySteps(4, 120));
    const tape = tapeOf(orders);
    const reversed = new Map([...tape.settlements].map(([ticker, value]) => [ticker, (10_000 - value) as Price]));
    const logs = [tape, { ...tape, settlements: reversed }, { ...tape, settlements: new Map() }].map((one) =>
      decisionsBefore(orders.at(-1)!.at + 10_000, run(one, STUDY).log),
    );
    expect(logs[1]).toEqual(logs[0]);
    expect(logs[2]).toEqual(logs[0]);
  });

  test("a fill comes to an order that was asked for at least a latency earlier, and no print fills more than its size", () => {
    for (const fillModel of FILL_MODELS) {
      const orders = ordersOf(manySteps(6, 250));
      const { log } = run(tapeOf(orders), { ...STUDY, fillModel });
      const askedAt = new Map(
        log.flatMap(({ input, commands }) =>
          commands.flatMap((command) => (command.type === "place" ? [[command.clientOrderId, input.at] as const] : [])),
        ),
      );
      const fills = log.flatMap(({ input }) => (input.type === "fill" ? [input] : []));
      expect(fills.length).toBeGreaterThan(5);
      for (const { clientOrderId, at } of fills) expect(at - askedAt.get(clientOrderId)!).toBeGreaterThanOrEqual(1_000);
      for (const [key, together] of Map.groupBy(fills, ({ ticker, at }) => `${ticker} ${at}`)) {
        const printed = orders
          .filter(({ ticker, at }) => `${ticker} ${at}` === key)
          .flatMap(({ prints }) => prints)
          .reduce((sum, { quantity }) => sum + quantity, 0);
        expect(together.reduce((sum, { quantity }) => sum + quantity, 0)).toBeLessThanOrEqual(printed);
      }
    }
  });
});

describe("money", () => {
  test("what each leg brought is its fills, its fees and its settlement, for every configuration", () => {
    const orders = ordersOf(manySteps(8, 200));
    const last = new Map(orders.map(({ ticker, prints }) => [ticker, prints.at(-1)!.price]));
    for (const profile of profileNames) {
      for (const fillModel of FILL_MODELS) {
        for (const settled of [true, false]) {
          const tape = tapeOf(orders, settled);
          const { log, outcome } = run(tape, { profile, model: "kalman", fillModel, setting: "study" });
          for (const leg of outcome.legs) {
            const fills = log.flatMap(({ input }) =>
              input.type === "fill" && input.ticker === leg.ticker ? [input] : [],
            );
            const worth = settled ? (leg.ticker === LEGS[0] ? 10_000 : 0) : last.get(leg.ticker)!;
            const gross = fills.reduce(
              (sum, { side, price, quantity }) => sum + (side === "bid" ? 1 : -1) * quantity * (worth - price),
              0,
            );
            const fees = fills.reduce((sum, { fee }) => sum + fee, 0);
            expect(leg).toMatchObject({ fills: fills.length, value: worth, settled, gross, fees, net: gross - fees });
          }
        }
      }
    }
  });
});

test("the same run twice is the same, to the last command", () => {
  const tape = tapeOf(ordersOf(manySteps(9, 150)));
  for (const model of MODEL_NAMES) {
    const configuration: How = { profile: "documented", model, fillModel: "queue", setting: "realistic" };
    expect(run(tape, configuration)).toEqual(run(tape, configuration));
  }
});

describe("calibration on the way", () => {
  const orders = ordersOf(manySteps(10, 260));

  test("every set is for later than what it was fitted to, and what comes later changes none", () => {
    const sets = walkForward(orders, 60);
    expect(sets.length).toBeGreaterThan(10);
    expect(sets.some(({ parameters }) => parameters.calibrated)).toBe(true);
    for (const { at } of sets) expect(at % 60_000).toBe(0);
    for (const count of [100, 180, 259]) {
      const known = walkForward(orders.slice(0, count), 60);
      const upTo = orders[count - 1]!.at;
      expect(known).toEqual(sets.filter(({ at }) => at <= upTo));
    }
  });

  test("the engine is given a set at its time, before any order of that time or later", () => {
    const sets = walkForward(orders, 60);
    const { log } = run(tapeOf(orders), STUDY);
    const given = log.flatMap(({ input }) => (input.type === "parameters" ? [input] : []));
    expect(given.map(({ at, ticker, parameters }) => ({ at, ticker, parameters }))).toEqual(sets);
    let latestTrade = 0;
    for (const { input } of log) {
      if (input.type === "trade") latestTrade = input.at;
      if (input.type === "parameters") expect(latestTrade).toBeLessThan(input.at);
    }
  });
});

const REAL_TAPE = "../shared/data/kxtopmonthly/trades.csv.gz";

describe.skipIf(!existsSync(REAL_TAPE))("on a real tape (needs ../shared/data)", () => {
  test("another future changes nothing that was decided before it began", async () => {
    const collected = new TapeSelection();
    for await (const orders of readTapes([{ name: REAL_TAPE, bytes: tapeFile(REAL_TAPE) }])) {
      for (const order of orders) collected.add(order);
    }
    const { events } = collected.select({
      settlements: new Map(),
      minTrades: 200,
      feeType: "quadratic",
      unsettled: "mark",
    });
    const real = openTape(events.find(({ event }) => event.ticker === "KXTOPMONTHLY-25DEC")!);
    const slice = { ...real, orders: real.orders.slice(0, 400) };
    const configuration: How = {
      profile: "documented",
      model: "kalman",
      fillModel: "through",
      setting: "study",
    };
    const base = run(slice, configuration).log;
    expect(base.some(({ input }) => input.type === "fill")).toBe(true);
    for (const cut of [150, 399]) {
      const end = slice.orders[cut]!.at;
      const changed = slice.orders.map((order) =>
        order.at < end
          ? order
          : { ...order, prints: order.prints.map((print) => ({ ...print, price: (10_000 - print.price) as Price })) },
      );
      expect(decisionsBefore(end, run({ ...slice, orders: changed }, configuration).log)).toEqual(
        decisionsBefore(end, base),
      );
    }
  });
});
