import type { Time } from "../../market/units.ts";
import { attestationAt } from "../../venue/kalshi/attestation.ts";
import { brokenBy, RELIED_ON } from "../../venue/kalshi/probe/assumed.ts";
import { VENUE_FACTS } from "../../venue/kalshi/probe/fact.ts";
import type { KeptFact } from "../probe/facts-file.ts";
import { unacknowledged } from "./acknowledged-rules.ts";
import type { Evidence } from "./evidence.ts";

/** One thing that must be so before an order with real money is sent. */
export interface Finding {
  readonly name: "venue-facts" | "drill" | "rules" | "scopes" | "attestation";
  readonly isMet: boolean;
  readonly detail: string;
  /** What to do where it isn't met. */
  readonly mend: string;
  /** With what the program ends then: 1 an exchange that this version isn't safe on, 2 something to be done here, 3 the key or the account. */
  readonly exitCode: 1 | 2 | 3;
}

const DAY_MS = 86_400_000;
/** The exchange changes every week (KALSHI.md, section 13), and so does what was rehearsed on it. */
const OLD_DAYS = 30;
const LEAST_ATTESTED_MS = DAY_MS;
const TRANSFER = "write::transfer";

/** Whether all is ready for a start with real orders, one finding for each thing, in the order in which they are mended. */
export function judge(evidence: Evidence): readonly Finding[] {
  return [scopes(evidence), attestation(evidence), facts(evidence), drill(evidence), rules(evidence)];
}

function met(name: Finding["name"], detail: string): Finding {
  return { name, isMet: true, detail, mend: "", exitCode: 2 };
}

function unmet(name: Finding["name"], detail: string, mend: string, exitCode: Finding["exitCode"] = 2): Finding {
  return { name, isMet: false, detail, mend, exitCode };
}

function scopes({ scopes: own }: Evidence): Finding {
  const name = "scopes";
  const mend = "make a key with the scopes read and write::trade alone";
  if (own === undefined)
    return unmet(name, "the exchange doesn't list this key, so nobody knows what it may do", mend, 3);
  const listed = own.join(", ") || "none";
  if (!own.includes("write") && !own.includes("write::trade"))
    return unmet(name, `the key may not trade (its scopes: ${listed})`, mend, 3);
  if (own.includes("write") || own.includes(TRANSFER))
    return unmet(name, `the key may move money too (its scopes: ${listed})`, mend, 3);
  return met(name, listed);
}

function attestation({ attestedUntil, now, isPlayMoney }: Evidence): Finding {
  const name = "attestation";
  const mend = "renew it in Kalshi's app or on its site";
  if (attestedUntil === undefined) {
    const detail = "the account's location was never attested";
    return isPlayMoney ? met(name, `${detail}: play money may not need it`) : unmet(name, detail, mend, 3);
  }
  const leftMs = attestedUntil - now;
  const until = new Date(attestedUntil).toISOString().slice(0, 16);
  if (leftMs >= LEAST_ATTESTED_MS) return met(name, `until ${until}Z, ${Math.floor(leftMs / DAY_MS)} days left`);
  const { mayTrade } = attestationAt(attestedUntil, now);
  const hours = Math.floor(Math.max(0, leftMs) / 3_600_000);
  const detail = leftMs <= 0 ? `it ended at ${until}Z` : `it ends at ${until}Z, in ${hours} hours`;
  return unmet(name, mayTrade ? `${detail}: a day must be left` : detail, mend, 3);
}

function facts(evidence: Evidence): Finding {
  const { facts: kept, host, keyId, now, state } = evidence;
  const name = "venue-facts";
  const measure = "measure them with tauroi doctor --probe (docs/venue-facts.md)";
  if ("problem" in kept) return unmet(name, kept.problem, measure);
  if (state === undefined) return unmet(name, "without a state folder there is no place for them", "name one: --state");
  if (kept.found === undefined) return unmet(name, `never measured: ${state} has no venue-facts.json`, measure);
  if (kept.found.key_id !== keyId)
    return unmet(name, `measured with key ${kept.found.key_id}, not with ${keyId}`, measure);
  const known = new Map(kept.found.facts.map((fact) => [fact.name, fact]));
  const broken: string[] = [];
  const missing: string[] = [];
  let oldest = now as number;
  for (const fact of RELIED_ON) {
    const { v } = VENUE_FACTS[fact];
    const found = known.get(fact);
    const lack = lackOf(found, host, now);
    if (lack !== undefined) {
      missing.push(`V-${v} ${lack}`);
      continue;
    }
    const { value, measured_at } = found as KeptFact;
    oldest = Math.min(oldest, Date.parse(measured_at));
    const why = brokenBy(fact, value);
    if (why !== undefined) broken.push(`V-${v}: ${why}`);
  }
  if (broken.length > 0) {
    const mend = "measure once more; if it stays so, don't trade there with this version (docs/venue-facts.md)";
    return unmet(name, broken.join("; "), mend, 1);
  }
  if (missing.length > 0) return unmet(name, missing.join("; "), measure);
  return met(name, `all that the program relies on measured here, ${Math.max(0, days(now, oldest))} days ago at most`);
}

/** Why a fact isn't known well enough; undefined when it is. */
function lackOf(fact: KeptFact | undefined, host: string, now: Time): string | undefined {
  if (fact === undefined) return "was never measured";
  if (fact.value === null) return `could not be measured: ${fact.why}`;
  if (fact.host !== host) return `was measured at ${fact.host}`;
  return ageProblem(fact.measured_at, now, "measured");
}

function drill(evidence: Evidence): Finding {
  const { drill: kept, host, keyId, now, state } = evidence;
  const name = "drill";
  const mend = "rehearse a kill with tauroi drill";
  if ("problem" in kept) return unmet(name, kept.problem, mend);
  if (kept.found === undefined)
    return unmet(name, `no kill was rehearsed${state === undefined ? "" : `: ${state} has no drill.json`}`, mend);
  const { passed, why, host: where, key_id, drilled_at, kill, death } = kept.found;
  if (where !== host) return unmet(name, `the last kill was rehearsed at ${where}, not at ${host}`, mend);
  if (key_id !== keyId) return unmet(name, `the last kill was rehearsed with key ${key_id}, not with ${keyId}`, mend);
  if (!passed) return unmet(name, `the last rehearsed kill failed: ${why}`, `find out why, then ${mend}`);
  if (kill?.grade !== "CONFIRMED" || typeof death?.proven_at !== "number")
    return unmet(name, "the last rehearsed kill says that it has passed, without the proof", mend);
  const old = ageProblem(drilled_at, now, "rehearsed");
  return old === undefined
    ? met(name, `a kill was rehearsed ${Math.max(0, days(now, Date.parse(drilled_at)))} days ago`)
    : unmet(name, `the last kill ${old}`, mend);
}

function rules({ rules: shown, acknowledged, traded }: Evidence): Finding {
  const name = "rules";
  const mend = `read and acknowledge them: tauroi rules ${shown.event} (without a terminal: --acknowledge ${shown.hash})`;
  if ("problem" in acknowledged) return unmet(name, acknowledged.problem, mend);
  if (acknowledged.found === undefined) return unmet(name, `the rules of ${shown.event} were never acknowledged`, mend);
  const open = unacknowledged(shown, acknowledged.found, traded);
  const [at] = acknowledged.found.acknowledged_at.split("T");
  if (open.length === 0) return met(name, `the rules of ${shown.event} were acknowledged on ${at}`);
  const words = open.map(({ name: what, kind }) => `${what} ${kind === "new" ? "is new" : "has changed"}`).join("; ");
  return unmet(name, `the rules of ${shown.event} are no more those acknowledged on ${at}: ${words}`, mend);
}

/** What is wrong with how old something is; a time to come is a clock that was wrong. */
function ageProblem(at: string, now: Time, deed: string): string | undefined {
  const age = days(now, Date.parse(at));
  if (age < -1) return `was ${deed} at ${at}, which is yet to come`;
  return age > OLD_DAYS ? `was ${deed} ${age} days ago, more than ${OLD_DAYS}` : undefined;
}

function days(now: number, then: number): number {
  return Math.floor((now - then) / DAY_MS);
}
