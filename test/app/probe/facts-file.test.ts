import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FileError, systemFiles } from "../../../src/ambient/files.ts";
import { joinedFacts, readVenueFacts, venueFactsPath, writeVenueFacts } from "../../../src/app/probe/facts-file.ts";
import { known, unknown } from "../../../src/venue/kalshi/probe/fact.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-facts-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const AT = { measured_at: "2026-11-18T17:00:00.000Z", host: "demo", event: "KXTEST" };
const LATER = { ...AT, measured_at: "2026-12-01T00:00:00.000Z" };

test("a new measurement replaces an older one of its name and leaves the others", () => {
  const first = joinedFacts([], [known("reported_balance", "gross"), known("group_trips_at", "limit")], AT);
  const second = joinedFacts(first, [known("reported_balance", "net")], LATER);
  expect(second.map(({ name, value, measured_at }) => [name, value, measured_at])).toEqual([
    ["group_trips_at", "limit", AT.measured_at],
    ["reported_balance", "net", LATER.measured_at],
  ]);
});

test("one that came to nothing leaves an older value of the same host, and no other", () => {
  const first = joinedFacts([], [known("collateral_return", true)], AT);
  const nothing = [unknown("collateral_return", "no market")];
  expect(joinedFacts(first, nothing, LATER)[0]).toMatchObject({ value: true, measured_at: AT.measured_at });
  expect(joinedFacts(first, nothing, { ...LATER, host: "prod" })[0]).toMatchObject({ value: null, why: "no market" });
});

test("what is written is read again, and only its owner may read it", () => {
  const facts = joinedFacts([], [known("expiry_removal_ms", 0, "seen"), unknown("collateral_return", "why")], AT);
  writeVenueFacts(folder, { format: 1, key_id: "k", program: "p", facts }, systemFiles);
  expect(readVenueFacts(folder, systemFiles)).toEqual({ format: 1, key_id: "k", program: "p", facts });
  expect(statSync(venueFactsPath(folder)).mode & 0o777).toBe(0o600);
});

test("no file is no facts; one that is none of ours is named, with the mend", () => {
  expect(readVenueFacts(folder, systemFiles)).toBe(undefined);
  for (const text of ["", "{", "[]", '{"format":2,"key_id":"k","program":"p","facts":[]}']) {
    writeFileSync(venueFactsPath(folder), text);
    expect(() => readVenueFacts(folder, systemFiles)).toThrow(FileError);
    expect(() => readVenueFacts(folder, systemFiles)).toThrow(/venue-facts.json.*measure anew/);
  }
});
