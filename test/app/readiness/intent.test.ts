import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemFiles } from "../../../src/ambient/files.ts";
import { loadConfiguration } from "../../../src/app/config.ts";
import { profileNames } from "../../../src/app/profiles.ts";
import { demandsOf } from "../../../src/app/readiness/demands.ts";
import { expectedResult } from "../../../src/app/readiness/expected-result.ts";
import { intentText, intentWord, unspokenLimits } from "../../../src/app/readiness/intent.ts";
import { liveSessions, ofFirstSession } from "../../../src/app/readiness/live-sessions.ts";
import { SessionKeeper } from "../../../src/app/readiness/session-keeper.ts";
import { DOLLAR, money } from "../../../src/market/units.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../../docs/profiles.md"), "utf8");
const configured = (flags: object = {}) =>
  loadConfiguration({ flags: { venue: "prod", profile: "best", ...flags }, environment: {} });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-intent-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("this machine demands nothing unless asked, demo readiness, everything else both", () => {
  expect(demandsOf("http://127.0.0.1:8137", false)).toEqual({ readiness: false, intent: false });
  expect(demandsOf("http://localhost:8137", false)).toEqual({ readiness: false, intent: false });
  expect(demandsOf("demo", false)).toEqual({ readiness: true, intent: false });
  for (const venue of ["prod", "https://external-api.kalshi.com", "https://127.0.0.1.example.com"]) {
    expect(demandsOf(venue, false)).toEqual({ readiness: true, intent: true });
  }
  for (const venue of ["http://127.0.0.1:8137", "demo"]) {
    expect(demandsOf(venue, true)).toEqual({ readiness: true, intent: true });
  }
});

test("limits that only a profile or a default gives are unspoken, each by its flag", () => {
  const limits = { maxDailyLossPct: 5, maxPositionPerTicker: 20, orderSize: 5, minBalanceFloorCents: 1_000 };
  const flags = ["--max-daily-loss-pct", "--max-position-per-ticker", "--order-size", "--min-balance-floor-cents"];
  expect(unspokenLimits(configured())).toEqual(flags);
  expect(unspokenLimits(configured(limits))).toEqual([]); // the same values as the defaults' count all the same
  for (const [at, name] of Object.keys(limits).entries()) {
    expect(unspokenLimits(configured({ ...limits, [name]: undefined }))).toEqual([flags[at]]);
  }
  const environment = { TAUROI_ORDER_SIZE: "1", TAUROI_MAX_DAILY_LOSS_PCT: "10" };
  const spoken = loadConfiguration({ flags: { venue: "prod", profile: "best" }, environment });
  expect(unspokenLimits(spoken)).toEqual(["--max-position-per-ticker", "--min-balance-floor-cents"]);
});

test("the word names the profile, and what is meant is shown in dollars", () => {
  const configuration = configured({ maxDailyLossPct: 5, maxPositionPerTicker: 20, minBalanceFloorCents: 12_345 });
  expect(intentWord(configuration)).toBe("trade best");
  const text = intentText({
    configuration,
    host: "external-api.kalshi.com",
    keyId: "key-1",
    event: "KXTOPMONTHLY-26NOV",
    balance: money(800 * DOLLAR),
    sizeNote: undefined,
  }).join("\n");
  expect(text).toMatch(/^venue +prod \(external-api\.kalshi\.com\)$/m);
  expect(text).toMatch(/^account +key key-1, \$800\.00 in cash$/m);
  expect(text).toMatch(/^order +5 contracts$/m);
  expect(text).toMatch(/at most 20 contracts in one ticker, which can cost \$20\.00$/m);
  expect(text).toMatch(/loss of 5% of the day's opening equity: \$40\.00 of this cash$/m);
  expect(text).toMatch(/at most 25% of that equity: \$200\.00$/m);
  expect(text).toMatch(/below \$123\.45$/m);
  expect(text).toContain(expectedResult("best")[0]);
  expect(text).toContain("without max_position_per_ticker = 20: what comes of those, nobody has tried");
});

/** A row of a table of docs/profiles.md, cell by cell. */
function rowOf(profile: string, under: string): readonly string[] {
  const [, after = ""] = PAGE.split(under);
  const row = after.split("\n").find((line) => line.startsWith(`| \`${profile}\``));
  return (row ?? "").split("|").map((cell) => cell.trim());
}

test.each(profileNames)(
  "what is told of %s is what docs/profiles.md measured, by the strictest fill model",
  (profile) => {
    const said = expectedResult(profile).join("\n");
    const [, , , , music = ""] = rowOf(profile, "## On KXTOPMONTHLY");
    const [, dollars, contracts] = /^(-?[\d.]+) \((\d+)\)$/.exec(music) ?? [];
    expect(said).toContain(`${dollars!.replace(/^(?!-)/, "+")} dollars on ${contracts} contracts`);
    const weather = rowOf(profile, "| `--setting realistic` |");
    if (["fixed-3c", "fixed-5c", "no-skew"].includes(profile)) return;
    const [, cents, low, high] = /^(-?[\d.]+) \[(-?[\d.]+), (-?[\d.]+)\]$/.exec(weather[4]!) ?? [];
    const signed = (figure: string) => figure.replace(/^(?!-)/, "+");
    expect(said).toContain(`${signed(cents!)} c a contract [${signed(low!)}, ${signed(high!)}]`);
    expect(said).toContain(`${signed(weather[6]!)} c in their last quarter`);
  },
);

test("of what was never tried nobody knows anything", () => {
  expect(expectedResult("mine").join()).toContain("nobody knows");
});

test("a first session trades one contract, unless somebody has said how many", () => {
  expect(configured().profile.orderSize).toBe(5);
  const first = ofFirstSession(configured());
  expect(first.profile).toMatchObject({ orderSize: 1, name: "best (first session)" });
  expect(ofFirstSession(configured({ orderSize: 5 })).profile.orderSize).toBe(5);
  expect(ofFirstSession(configured({ profile: "documented" })).profile.name).toBe("documented");
});

test("a session counts when it had orders, ended in order, and its account agrees", () => {
  const keeper = () => new SessionKeeper({ state: folder, host: "h", keyId: "k", files: systemFiles });
  const agrees = { agrees: true, detail: "agrees" };
  const count = () => liveSessions(folder, "h", "k", systemFiles);
  const idle = keeper();
  idle.ended({ reason: "stopped" }, agrees, 0);
  const bad = keeper();
  bad.watch({ type: "placed" });
  for (const reason of ["halted", "drift", "taken", "killed", "crashed"] as const) bad.ended({ reason }, agrees, 0);
  bad.ended({ reason: "stopped" }, { agrees: false, detail: "differs" }, 0);
  bad.ended({ reason: "stopped" }, undefined, 0);
  expect(count()).toBe(0);
  bad.ended({ reason: "stopped" }, agrees, 0);
  expect(count()).toBe(1);
  expect([liveSessions(folder, "h", "k2", systemFiles), liveSessions(folder, "h2", "k", systemFiles)]).toEqual([0, 0]);
  writeFileSync(join(folder, "live-sessions.json"), "{");
  expect(count()).toBe(0);
  expect(existsSync(join(folder, "live-sessions.json"))).toBe(true);
});
