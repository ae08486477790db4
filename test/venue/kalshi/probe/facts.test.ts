import { afterEach, expect, test } from "vitest";
import type { FactName } from "../../../../src/venue/kalshi/probe/fact.ts";
import { ProbeWorld, type ProbeWorldOptions, resultOf } from "./probe-world.ts";

let world: ProbeWorld;

afterEach(() => world.close());

interface Case {
  readonly v: number;
  readonly fact: FactName;
  readonly switches: readonly string[];
  readonly value: string | number | boolean;
}

/** Each fact that is one of a few, for every position of its switch. */
const CASES: readonly Case[] = [
  { v: 1, fact: "post_only_amend", switches: ["post-only-amend=takes"], value: "takes" },
  { v: 1, fact: "post_only_amend", switches: ["post-only-amend=refused"], value: "refused" },
  { v: 1, fact: "post_only_amend", switches: ["post-only-amend=cancelled"], value: "cancelled" },
  { v: 3, fact: "expiry_amend_keeps_place", switches: ["expiry-amend-keeps-place=yes"], value: true },
  { v: 3, fact: "expiry_amend_keeps_place", switches: ["expiry-amend-keeps-place=no"], value: false },
  { v: 4, fact: "cancel_all_allowed", switches: ["cancel-all-allowed=yes"], value: true },
  { v: 4, fact: "cancel_all_allowed", switches: ["cancel-all-allowed=no"], value: false },
  { v: 5, fact: "group_call_tokens", switches: ["group-call-cost=10"], value: 10 },
  { v: 5, fact: "group_call_tokens", switches: ["group-call-cost=2"], value: 2 },
  { v: 5, fact: "group_refusal_status", switches: ["group-refusal-status=409"], value: 409 },
  { v: 5, fact: "group_refusal_status", switches: ["group-refusal-status=400"], value: 400 },
  { v: 5, fact: "group_refusal_status", switches: ["group-refusal-status=403"], value: 403 },
  { v: 5, fact: "group_refusal_status", switches: ["group-refusal-status=404"], value: 404 },
  { v: 6, fact: "group_trips_at", switches: ["group-trips-at=limit"], value: "limit" },
  { v: 6, fact: "group_trips_at", switches: ["group-trips-at=above-limit"], value: "above-limit" },
  { v: 7, fact: "reported_balance", switches: ["reported-balance=gross"], value: "gross" },
  { v: 7, fact: "reported_balance", switches: ["reported-balance=net"], value: "net" },
  {
    v: 8,
    fact: "fee_cost_includes_rounding",
    switches: ["precision=cent", "fee-cost-includes-rounding=yes"],
    value: true,
  },
  {
    v: 8,
    fact: "fee_cost_includes_rounding",
    switches: ["precision=cent", "fee-cost-includes-rounding=no"],
    value: false,
  },
  { v: 9, fact: "collateral_return", switches: ["collateral-return=yes"], value: true },
  { v: 9, fact: "collateral_return", switches: ["collateral-return=no"], value: false },
  { v: 10, fact: "reuse_after_execution", switches: ["reuse-after-execution=yes"], value: true },
  { v: 10, fact: "reuse_after_execution", switches: ["reuse-after-execution=no"], value: false },
  { v: 14, fact: "amend_keeps_terms", switches: ["amend-keeps-terms=yes"], value: true },
  { v: 14, fact: "amend_keeps_terms", switches: ["amend-keeps-terms=no"], value: false },
  { v: 15, fact: "post_only_cross", switches: ["post-only-cross=refused"], value: "refused" },
  { v: 15, fact: "post_only_cross", switches: ["post-only-cross=cancelled"], value: "cancelled" },
  { v: 16, fact: "cancel_all_hits_new_groups", switches: ["cancel-all-hits-new-groups=yes"], value: true },
  { v: 16, fact: "cancel_all_hits_new_groups", switches: ["cancel-all-hits-new-groups=no"], value: false },
];

test.each(CASES)("V-$v, $fact, is $value where it is set by $switches", async ({ v, fact, switches, value }) => {
  const run = await measured({ switches }, v);
  expect(resultOf(run, fact)).toMatchObject({ value, why: "" });
});

test.each([0, 1_500, 4_000])(
  "V-2: an order is told to be removed %i ms after its expiry where that is so",
  async (lagMs) => {
    const run = await measured({ switches: [`expiry-sweep-ms=${lagMs}`] }, 2);
    expect(resultOf(run, "expiry_removal_ms").value).toBe(lagMs);
  },
);

test("V-11: readings that hold what they vouch for lag by nothing", async () => {
  expect(resultOf(await measured({}, 11), "read_lag_beyond_as_of_ms").value).toBe(0);
});

test("V-11: readings that vouch for 3 s more than they hold are told to lag, by no more than that", async () => {
  const run = await measured({ switches: ["as-of-overstates-ms=3000"] }, 11);
  const { value } = resultOf(run, "read_lag_beyond_as_of_ms");
  expect(value).toBeGreaterThan(500);
  expect(value).toBeLessThanOrEqual(3_000);
});

test("how far readings can be believed is measured first, whatever is asked for, where it isn't known", async () => {
  const switches = ["as-of-overstates-ms=3000", "reported-balance=net"];
  const run = await measured({ switches, isReadLagKnown: false }, 7);
  expect(run.results.map(({ name }) => name)).toEqual(["read_lag_beyond_as_of_ms", "reported_balance"]);
  expect(resultOf(run, "reported_balance").value).toBe("net");
});

test.each([5_000, 8_000, 30_000])("V-12: signatures older than %i ms are told to be refused", async (windowMs) => {
  const run = await measured({ switches: [`signature-window-ms=${windowMs}`] }, 12);
  const { value } = resultOf(run, "signature_refused_from_ms");
  expect(value).toBeGreaterThan(windowMs - 1_000);
  expect(value).toBeLessThan(windowMs + 1_500);
});

test.each([
  ["yes", true],
  ["no", false],
])("V-13: where cancels without attestation are %s, that is measured as it lapses", async (position, value) => {
  world = new ProbeWorld({ switches: [`cancel-without-attestation=${position}`], waitMs: 600_000 });
  await world.control("attestation", { in_ms: 90_000 });
  expect(resultOf(await world.probe(13), "cancel_without_attestation")).toMatchObject({ value, why: "" });
  await world.pass(50_000);
  expect(world.resting).toEqual([]);
});

test.each([
  ["yes", true],
  ["no", false],
])("V-14: where expiry during a pause is %s, that is measured in one", async (position, value) => {
  world = new ProbeWorld({ switches: [`expiry-during-pause=${position}`], waitMs: 600_000 });
  await world.control("maintenance", { in_ms: 90_000, for_ms: 300_000 });
  expect(resultOf(await world.probe(14), "expiry_during_pause")).toMatchObject({ value, why: "" });
  expect(world.resting).toEqual([]);
});

test("what needs a pause or a lapse is unknown without one, and what would help is said", async () => {
  const run = await measured({}, 13, 14);
  expect(resultOf(run, "cancel_without_attestation")).toMatchObject({ value: null });
  expect(resultOf(run, "cancel_without_attestation").why).toContain("--facts 13 --wait");
  expect(resultOf(run, "expiry_during_pause").value).toBe(null);
  expect(resultOf(run, "expiry_during_pause").why).toContain("--facts 14 --wait");
});

test("V-8 is unknown on an account whose fees need no rounding", async () => {
  const result = resultOf(await measured({}, 8), "fee_cost_includes_rounding");
  expect(result.value).toBe(null);
  expect(result.why).toContain("nothing was rounded");
});

test("V-6, V-8 and V-10 are unknown where no amend takes, for they need a fill", async () => {
  const run = await measured({ switches: ["post-only-amend=refused"] }, 6);
  for (const name of ["group_trips_at", "fee_cost_includes_rounding", "reuse_after_execution"] as const) {
    expect(resultOf(run, name)).toMatchObject({ value: null });
  }
});

/** Runs probes to their end, behind which nothing of them may be left. */
async function measured(options: ProbeWorldOptions, ...numbers: number[]) {
  world = new ProbeWorld(options);
  const run = await world.probe(...numbers);
  expect(run).toMatchObject({ isInterrupted: false, left: [] });
  expect(world.resting).toEqual([]);
  expect(world.openGroups).toEqual([]);
  expect(world.kept).toEqual({ open: [], before: null });
  return run;
}
