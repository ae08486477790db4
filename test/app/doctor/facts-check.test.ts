import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemFiles } from "../../../src/ambient/files.ts";
import { factsCheck } from "../../../src/app/doctor/facts-check.ts";
import { joinedFacts, venueFactsPath, writeVenueFacts } from "../../../src/app/probe/facts-file.ts";
import { time } from "../../../src/market/units.ts";
import { known, type Result, unknown } from "../../../src/venue/kalshi/probe/fact.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-facts-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const NOW = time(Date.UTC(2026, 10, 20));
const ACCOUNT = { host: "demo", keyId: "k" };
const AT = { measured_at: "2026-11-18T17:00:00.000Z", host: "demo", event: "E" };

function checked(results: readonly Result[], at = AT) {
  writeVenueFacts(folder, { format: 1, key_id: "k", program: "p", facts: joinedFacts([], results, at) }, systemFiles);
  return factsCheck(folder, ACCOUNT, systemFiles, NOW);
}

test("facts that were never measured are warned of, and those that are known are counted", () => {
  expect(factsCheck(folder, ACCOUNT, systemFiles, NOW).status).toBe("warning");
  const check = checked([known("group_trips_at", "limit"), unknown("collateral_return", "no market")]);
  expect(check.status).toBe("ok");
  expect(check.detail).toMatch(/^1 of 18 known.*not known: .*V-9/);
});

test("facts that are old, or of another host, are warned of", () => {
  const fact = known("group_trips_at", "limit");
  expect(checked([fact], { ...AT, measured_at: "2026-09-01T00:00:00.000Z" }).status).toBe("warning");
  expect(checked([fact], { ...AT, host: "prod" })).toMatchObject({ status: "warning", mend: "measure them here" });
  expect(checked([unknown("collateral_return", "no market")]).status).toBe("warning");
});

test.each([
  known("expiry_removal_ms", 4_001),
  known("read_lag_beyond_as_of_ms", 1_001),
  known("signature_refused_from_ms", 35_001),
  known("post_only_cross", "takes"),
  known("group_call_tokens", 31),
])("a value that this program can't live with fails: $name $value", (fact) => {
  expect(checked([fact])).toMatchObject({ status: "failed", exitCode: 1 });
});

test.each([
  known("expiry_removal_ms", 4_000),
  known("read_lag_beyond_as_of_ms", 1_000),
  known("signature_refused_from_ms", 35_000),
  known("post_only_cross", "cancelled"),
  known("group_call_tokens", 30),
  known("cancel_all_allowed", false),
])("what the safe readings allow for is fine: $name $value", (fact) => {
  expect(checked([fact]).status).toBe("ok");
});

test("facts of another account are warned of", () => {
  const fact = joinedFacts([], [known("group_trips_at", "limit")], AT);
  writeVenueFacts(folder, { format: 1, key_id: "another", program: "p", facts: fact }, systemFiles);
  const check = factsCheck(folder, ACCOUNT, systemFiles, NOW);
  expect(check).toMatchObject({ status: "warning", detail: expect.stringContaining("key another") });
});

test("a file that can't be read fails", () => {
  writeFileSync(venueFactsPath(folder), "{");
  expect(factsCheck(folder, ACCOUNT, systemFiles, NOW)).toMatchObject({ status: "failed", exitCode: 2 });
});
