import type { Acknowledged } from "../../../src/app/readiness/acknowledged-rules.ts";
import type { Evidence } from "../../../src/app/readiness/evidence.ts";
import type { EventRules } from "../../../src/app/readiness/rules.ts";
import { type Time, time } from "../../../src/market/units.ts";
import { type FactName, VENUE_FACTS } from "../../../src/venue/kalshi/probe/fact.ts";

export const NOW = time(Date.UTC(2026, 10, 18, 17));
export const DAY_MS = 86_400_000;
export const HOST = "external-api.kalshi.com";

export const daysAgo = (days: number): string => new Date(NOW - days * DAY_MS).toISOString();

export const RULES: EventRules = {
  event: "E",
  hash: "0123456789abcdef",
  parts: [
    { name: "E", lines: ["title: Who wins?"], hash: "aa" },
    { name: "E-A", lines: ["about: A"], hash: "bb" },
  ],
};

export const ACKNOWLEDGED: Acknowledged = {
  hash: RULES.hash,
  acknowledged_at: daysAgo(40),
  parts: { E: { hash: "aa", lines: ["title: Who wins?"] }, "E-A": { hash: "bb", lines: ["about: A"] } },
};

const MEASURED: Partial<Record<FactName, string | number>> = {
  expiry_removal_ms: 900,
  group_call_tokens: 10,
  read_lag_beyond_as_of_ms: 0,
  signature_refused_from_ms: 8_000,
  post_only_cross: "refused",
};

export function fact(name: FactName, value: string | number | boolean | null, days = 3, host = HOST) {
  const { v } = VENUE_FACTS[name];
  return {
    v,
    name,
    value,
    why: value === null ? "no offer" : "",
    evidence: [],
    measured_at: daysAgo(days),
    host,
    event: "E",
  };
}

export const FACTS = Object.entries(MEASURED).map(([name, value]) => fact(name as FactName, value!));

export const factsOf = (...facts: ReturnType<typeof fact>[]): Evidence["facts"] => ({
  found: {
    format: 1,
    key_id: "key",
    program: "p",
    facts: [...FACTS.filter(({ name }) => !facts.some((one) => one.name === name)), ...facts],
  },
});

export const DRILL = {
  format: 1,
  program: "p",
  host: HOST,
  key_id: "key",
  event: "E",
  drilled_at: daysAgo(29),
  passed: true,
  why: "",
  kill: {
    client_order_id: "tauroi-d-1",
    ticker: "E-A",
    grade: "CONFIRMED",
    asked_at: 1,
    confirmed_at: 2_000,
    still_resting: 0,
  },
  death: {
    client_order_id: "tauroi-d-1000",
    ticker: "E-A",
    died_at: 3_000,
    expires_at: 48_000,
    ended_at: 49_000,
    proven_at: 54_000,
  },
} as const;

/** Everything that a start with real money wants. */
export const READY: Evidence = {
  now: NOW,
  host: HOST,
  keyId: "key",
  state: "/state",
  facts: factsOf(),
  drill: { found: DRILL },
  rules: RULES,
  traded: new Set(["E-A"]),
  acknowledged: { found: ACKNOWLEDGED },
  scopes: ["read", "write::trade"],
  attestedUntil: (NOW + 9 * DAY_MS) as Time,
  isPlayMoney: false,
};
