import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "../../src/ambient/clock.ts";
import { systemFiles } from "../../src/ambient/files.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import type { Check } from "../../src/app/doctor/check.ts";
import { joinedFacts, writeVenueFacts } from "../../src/app/probe/facts-file.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { checksText, factsText } from "../../src/cli/doctor-text.ts";
import { DOLLAR, money } from "../../src/market/units.ts";
import { known } from "../../src/venue/kalshi/probe/fact.ts";
import { openEmbeddedExchange } from "../../src/venue/sim/server/embedded-exchange.ts";
import type { HttpServer } from "../../src/venue/sim/server/http-server.ts";
import { testKey } from "../venue/sim/server/open-server.ts";
import { runWords } from "./run-words.ts";

const KEY = testKey("trader");

let folder: string;
let server: HttpServer | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-doctor-"));
  for (const name of ["TAUROI_KEY_ID", "TAUROI_PRIVATE_KEY", "TAUROI_PRIVATE_KEY_FILE", "TAUROI_VENUE"])
    vi.stubEnv(name, "");
  vi.stubEnv("XDG_RUNTIME_DIR", folder);
  vi.stubEnv("TMPDIR", folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
  server = undefined;
  rmSync(folder, { recursive: true });
});

function listen(...switches: readonly string[]): string {
  server = openEmbeddedExchange({
    seed: 5,
    clock: systemClock,
    timers: systemTimers,
    port: 0,
    accounts: [{ keyId: KEY.keyId, publicKeyPem: KEY.publicKeyPem }],
    balance: money(1_000 * DOLLAR),
    fees: { type: "quadratic", multiplier: 1 },
    faults: [],
    switches: ["read-lag-ms=0", ...switches],
  });
  return server.restUrl;
}

function withKey(): void {
  const file = join(folder, "key.pem");
  writeFileSync(file, KEY.privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  vi.stubEnv("TAUROI_KEY_ID", KEY.keyId);
  vi.stubEnv("TAUROI_PRIVATE_KEY_FILE", file);
}

const doctor = (...words: string[]) => runWords(["doctor", "--state", join(folder, "state"), ...words], COMMANDS);

test("--json prints one document of checks, each with name, status, detail and mend", async () => {
  withKey();
  const { exitCode, printed } = await doctor("--venue", listen(), "--json");
  const { checks, ...more } = JSON.parse(printed) as { checks: Check[] };
  expect(more).toEqual({});
  expect(checks.map((check) => Object.keys(check))).toEqual(checks.map(() => ["name", "status", "detail", "mend"]));
  expect(checks.find(({ name }) => name === "host")?.status).toBe("ok");
  expect(checks.find(({ name }) => name === "scopes")?.status).toBe("warning");
  expect(exitCode).toBe(0);
});

test("without a key it exits 3 and tells what it can; an exchange that isn't there is exit 4", async () => {
  const { exitCode, printed } = await doctor("--venue", listen());
  expect(exitCode).toBe(3);
  expect(printed).toMatch(/^key +FAILED +.*TAUROI_KEY_ID/m);
  expect(printed).toMatch(/^host +ok/m);
  withKey();
  expect((await doctor("--venue", "http://127.0.0.1:1")).exitCode).toBe(4);
});

test("for the embedded exchange of this process there is nothing to ask", async () => {
  const { exitCode, printed } = await doctor("--venue", "sim");
  expect(exitCode).toBe(0);
  expect(printed).toMatch(/^exchange +- /m);
});

test("words that make no sense are usage errors", async () => {
  expect((await doctor("--venue", "nowhere")).exitCode).toBe(2);
  expect((await doctor("--facts", "7")).exitCode).toBe(2);
  expect((await doctor("--probe", "--facts", "17")).exitCode).toBe(2);
  expect((await doctor("--probe", "--facts", "one")).exitCode).toBe(2);
});

test("--probe measures and prints what it has kept", async () => {
  withKey();
  const words = ["--venue", listen(), "--probe", "--facts", "5,12", "--json"];
  const { exitCode, printed, complained } = await doctor(...words);
  expect(exitCode).toBe(0);
  const { facts, left } = JSON.parse(printed);
  expect(left).toEqual([]);
  expect(facts.map(({ name }: { name: string }) => name)).toEqual([
    "group_call_tokens",
    "group_refusal_status",
    "read_lag_beyond_as_of_ms", // others rely on it
    "signature_refused_from_ms",
  ]);
  expect(complained).toContain("an engine can start on this account from");
});

test("what is measured is judged at once: a value that the program can't live with is exit 1", async () => {
  withKey();
  const url = listen("group-call-cost=31");
  const at = { measured_at: new Date(0).toISOString(), host: new URL(url).host, event: "E" };
  const lag = joinedFacts([], [known("read_lag_beyond_as_of_ms", 0)], at); // so that it isn't measured first
  mkdirSync(join(folder, "state"), { mode: 0o700 });
  writeVenueFacts(join(folder, "state"), { format: 1, key_id: KEY.keyId, program: "p", facts: lag }, systemFiles);
  const words = ["--venue", url, "--probe", "--facts", "5", "--json"];
  const { exitCode, printed } = await doctor(...words);
  const { checks } = JSON.parse(printed) as { checks: Check[] };
  expect(checks.find(({ name }) => name === "venue-facts")).toMatchObject({
    status: "failed",
    detail: expect.stringContaining("V-5"),
  });
  expect(exitCode).toBe(1);
});

test("nothing is measured where a check has failed", async () => {
  const { exitCode, complained } = await doctor("--venue", listen(), "--probe");
  expect(exitCode).toBe(3);
  expect(complained).toContain("nothing is measured");
});

test("text shows mends beneath, facts with where they were measured, and no control characters", () => {
  const checks = [{ name: "disk", status: "warning", detail: "0.5 GB\u001b[2J free", mend: "make room" }] as const;
  expect(checksText(checks)).toBe("disk          !      0.5 GB?[2J free\n                     -> make room");
  const fact = {
    v: 9,
    name: "collateral_return",
    evidence: [],
    measured_at: "2026-11-18T17:00:00.000Z",
    host: "demo",
    event: "E",
  } as const;
  expect(factsText([{ ...fact, value: false, why: "" }])).toMatch(/^V-9 .*: no \(2026-11-18 at demo\)$/);
  expect(factsText([{ ...fact, value: null, why: "no market" }])).toMatch(
    /: not known: no market \(taken: the worse\)$/,
  );
});

test("on a terminal lines are broken at words, beneath where they begin", () => {
  const check = {
    name: "disk",
    status: "warning",
    detail: "half a gigabyte is free",
    mend: "make room for it",
  } as const;
  expect(checksText([check], 36)).toBe(
    [
      "disk          !      half a gigabyte",
      "                     is free",
      "                     -> make room",
      "                        for it",
    ].join("\n"),
  );
});
