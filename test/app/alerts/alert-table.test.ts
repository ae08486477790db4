import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ALERTS } from "../../../src/app/alerts/alert-table.ts";

test("docs/observing.md has the table of alerts, as it is in the program", () => {
  const page = readFileSync("docs/observing.md", "utf8");
  const part = page.slice(page.indexOf("## Alerts"));
  const rows = part.matchAll(/^\| `([a-z-]+)` \| (\w+) \| (\w+) \| ([^|]+) \|$/gm);
  const table = Object.entries(ALERTS).map(([id, { severity, way, meaning }]) => [id, severity, way, meaning]);
  expect([...rows].map(([, ...cells]) => cells)).toEqual(table);
});

/** Where each of them is made to happen by a run, or by the watchdog. */
const SHOWN = {
  "test/app/alerts/real-runs.test.ts": [
    "halt",
    "kill",
    "drift",
    "unexplained-cash",
    "breaker-near",
    "attestation-coming",
    "attestation-lapsed",
    "key-refused",
    "taken",
    "crash",
    "session-started",
    "session-ended",
  ],
  "test/app/alerts/watchdog-alerts.test.ts": ["engine-silent", "engine-gone", "account-blind"],
  "test/e2e/observing.test.ts": ["watchdog-kill", "start-refused", "engine-silent", "halt"],
} as const;

test("every alert has a test that makes it happen", () => {
  for (const [file, ids] of Object.entries(SHOWN)) {
    const text = readFileSync(file, "utf8");
    for (const id of ids) expect(text, file).toContain(id);
  }
  expect(new Set(Object.values(SHOWN).flat())).toEqual(new Set(Object.keys(ALERTS)));
});
