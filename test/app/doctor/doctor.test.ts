import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemFiles } from "../../../src/ambient/files.ts";
import { systemTimers } from "../../../src/ambient/timers.ts";
import { loadConfiguration } from "../../../src/app/config.ts";
import type { Check } from "../../../src/app/doctor/check.ts";
import { type DoctorParts, examineAll, exitCodeOf, isPlayMoney } from "../../../src/app/doctor/doctor.ts";
import { sightingsPath } from "../../../src/app/schema-sightings.ts";
import { ProbeWorld } from "../../venue/kalshi/probe/probe-world.ts";
import { SERIES } from "../../venue/kalshi/stranger.ts";

let world: ProbeWorld;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-doctor-"));
});
afterEach(() => {
  world.close();
  rmSync(folder, { recursive: true });
});

const DAY_MS = 86_400_000;

/** What the doctor finds, by the names of its checks; every request that it sends is a reading. */
async function examined(parts: Partial<DoctorParts> = {}): Promise<ReadonlyMap<string, Check>> {
  const checks = await world.passing(
    examineAll({
      configuration: loadConfiguration({ flags: { venue: world.restUrl, series: SERIES }, environment: {} }),
      restUrl: world.restUrl,
      key: world.key,
      keyFile: "/keys/one.pem",
      settingsFile: "/settings/tauroi.toml",
      noCoreDumps: true,
      state: folder,
      program: "test",
      terminal: { isTerminal: false, columns: 0, rows: 0, colourBits: 1, isUtf8: true, kind: "" },
      examine: (path) => ({ standing: path, freeBytes: 50e9, isWritable: true, mode: 0o700 }),
      place: { uid: process.getuid!(), runtime: undefined, temporary: folder },
      files: systemFiles,
      clock: world.time,
      timers: world.time,
      uniform: () => 0.5,
      fetch: world.fetch,
      ...parts,
    }),
  );
  expect(world.sent.filter((request) => !request.startsWith("GET "))).toEqual([]);
  expect(checks.filter(({ status, mend }) => status !== "ok" && mend === "")).toEqual([]);
  return new Map(checks.map((check) => [check.name, check]));
}

/** The exchange's answers to one path, changed before the program has them. */
function tampered(path: string, change: (body: Record<string, unknown>) => object): typeof fetch {
  return (async (...request: Parameters<typeof fetch>) => {
    const answer = await world.fetch(...request);
    if (!new URL(String(request[0])).pathname.endsWith(path)) return answer;
    return Response.json(change((await answer.json()) as Record<string, unknown>), { headers: answer.headers });
  }) as typeof fetch;
}

test("where all is well, nothing has failed", async () => {
  world = new ProbeWorld();
  const checks = await examined();
  expect([...checks.values()].filter(({ status }) => status === "failed")).toEqual([]);
  const names = ["key", "host", "clock", "trading", "event", "fees", "scopes", "attestation", "rate-tier", "balance"];
  const ready = ["venue-facts", "schema", "drill", "rules", "live"];
  const machine = ["settings", "state-folder", "disk", "core-dumps", "terminal", "engine"];
  expect([...checks.keys()]).toEqual([...names, ...ready, ...machine]);
  expect(checks.get("event")?.detail).toContain("3 markets on shard 0");
  expect(checks.get("balance")?.detail).toContain("$1000.00");
  expect(exitCodeOf([...checks.values()])).toBe(0);
});

test("without a key, all that is public is told, and the exit code is that of credentials", async () => {
  world = new ProbeWorld();
  const checks = await examined({ key: "TAUROI_KEY_ID is not set", keyFile: undefined });
  for (const name of ["host", "clock", "trading", "event", "fees"]) expect(checks.get(name)?.status).toBe("ok");
  for (const name of ["scopes", "attestation", "rate-tier", "balance"])
    expect(checks.get(name)?.status).toBe("skipped");
  expect(exitCodeOf([...checks.values()])).toBe(3);
});

test("an exchange that doesn't answer is told once, what depends on it is skipped, and the exit code is 4", async () => {
  world = new ProbeWorld();
  const down = (() => Promise.reject(new TypeError("connection refused"))) as unknown as typeof fetch;
  const checks = await examined({ fetch: down });
  expect(checks.get("host")).toMatchObject({ status: "failed", exitCode: 4 });
  for (const name of ["clock", "event", "fees", "balance"]) expect(checks.get(name)?.status).toBe("skipped");
  expect(checks.get("disk")?.status).toBe("ok");
  expect(exitCodeOf([...checks.values()])).toBe(4);
});

test.each([
  [30 * DAY_MS, "ok", 0],
  [6 * DAY_MS, "warning", 0],
  [30 * 60_000, "failed", 3],
  [-1_000, "failed", 3],
])("an attestation that ends in %i ms is %s", async (inMs, status, exitCode) => {
  world = new ProbeWorld();
  await world.control("attestation", { in_ms: inMs });
  const checks = await examined();
  expect(checks.get("attestation")?.status).toBe(status);
  expect(exitCodeOf([...checks.values()])).toBe(exitCode);
});

test.each([
  [["read"], "failed"],
  [["read", "write::trade"], "ok"],
  [["read", "write"], "warning"],
  [["read", "write::trade", "write::transfer"], "warning"],
])("a key with the scopes %j is %s", async (scopes, status) => {
  world = new ProbeWorld();
  const fetch = tampered("/api_keys", (body) => {
    const keys = body["api_keys"] as Record<string, unknown>[];
    return { ...body, api_keys: keys.map((key) => ({ ...key, scopes })) };
  });
  expect((await examined({ fetch })).get("scopes")?.status).toBe(status);
});

test.each([
  ["clock-skew=0", "ok"],
  ["clock-skew=3000", "warning"],
  ["clock-skew=20000", "failed"],
])("with %s of the exchange's clock, ours is %s", async (fault, status) => {
  world = new ProbeWorld({ faults: [fault] });
  expect((await examined()).get("clock")?.status).toBe(status);
});

test("a pause is warned of, and so are a fee type that isn't known and cash under the floor", async () => {
  world = new ProbeWorld();
  await world.control("withdraw", { dollars: "995.00" });
  await world.control("pause-trading");
  const fetch = tampered(`/series/${SERIES}`, (body) => ({
    series: { ...(body["series"] as object), fee_type: "novel" },
  }));
  const checks = await examined({ fetch });
  expect(checks.get("trading")?.status).toBe("warning");
  expect(checks.get("balance")?.status).toBe("warning");
  expect(checks.get("fees")).toMatchObject({ status: "warning", detail: "novel, times 1" });
});

test("what the exchange sends beyond its description is told, the latest first", async () => {
  world = new ProbeWorld();
  const seen = { kind: "field", where: "GET /markets/{ticker}", count: 3, firstAt: 1 };
  const sightings = [
    { ...seen, what: "market.older", lastAt: 2 },
    { ...seen, what: "market.newer", lastAt: 3 },
  ];
  systemFiles.writeText(sightingsPath(folder), JSON.stringify(sightings));
  const check = (await examined()).get("schema");
  expect(check?.status).toBe("warning");
  expect(check?.detail).toMatch(/market\.newer .*market\.older/);
});

test("a series that has no event fails as a usage error", async () => {
  world = new ProbeWorld();
  const configuration = loadConfiguration({ flags: { venue: world.restUrl, series: "KXNONE" }, environment: {} });
  const checks = await examined({ configuration });
  expect(checks.get("event")).toMatchObject({ status: "failed", exitCode: 2 });
});

test("a socket that nobody listens at is told and left where it is", async () => {
  world = new ProbeWorld();
  const place = { uid: process.getuid!(), runtime: undefined, temporary: folder };
  const engines = join(folder, `tauroi-${place.uid}`);
  systemFiles.privateFolder(engines);
  systemFiles.link(join(engines, "4711.sock"), join(folder, "gone.sock"));
  const checks = await examined({ place, timers: systemTimers });
  expect(checks.get("engine")).toMatchObject({ status: "ok" });
  expect(checks.get("engine")?.detail).toContain("4711.sock");
  expect(systemFiles.list(engines)).toEqual(["4711.sock"]);
});

test("only demo and exchanges on this machine trade in play money", () => {
  world = new ProbeWorld();
  expect(isPlayMoney("demo", "https://external-api.demo.kalshi.co/trade-api/v2")).toBe(true);
  expect(isPlayMoney("http://127.0.0.1:8137", "http://127.0.0.1:8137/trade-api/v2")).toBe(true);
  expect(isPlayMoney("prod", "https://external-api.kalshi.com/trade-api/v2")).toBe(false);
  expect(isPlayMoney("https://example.com", "https://example.com/trade-api/v2")).toBe(false);
});
