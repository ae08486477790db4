import { expect, test } from "vitest";
import type { Evidence } from "../../../src/app/readiness/evidence.ts";
import { judge } from "../../../src/app/readiness/readiness.ts";
import { after, type Time } from "../../../src/market/units.ts";
import { ACKNOWLEDGED, DAY_MS, DRILL, daysAgo, FACTS, fact, factsOf, NOW, READY, RULES } from "./evidence-sample.ts";

const unmet = (more: Partial<Evidence>) => judge({ ...READY, ...more }).filter(({ isMet }) => !isMet);

test("where everything is there, nothing is missing", () => {
  expect(unmet({})).toEqual([]);
  expect(judge(READY).map(({ name }) => name)).toEqual(["scopes", "attestation", "venue-facts", "drill", "rules"]);
});

const soon = (ms: number): Time => after(NOW, ms);

/** What is missing, what is said of it, what mends it, and with what the program ends. */
type Case = readonly [string, Partial<Evidence>, string, RegExp, RegExp, number];
const CASES: readonly Case[] = [
  ["no facts", { facts: { found: undefined } }, "venue-facts", /never measured/, /doctor --probe/, 2],
  ["a broken file", { facts: { problem: "x is not JSON" } }, "venue-facts", /not JSON/, /doctor --probe/, 2],
  [
    "no folder",
    { state: undefined, facts: { found: undefined }, drill: { found: DRILL } },
    "venue-facts",
    /no place/,
    /--state/,
    2,
  ],
  [
    "another key's",
    { facts: { found: { format: 1, key_id: "k2", program: "p", facts: FACTS } } },
    "venue-facts",
    /key k2, not with key/,
    /probe/,
    2,
  ],
  [
    "one fact unknown",
    { facts: factsOf(fact("post_only_cross", null)) },
    "venue-facts",
    /V-15 could not be measured: no offer/,
    /probe/,
    2,
  ],
  [
    "old facts",
    { facts: factsOf(fact("expiry_removal_ms", 900, 31)) },
    "venue-facts",
    /V-2 was measured 31 days ago/,
    /probe/,
    2,
  ],
  [
    "elsewhere",
    { facts: factsOf(fact("group_call_tokens", 10, 3, "demo")) },
    "venue-facts",
    /V-5 was measured at demo/,
    /probe/,
    2,
  ],
  ["yet to come", { facts: factsOf(fact("group_call_tokens", 10, -3)) }, "venue-facts", /yet to come/, /probe/, 2],
  [
    "unsafe",
    { facts: factsOf(fact("expiry_removal_ms", 4_001)) },
    "venue-facts",
    /V-2: orders rest 4.001 s beyond/,
    /don't trade there/,
    1,
  ],
  ...(["expiry_removal_ms", "read_lag_beyond_as_of_ms", "signature_refused_from_ms", "group_call_tokens"] as const).map(
    (name): Case => [
      `${name} in words`,
      { facts: factsOf(fact(name, "short")) },
      "venue-facts",
      /V-\d+: "short" is no measured value/,
      /measure once more/,
      1,
    ],
  ),
  [
    "a cross of another kind",
    { facts: factsOf(fact("post_only_cross", true)) },
    "venue-facts",
    /V-15: true is no measured value/,
    /measure once more/,
    1,
  ],
  [
    "takes",
    { facts: factsOf(fact("post_only_cross", "takes")) },
    "venue-facts",
    /V-15: post-only orders take/,
    /don't trade/,
    1,
  ],
  ["no drill", { drill: { found: undefined } }, "drill", /no kill was rehearsed/, /tauroi drill/, 2],
  ["a broken drill", { drill: { problem: "drill.json is not JSON" } }, "drill", /not JSON/, /tauroi drill/, 2],
  [
    "an old drill",
    { drill: { found: { ...DRILL, drilled_at: daysAgo(31) } } },
    "drill",
    /rehearsed 31 days ago/,
    /tauroi drill/,
    2,
  ],
  [
    "a failed drill",
    { drill: { found: { ...DRILL, passed: false, why: "it rested" } } },
    "drill",
    /failed: it rested/,
    /find out why/,
    2,
  ],
  [
    "a drill that says it has passed, with a kill that nothing confirmed",
    { drill: { found: { ...DRILL, kill: { ...DRILL.kill, grade: "LOCAL" } } } },
    "drill",
    /without the proof/,
    /tauroi drill/,
    2,
  ],
  [
    "a drill that says it has passed, with no process that died",
    { drill: { found: { ...DRILL, death: null } } },
    "drill",
    /without the proof/,
    /tauroi drill/,
    2,
  ],
  [
    "a drill that says it has passed, although its order outlived its process",
    { drill: { found: { ...DRILL, death: { ...DRILL.death, proven_at: null } } } },
    "drill",
    /without the proof/,
    /tauroi drill/,
    2,
  ],
  [
    "a drill elsewhere",
    { drill: { found: { ...DRILL, host: "demo" } } },
    "drill",
    /at demo, not at/,
    /tauroi drill/,
    2,
  ],
  [
    "a drill of another key",
    { drill: { found: { ...DRILL, key_id: "k2" } } },
    "drill",
    /with key k2, not/,
    /tauroi drill/,
    2,
  ],
  [
    "no acknowledgement",
    { acknowledged: { found: undefined } },
    "rules",
    /never acknowledged/,
    /--acknowledge 0123456789abcdef/,
    2,
  ],
  ["unreadable", { acknowledged: { problem: "rules.json is not JSON" } }, "rules", /not JSON/, /tauroi rules E/, 2],
  [
    "changed rules",
    { rules: { ...RULES, parts: [RULES.parts[0]!, { name: "E-A", lines: ["about: B"], hash: "cc" }] } },
    "rules",
    /E-A has changed/,
    /tauroi rules E/,
    2,
  ],
  [
    "a new market",
    {
      rules: { ...RULES, parts: [...RULES.parts, { name: "E-C", lines: [], hash: "dd" }] },
      traded: new Set(["E-A", "E-C"]),
    },
    "rules",
    /E-C is new/,
    /tauroi rules E/,
    2,
  ],
  ["a key that moves money", { scopes: ["read", "write"] }, "scopes", /may move money/, /write::trade alone/, 3],
  ["the same by name", { scopes: ["write::trade", "write::transfer"] }, "scopes", /may move money/, /alone/, 3],
  ["a key that reads", { scopes: ["read"] }, "scopes", /may not trade/, /write::trade/, 3],
  ["an unlisted key", { scopes: undefined }, "scopes", /doesn't list/, /make a key/, 3],
  ["never attested", { attestedUntil: undefined }, "attestation", /never attested/, /renew/, 3],
  ["lapsed", { attestedUntil: soon(-1) }, "attestation", /it ended at/, /renew/, 3],
  ["lapses today", { attestedUntil: soon(DAY_MS - 1) }, "attestation", /in 23 hours: a day must be left/, /renew/, 3],
];

test.each(CASES)("%s: refused, alone and with its own words", (_name, more, name, detail, mend, exitCode) => {
  const [only, ...others] = unmet(more);
  expect(others).toEqual([]);
  expect(only).toMatchObject({ name, exitCode });
  expect(only!.detail).toMatch(detail);
  expect(only!.mend).toMatch(mend);
});

test("a day to the millisecond, thirty days, and play money without attestation are enough", () => {
  expect(unmet({ attestedUntil: soon(DAY_MS) })).toEqual([]);
  expect(unmet({ drill: { found: { ...DRILL, drilled_at: daysAgo(30) } } })).toEqual([]);
  expect(unmet({ attestedUntil: undefined, isPlayMoney: true })).toEqual([]);
  expect(unmet({ attestedUntil: soon(1), isPlayMoney: true })).toHaveLength(1); // one that is about to lapse is no good anywhere
});

test("a market that is gone from the event is no difference", () => {
  const parts = { ...ACKNOWLEDGED.parts, "E-Z": { hash: "zz", lines: [] } };
  expect(unmet({ acknowledged: { found: { ...ACKNOWLEDGED, parts } } })).toEqual([]);
});
