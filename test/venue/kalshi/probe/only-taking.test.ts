import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** The one exception to "no request is used that could take liquidity" (docs/decisions), and the way that leads to it. */
const SOURCES = join(import.meta.dirname, "../../../../src");
const FILES = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));

/** Files of src whose text has this in it. */
function having(text: RegExp): readonly string[] {
  return FILES.filter((name) => text.test(readFileSync(join(SOURCES, name), "utf8"))).toSorted();
}

test("one function amends a price through the market, two probes use it", () => {
  expect(having(/\.tryAmend\(/)).toEqual(["venue/kalshi/probe/taking.ts"]);
  expect(having(/\bamendThrough\(bench, offer/)).toEqual([
    "venue/kalshi/probe/collateral-return.ts",
    "venue/kalshi/probe/filled-order.ts",
  ]);
  expect(having(/from "\S*taking\.ts"/)).toHaveLength(2);
});

test("no run comes to it: the doctor alone does, and asks first", () => {
  expect(having(/from "\S*probe\/run\.ts"/)).toEqual(["app/probe/probe-account.ts"]);
  expect(having(/from "\S*probe-account\.ts"/)).toEqual(["cli/doctor.ts"]);
  const doctor = readFileSync(join(SOURCES, "cli/doctor.ts"), "utf8");
  expect(doctor.indexOf("await demandConsent(")).toBeGreaterThan(0);
  expect(doctor.indexOf("await demandConsent(")).toBeLessThan(doctor.indexOf("await probeAccount("));
});

test("a drill has a bench of its own and no probe on it; it asks first as well", () => {
  const benches = ["app/drill/drill-account.ts", "app/probe/probe-account.ts", "cli/drill.ts"];
  expect(having(/from "\S*probe\/open-bench\.ts"/)).toEqual(benches);
  expect(having(/from "\S*drill-account\.ts"/)).toEqual(["cli/drill.ts"]);
  const drill = readFileSync(join(SOURCES, "cli/drill.ts"), "utf8");
  expect(drill.indexOf("await demandConsent(")).toBeGreaterThan(0);
  expect(drill.indexOf("await demandConsent(")).toBeLessThan(drill.indexOf("await drillAccount("));
});
