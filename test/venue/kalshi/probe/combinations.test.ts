import { afterEach, expect, test } from "vitest";
import { Random } from "../../../../src/ambient/random.ts";
import type { FactName } from "../../../../src/venue/kalshi/probe/fact.ts";
import { ProbeWorld, resultOf } from "./probe-world.ts";

let world: ProbeWorld;

afterEach(() => world.close());

type Value = string | number | boolean;

/** Switches that facts follow from, each with its positions and what is to be measured there. */
const SWITCHES: Readonly<
  Record<string, { readonly fact: FactName; readonly positions: Readonly<Record<string, Value>> }>
> = {
  "post-only-amend": {
    fact: "post_only_amend",
    positions: { takes: "takes", refused: "refused", cancelled: "cancelled" },
  },
  "expiry-sweep-ms": { fact: "expiry_removal_ms", positions: { "0": 0, "1200": 1_200, "4000": 4_000 } },
  "expiry-amend-keeps-place": { fact: "expiry_amend_keeps_place", positions: { yes: true, no: false } },
  "cancel-all-allowed": { fact: "cancel_all_allowed", positions: { yes: true, no: false } },
  "group-call-cost": { fact: "group_call_tokens", positions: { "2": 2, "10": 10, "50": 50 } },
  "group-refusal-status": {
    fact: "group_refusal_status",
    positions: { "400": 400, "403": 403, "404": 404, "409": 409 },
  },
  "group-trips-at": { fact: "group_trips_at", positions: { limit: "limit", "above-limit": "above-limit" } },
  "reported-balance": { fact: "reported_balance", positions: { gross: "gross", net: "net" } },
  "fee-cost-includes-rounding": { fact: "fee_cost_includes_rounding", positions: { yes: true, no: false } },
  "collateral-return": { fact: "collateral_return", positions: { yes: true, no: false } },
  "reuse-after-execution": { fact: "reuse_after_execution", positions: { yes: true, no: false } },
  "amend-keeps-terms": { fact: "amend_keeps_terms", positions: { yes: true, no: false } },
  "post-only-cross": { fact: "post_only_cross", positions: { refused: "refused", cancelled: "cancelled" } },
  "cancel-all-hits-new-groups": { fact: "cancel_all_hits_new_groups", positions: { yes: true, no: false } },
};

const ALL = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16];

/** Facts that need a fill. */
const NEED_FILL: readonly FactName[] = [
  "group_trips_at",
  "fee_cost_includes_rounding",
  "reuse_after_execution",
  "collateral_return",
];

/** How many facts are known at least, however much is disturbed: signatures, tokens and what refusals tell. */
const LEAST_KNOWN = 4;

/** A setting of every switch, drawn from a seed. */
function drawn(seed: number) {
  const random = Random.seeded(seed).fork("switches");
  const set = Object.entries(SWITCHES).map(([name, { fact, positions }]) => {
    const position = random.choice(Object.keys(positions));
    return { text: `${name}=${position}`, fact, value: positions[position]! };
  });
  const lags = [
    `read-lag-ms=${random.choice(["0", "0..2000"])}`,
    `as-of-overstates-ms=${random.choice(["0", "1500"])}`,
  ];
  const switches = [...set.map(({ text }) => text), ...lags, "precision=cent"];
  return { set, switches, has: (text: string) => set.some((each) => each.text === text) };
}

test.each(Array.from({ length: 16 }, (_, seed) => seed + 1))(
  "whatever else is set, each fact is as its switch or can't be known (seed %i)",
  async (seed) => {
    const { set, switches, has } = drawn(seed);
    world = new ProbeWorld({ seed, switches });
    const run = await world.probe(...ALL);
    for (const { fact, value } of set) {
      const result = resultOf(run, fact);
      const canBeKnown =
        (fact !== "cancel_all_hits_new_groups" || has("cancel-all-allowed=yes")) &&
        (fact !== "group_trips_at" || has("amend-keeps-terms=yes")) &&
        (has("post-only-amend=takes") || !NEED_FILL.includes(fact));
      expect(result, `${fact}: ${result.why}; ${result.evidence.join("; ")}; ${switches.join(" ")}`).toMatchObject(
        canBeKnown ? { value } : { value: null },
      );
    }
    expect(run).toMatchObject({ isInterrupted: false, left: [] });
    expect(world.resting).toEqual([]);
    expect(world.openGroups).toEqual([]);
  },
);

test.each(Array.from({ length: 12 }, (_, seed) => seed + 1))(
  "where somebody takes what rests, no fact is told wrongly (seed %i)",
  async (seed) => {
    const { set, switches } = drawn(seed);
    world = new ProbeWorld({ seed, switches, isQuiet: false });
    const run = await world.probe(...ALL);
    expect(run.results.filter(({ value }) => value !== null).length).toBeGreaterThanOrEqual(LEAST_KNOWN);
    for (const { fact, value } of set) {
      const result = resultOf(run, fact);
      if (result.value === null) continue;
      expect(result, `${fact}: ${result.evidence.join("; ")}; ${switches.join(" ")}`).toMatchObject({ value });
    }
    expect(run.left).toEqual([]);
    expect(world.resting).toEqual([]);
    expect(world.openGroups).toEqual([]);
  },
);
