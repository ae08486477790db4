import { describe, expect, test } from "vitest";
import type { SweepDefinition } from "../../../src/backtest/sweep/definition.ts";
import { mergeShards, type NamedResults } from "../../../src/backtest/sweep/merge.ts";
import { shardPlaces } from "../../../src/backtest/sweep/shard.ts";

const COUNT = 7;
const EVENTS = ["E-1", "E-2"];
const definition = { axes: [], fill_models: ["queue", "through"] } as unknown as SweepDefinition;

/** A part of a sweep, with the rows of these configurations. */
function part(index: number, of: number, places = shardPlaces(COUNT, { index, of })): NamedResults {
  const header = { fingerprint: "f", definition, configurations: COUNT, contradictory: 0, events: 2, left_out: [] };
  const figures = { endedAt: 0, fills: 0, contracts: 0, gross: 0, fees: 0, net: 0, markout5m: 0, markout1h: 0 };
  const rows = places.flatMap((configuration) =>
    definition.fill_models.flatMap((fillModel) =>
      EVENTS.map((event) => ({ configuration, fillModel, event, ...figures })),
    ),
  );
  const configurations = places.map((place) => ({ place, base: "b", point: [] }));
  return { name: `part-${index}`, results: { header: { ...header, shard: { index, of } }, configurations, rows } };
}

describe("parts of a sweep", () => {
  test("are merged when they are all there, and have each configuration once", () => {
    const { configurations, rows } = mergeShards([part(2, 3), part(1, 3), part(3, 3)]);
    expect(configurations.map(({ place }) => place)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(rows.length).toBe(COUNT * 4);
  });

  test("are refused when one lacks a configuration, or has another's", () => {
    const [first, second] = [1, 2].map((index) => shardPlaces(COUNT, { index, of: 2 }));
    expect(() => mergeShards([part(1, 2, first!.slice(1)), part(2, 2)])).toThrow(/part-1 .*sweep that part again/);
    expect(() => mergeShards([part(1, 2), part(2, 2, first!.slice(0, second!.length))])).toThrow(/part-2 /);
  });
});
