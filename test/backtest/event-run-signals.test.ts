import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Signal } from "../../src/engine/input.ts";
import type { TakerOrder } from "../../src/market/taker-order.ts";
import type { Time } from "../../src/market/units.ts";
import { FILL_MODELS } from "../../src/venue/local/fills.ts";
import { LEGS, manySteps, ordersOf, step, tapeOf } from "./generated-tape.ts";
import { decisionsBefore, type Entry, type How, how, run } from "./watched-run.ts";

const past = fc.array(step, { minLength: 20, maxLength: 70, size: "max" });

interface Told {
  readonly share: number;
  readonly leg: number;
  readonly source: string;
  readonly severity: Signal["severity"];
  readonly lastsS: number;
}

const signals: fc.Arbitrary<readonly Told[]> = fc.array(
  fc.record({
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    leg: fc.integer({ min: 0, max: LEGS.length - 1 }),
    source: fc.constantFrom("radio", "script"),
    severity: fc.constantFrom<Signal["severity"]>("clear", "widen", "pull"),
    lastsS: fc.integer({ min: 1, max: 3_000 }),
  }),
  { maxLength: 12 },
);

/** The words as signals between the first order and the last, in time order. */
function toldDuring(orders: readonly TakerOrder[], words: readonly Told[]): readonly Signal[] {
  const [from, to] = [orders[0]!.at, orders.at(-1)!.at];
  return words
    .map(({ share, leg, source, severity, lastsS }): Signal => {
      const at = Math.floor(from + share * (to - from)) as Time;
      return {
        type: "signal",
        at,
        source,
        ticker: LEGS[leg]!,
        severity,
        until: (at + 1_000 * lastsS) as Time,
        reason: "said",
      };
    })
    .sort((one, other) => one.at - other.at);
}

describe("strict causality", () => {
  test.each(["documented", "best"])("%s: nor does a signal that comes later", (profile) => {
    fc.assert(
      fc.property(
        past,
        signals,
        signals,
        how,
        fc.constantFrom(...FILL_MODELS),
        (steps, one, other, drawn, fillModel) => {
          const orders = ordersOf(steps);
          const configuration = { ...drawn, profile, fillModel };
          const [early, late] = [one, other].map((words) => toldDuring(orders, words));
          const changedAt = Math.floor((orders[0]!.at + orders.at(-1)!.at) / 2);
          const before = early!.filter(({ at }) => at < changedAt);
          const futures = [early!, late!].map((told) => [...before, ...told.filter(({ at }) => at >= changedAt)]);
          const logs = futures.map((told) => {
            const { log } = run(tapeOf(orders), { ...configuration, signals: told });
            return decisionsBefore(changedAt, log);
          });
          expect(logs[1]).toEqual(logs[0]);
        },
      ),
      { numRuns: 15, seed: 17 },
    );
  });

  test("a signal is heard at its time, before any order of that time or later, and pulls what it is about", () => {
    const orders = ordersOf(manySteps(3, 160));
    const at = orders[80]!.at;
    const pull: Signal = {
      type: "signal",
      at,
      source: "radio",
      ticker: LEGS[1],
      severity: "pull",
      until: (orders.at(-1)!.at + 60_000) as Time,
      reason: "a release",
    };
    const configuration: How = { profile: "fixed-3c", model: "kalman", fillModel: "touch", setting: "realistic" };
    const [without, heard] = [[], [pull]].map((told) => run(tapeOf(orders), { ...configuration, signals: told }).log);
    const place = heard!.findIndex(({ input }) => input.type === "signal");
    expect(heard!.slice(0, place)).toEqual(without!.slice(0, place));
    expect(heard![place]!.input).toEqual(pull);
    for (const { input } of heard!.slice(0, place)) expect(input.at).toBeLessThanOrEqual(at);
    for (const { input } of heard!.slice(place + 1)) expect(input.at).toBeGreaterThanOrEqual(at);
    expect(heard!.findIndex(({ input }) => input.type === "trade" && input.at >= at)).toBeGreaterThan(place);
    const placed = (log: readonly Entry[]) =>
      log
        .slice(place)
        .flatMap(({ commands }) => commands)
        .filter((command) => command.type === "place" && command.ticker === LEGS[1]).length;
    expect(placed(heard!)).toBe(0);
    expect(placed(without!)).toBeGreaterThan(0);
  });
});
