import { Database } from "bun:sqlite";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../src/ambient/clock.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import { loadConfiguration } from "../../src/app/config.ts";
import { openSimRun } from "../../src/app/sim-run.ts";
import { journalPath, openJournal } from "../../src/journal/journal.ts";
import { readJournal } from "../../src/journal/reader.ts";
import { type ReplayReport, replay } from "../../src/journal/replay.ts";

/** Two sessions of the whole program on the embedded exchange, in one state folder. */
let state: string;
let handled: number;
beforeAll(async () => {
  state = mkdtempSync(join(tmpdir(), "tauroi-session-"));
  handled = 0;
  for (const seed of [1, 2]) await trade(seed);
});
afterAll(() => rmSync(state, { recursive: true, force: true }));

async function trade(seed: number): Promise<void> {
  const flags = { headless: true, duration: "5m", halfSpread: "fixed", halfSpreadCents: "1" };
  const journal = openJournal(state, "tauroi test");
  const run = await openSimRun({
    configuration: loadConfiguration({ flags, environment: {} }),
    seed,
    epoch: "test",
    program: "tauroi test",
    journal,
    clock: systemClock,
    timers: systemTimers,
    unattended: true,
    watch: () => {
      handled += 1;
    },
  });
  await run.play();
  journal.close();
}

/** Replays a copy of the journal that `change` may have tampered with. */
function replayed(change: (database: Database) => void = () => undefined, session?: number): ReplayReport {
  const copy = mkdtempSync(join(state, "copy-"));
  copyFileSync(journalPath(state), journalPath(copy));
  const database = new Database(journalPath(copy));
  change(database);
  database.close();
  const reader = readJournal(copy);
  try {
    return replay(reader, session);
  } finally {
    reader.close();
  }
}

test("the same journal replays to the same commands, byte for byte", () => {
  const report = replayed();
  expect(report).toMatchObject({ sessions: 2, inputs: handled, mismatches: 0, first: null });
  expect(report.commands).toBeGreaterThan(50);
  expect(replayed(undefined, 2)).toMatchObject({ sessions: 1, mismatches: 0 });
});

test("so does one that ends anywhere, as after a crash", () => {
  for (const left of [1, 2, 500]) {
    const report = replayed((database) => {
      database.run("DELETE FROM sessions WHERE id > 1");
      database.run("DELETE FROM commands WHERE seq > ?", [left]);
      database.run("DELETE FROM inputs WHERE seq > ?", [left]);
    });
    expect(report).toMatchObject({ sessions: 1, inputs: left, mismatches: 0 });
  }
});

test("a price of one order changed by a tick is found", () => {
  let changed: { seq: number; n: number } | undefined;
  const report = replayed((database) => {
    changed =
      database
        .query<{ seq: number; n: number }, []>(
          "SELECT seq, n FROM commands WHERE type = 'place' ORDER BY seq LIMIT 1 OFFSET 5",
        )
        .get() ?? undefined;
    database.run(
      "UPDATE commands SET body = json_set(body, '$.price', json_extract(body, '$.price') + 1) WHERE seq = ? AND n = ?",
      [changed?.seq ?? 0, changed?.n ?? 0],
    );
  });
  expect(report.mismatches).toBe(1);
  expect(report.first).toMatchObject({ seq: changed?.seq, n: changed?.n });
});

test("an input left out is found", () => {
  const report = replayed((database) => {
    database.run("DELETE FROM commands WHERE seq = (SELECT min(seq) FROM inputs WHERE type = 'placed')");
    database.run("DELETE FROM inputs WHERE seq = (SELECT min(seq) FROM inputs WHERE type = 'placed')");
  });
  expect(report.mismatches).toBeGreaterThan(0);
});
