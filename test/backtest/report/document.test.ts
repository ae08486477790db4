import { describe, expect, test } from "vitest";
import { PLACEBO_LATENCIES_MS } from "../../../src/backtest/outcome.ts";
import { backtestDocument } from "../../../src/backtest/report/document.ts";
import { DOCUMENTED } from "../../strategy/documented.ts";
import { eventsWith, partsOf, profileRuns } from "./scene.ts";

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const STRICT = ["through"] as const;

describe("a configuration's document", () => {
  const [touch] = backtestDocument(partsOf(profileRuns("documented", 4, undefined, ["touch"]))).configurations;
  const found = touch!;

  test("has the figures of its fills, by hand", () => {
    // sixty events; 5 contracts bought at 50c that end at 54c and luck: 0 over 55 days, then -5, 2, -2, 5, 1 in the last five
    const luck = Array.from({ length: 60 }, (_, day) => ((day * 7) % 11) - 5);
    const gross = 60 * 5 * 4 + 5 * sum(luck);
    expect(found).toMatchObject({
      profile: "documented",
      model: "kalman",
      fill_model: "touch",
      fills: 120,
      contracts: 420,
      contracts_sold: 120,
      events: 60,
      dates: 60,
    });
    expect(found.gross_usd).toBeCloseTo(gross / 100, 9);
    expect(found.fees_usd).toBeCloseTo(60 * 0.03, 9);
    expect(found.net_usd).toBeCloseTo(gross / 100 - 1.8, 9);
    expect(found.cents_per_contract).toBeCloseTo((gross - 180) / 420, 9);
    // gross is below nothing only where luck is -5, by 5c; net there by 8c and by 3c where it is -4, never one after the other
    expect(found.max_drawdown_gross_usd).toBeCloseTo(0.05, 9);
    expect(found.max_drawdown_usd).toBeCloseTo(0.08, 9);
    expect(found.months.map(({ month, events, contracts }) => `${month} ${events} ${contracts}`)).toEqual([
      "2024-09 30 210",
      "2024-10 30 210",
    ]);
    expect(sum(found.months.map(({ net_usd }) => net_usd))).toBeCloseTo(found.net_usd, 9);
  });

  test("splits gross: 2c and 1c from fair, 3c lost to the order that filled us, the rest held to the end", () => {
    for (const split of found.split) {
      expect(split.spread_usd).toBeCloseTo((60 * (5 * 2 + 2 * 1)) / 100, 9);
      // the first leg's order traded at 49 with fair at 52; in the second, which has no orders, the fill's own price is the mark
      expect(split.adverse_selection_usd).toBeCloseTo((60 * (5 * -3 + 2 * -1)) / 100, 9);
      expect(split.spread_usd + split.adverse_selection_usd + split.inventory_usd).toBeCloseTo(found.gross_usd, 9);
      expect(split.fees_usd).toBe(found.fees_usd);
    }
    expect(found.split.map(({ horizon_s }) => horizon_s)).toEqual([300, 3_600]);
    expect(found.markouts.after_5_min).toBeCloseTo((5 * -1) / 7, 9);
    expect(found.markouts.settlement).toBeCloseTo((100 * found.gross_usd) / 420, 9);
  });

  test("judges by date, with intervals around each figure, and expects the last quarter", () => {
    const within = (interval: readonly [number, number] | null, value: number | null) => {
      expect(interval![0]).toBeLessThan(value!);
      expect(interval![1]).toBeGreaterThan(value!);
    };
    within(found.interval_95, found.cents_per_contract);
    within(found.net_interval_95, found.net_usd);
    within(found.sharpe_interval_95, found.sharpe_per_event);
    expect(found.t_by_date).toBeCloseTo(found.sharpe_per_event! * Math.sqrt(60), 9); // one event a date
    expect(found.forward).toMatchObject({ last_quarter_of: "events", events: 15, from: "2024-10-17T00:00:00.000Z" });
    const last = eventsWith(4).slice(-15);
    const net = sum(last.flatMap(({ legs }) => legs.map((leg) => leg.net)));
    expect(found.forward!.cents_per_contract).toBeCloseTo(net / 1e4 / (15 * 7), 9);
  });

  test("says how long it quoted and what it held", () => {
    expect(found.uptime).toEqual({ tradable_hours: 120, bid: 0.5, ask: 0.25, both: 0.25, any: 0.5 });
    // 5 contracts for 2,600 s of 3,600 s and 2 for 1,600 s, over two legs
    expect(found.inventory.mean_contracts).toBeCloseTo((5 * 2_600 + 2 * 1_600) / 7_200, 9);
    expect(found.inventory.largest_contracts).toBe(5);
    expect(found.tickers[0]).toMatchObject({
      ticker: "E-24SEP01-A",
      event: "E-24SEP01",
      result: null,
      value: 49,
      quoted: 0.5,
    });
  });
});

describe("the document", () => {
  test("is the same whatever order the events were run in", () => {
    const runs = profileRuns("documented", 2);
    const mixed = runs.map((run) => ({
      ...run,
      events: run.events.toSorted((a, b) => (a.event.slice(-1) < b.event.slice(-1) ? -1 : 1)),
    }));
    expect(backtestDocument(partsOf(mixed))).toEqual(backtestDocument(partsOf(runs)));
  });

  test("keeps placebos and baselines apart from the results", () => {
    const placebos = PLACEBO_LATENCIES_MS.flatMap((latencyMs, index) =>
      profileRuns("best", 4 - index, { kind: "placebo", latencyMs }, STRICT),
    );
    const draws = [0, 1, 2].flatMap((draw) => profileRuns("best", draw - 5, { kind: "random-fair", draw }, STRICT));
    const outcomes = [...draws, ...profileRuns("best", 4, undefined, STRICT), ...placebos.toReversed()];
    const document = backtestDocument(partsOf(outcomes));
    expect(document.configurations).toHaveLength(1);
    expect(document.tried).toMatchObject({ configurations: 1, runs: 10 });
    const [placebo] = document.placebos;
    expect(placebo).toMatchObject({ profile: "best", model: "kalman", fill_model: "through", verdict: "decays" });
    expect(placebo!.latencies.map(({ latency_s }) => latency_s)).toEqual([1, 10, 30, 120, 600, 1_800]);
    const centsByLatency = placebo!.latencies.map((run) => run.cents_per_contract!);
    expect(centsByLatency).toEqual(centsByLatency.toSorted((a, b) => b - a));
    expect(centsByLatency[0]).toBe(document.configurations[0]!.cents_per_contract);
    const [baseline] = document.random_fair;
    expect(baseline).toMatchObject({ profile: "best", fill_model: "through", p_value: 0.25 });
    expect(baseline!.cents_per_contract).toBe(document.configurations[0]!.cents_per_contract);
    expect(baseline!.draws.map(({ draw }) => draw)).toEqual([0, 1, 2]);
  });

  test("says where a profile came from, what is wrong with it, and how much was tried", () => {
    const [run] = profileRuns("greedy", 4, undefined, STRICT);
    const greedy = { ...run!, profile: { ...DOCUMENTED, name: "greedy", orderSize: 10 } };
    const outcomes = [greedy, ...profileRuns("best", 1)];
    const origins = new Map([["best", { inSample: true, searched: 590 }]]);
    const document = backtestDocument(partsOf(outcomes, { origins }));
    const [first, second] = document.profiles;
    expect(first).toMatchObject({ profile: "greedy", in_sample: null, searched: null, expected_largest_t: null });
    expect(first!.warnings.map(({ code }) => code)).toEqual(["skew_exceeds_half_spread"]);
    expect(second).toMatchObject({ profile: "best", in_sample: true, searched: 590, warnings: [] });
    expect(second!.expected_largest_t).toBeGreaterThan(3);
    expect(second!.remarks.map(({ code }) => code)).toEqual(["fills_disagree"]); // 1, 0 and -1 cent before fees
    expect(document.configurations.map((each) => each.in_sample)).toEqual([null, true, true, true]);
    expect(document.configurations[1]!.remarks.map(({ code }) => code)).toContain("in_sample");
    expect(document.tried).toMatchObject({ configurations: 2, runs: 4 });
    const chance = document.configurations[1]!.remarks.find(({ code }) => code === "within_chance");
    expect(chance!.text).toContain("the best of 592 tries"); // two here and 590 in its search
  });

  test("is plain data: what JSON prints is all there is", () => {
    const document = backtestDocument(partsOf(profileRuns("documented", 1)));
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  test("can be made of nothing", () => {
    const nothing = backtestDocument(partsOf([]));
    expect(nothing).toMatchObject({ configurations: [], placebos: [], random_fair: [], profiles: [] });
    const unfilled = profileRuns("documented", 1, undefined, STRICT).map((run) => ({ ...run, events: [] }));
    const [configuration] = backtestDocument(partsOf(unfilled)).configurations;
    expect(configuration).toMatchObject({
      fills: 0,
      cents_per_contract: null,
      interval_95: null,
      forward: null,
      remarks: [],
    });
  });
});
