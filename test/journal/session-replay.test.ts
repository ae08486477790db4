import { Database } from "bun:sqlite";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../src/ambient/clock.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import { loadConfiguration } from "../../src/app/config.ts";
import { openSimRun } from "../../src/app/sim-run.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { journalPath } from "../../src/journal/journal.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import { readJournal } from "../../src/journal/reader.ts";
import { type LastEngine, lastEngine } from "../../src/journal/recover.ts";
import { type ReplayReport, replay } from "../../src/journal/replay.ts";

/** Two sessions of the whole program on the embedded exchange, in one state folder. */
let state: string;
let handled: number;
/** The engine as the second one left it. */
let last: Engine;

const PROGRAM = "tauroi test";
/** Of which a sixteenth is a segment: several in a session, and none is dropped. */
const BYTES = 3_000_000;

beforeAll(async () => {
  state = mkdtempSync(join(tmpdir(), "tauroi-session-"));
  handled = 0;
  for (const seed of [1, 2]) await trade(seed);
});
afterAll(() => rmSync(state, { recursive: true, force: true }));

async function trade(seed: number): Promise<void> {
  const flags = { headless: true, duration: "5m", halfSpread: "fixed", halfSpreadCents: "1" };
  const journal = openJournal(state, PROGRAM, { writer: "direct", bytes: BYTES });
  const run = await openSimRun({
    configuration: loadConfiguration({ flags, environment: {} }),
    seed,
    epoch: "test",
    program: PROGRAM,
    journal,
    clock: systemClock,
    timers: systemTimers,
    unattended: true,
    watch: () => {
      handled += 1;
    },
  });
  await run.play();
  await journal.close();
  last = run.session.engine;
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
    return replay(reader, { session });
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

/** As after a crash: nothing is left after an input. */
function endAt(database: Database, seq: number): void {
  for (const table of ["commands", "inputs"]) database.run(`DELETE FROM ${table} WHERE seq > ?`, [seq]);
  database.run("DELETE FROM segments WHERE first_seq > ?", [seq]);
  database.run("DELETE FROM sessions WHERE id NOT IN (SELECT session FROM segments)");
  database.run("UPDATE sessions SET ended = 0 WHERE id = (SELECT max(id) FROM sessions)");
}

test("so does one that ends anywhere, as after a crash", () => {
  for (const left of [1, 2, 500]) {
    const report = replayed((database) => endAt(database, left));
    expect(report).toMatchObject({ sessions: 1, inputs: left, mismatches: 0 });
  }
});

test("so does each part of it by itself, from the engine's state that was kept there", () => {
  const reader = readJournal(state);
  const segments = reader.segments();
  expect(segments.length).toBeGreaterThanOrEqual(4);
  let inputs = 0;
  for (const { id } of segments) {
    const report = replay(reader, { segment: id });
    expect(report).toMatchObject({ sessions: 1, segments: 1, mismatches: 0, first: null });
    inputs += report.inputs;
  }
  expect(inputs).toBe(handled);
  reader.close();
});

describe("the last engine", () => {
  /** A copy of the journal, changed. */
  function copied(change: (database: Database) => void = () => undefined): string {
    const copy = mkdtempSync(join(state, "copy-"));
    copyFileSync(journalPath(state), journalPath(copy));
    const database = new Database(journalPath(copy));
    change(database);
    database.close();
    return copy;
  }

  test("is as it was left, from the last segment alone", () => {
    const found = lastEngine(
      copied((database) => database.run("DELETE FROM segments WHERE id < 4")),
      PROGRAM,
    );
    if (found === undefined || "problem" in found) throw new Error(found?.problem ?? "nothing");
    expect(found.deviation).toBeUndefined();
    expect(found.session).toMatchObject({ id: 2, program: PROGRAM, ended: true });
    expect(JSON.stringify(found.engine.save())).toBe(JSON.stringify(last.save()));
  });

  test("is as of the last input that a crash has left", () => {
    const found = lastEngine(
      copied((database) => endAt(database, handled - 40)),
      PROGRAM,
    );
    if (found === undefined || "problem" in found) throw new Error(found?.problem ?? "nothing");
    expect(found.session.ended).toBe(false);
    expect(found.engine.desk!.now).toBeLessThan(last.desk!.now);
  });

  /** What is found of a changed copy, which has an engine. */
  function engineOf(change: (database: Database) => void, program = PROGRAM): LastEngine {
    const found = lastEngine(copied(change), program);
    if (found === undefined || "problem" in found) throw new Error(found?.problem ?? "nothing");
    return found;
  }

  test("of another version's session, or one answered differently, has its books all the same, and it is said", () => {
    const books = last.desk!.account.ledger!.save();
    const other = engineOf(() => undefined, "tauroi other");
    expect(other.deviation).toBe("the last session ran tauroi test, this is tauroi other");
    expect(other.engine.desk!.account.ledger!.save()).toEqual(books);
    const changed = engineOf((database) => {
      database.run(
        "UPDATE commands SET body = '{}' WHERE seq > (SELECT max(seq) - 200 FROM inputs) AND type <> 'alert'",
      );
    });
    expect(changed.deviation).toContain("answered differently now");
    expect(changed.engine.desk!.account.ledger!.save()).toEqual(books);
  });

  test("tells of a halt that it wouldn't come to itself", () => {
    const text = "lost $100.00 of $1000.00 today";
    const alert = JSON.stringify({ type: "alert", severity: "critical", code: "halted", text });
    const { halted, engine } = engineOf((database) => {
      database.run("INSERT INTO commands SELECT max(seq), 99, 'alert', ? FROM inputs", [alert]);
    });
    expect(halted).toEqual({ at: engine.desk!.now, text });
    expect(engine.desk!.account.halted).toBeUndefined();
  });

  test("of a session that ended by the engine's throwing is as of just before", () => {
    const before = engineOf((database) => endAt(database, handled - 40));
    const thrown = engineOf((database) => {
      endAt(database, handled - 39);
      database.run("DELETE FROM commands WHERE seq = ?", [handled - 39]);
      database.run(`UPDATE inputs SET body = json_set(body, '$.type', 'start') WHERE seq = ?`, [handled - 39]);
    });
    expect(thrown.deviation).toBeUndefined();
    expect(JSON.stringify(thrown.engine.save())).toBe(JSON.stringify(before.engine.save()));
  });

  test("is not to be had from a damaged journal: it is said why", () => {
    const problem = (change: (database: Database) => void): string => {
      const found = lastEngine(copied(change), PROGRAM);
      return found !== undefined && "problem" in found ? found.problem : "none";
    };
    expect(problem((database) => database.run("UPDATE segments SET engine = '{' WHERE engine IS NOT NULL"))).toContain(
      "is not JSON",
    );
    expect(problem((database) => database.run("UPDATE segments SET engine = '{}' WHERE engine IS NOT NULL"))).not.toBe(
      "none",
    );
    expect(problem((database) => database.run("UPDATE meta SET value = '1' WHERE name = 'schema_version'"))).toContain(
      "schema 1",
    );
    const note = mkdtempSync(join(state, "note-"));
    writeFileSync(journalPath(note), "no journal");
    expect(lastEngine(note, PROGRAM)).toMatchObject({ problem: expect.stringContaining(journalPath(note)) });
  });

  test("is none where there is no journal, or nothing in it", async () => {
    const empty = mkdtempSync(join(state, "empty-"));
    expect(lastEngine(empty, PROGRAM)).toBeUndefined();
    await openJournal(empty, PROGRAM, { writer: "direct" }).close();
    expect(lastEngine(empty, PROGRAM)).toBeUndefined();
  });
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
