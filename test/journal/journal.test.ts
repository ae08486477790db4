import { Database } from "bun:sqlite";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Input } from "../../src/engine/input.ts";
import { journalPath, nullJournal, openJournal } from "../../src/journal/journal.ts";
import { JournalError, journalError } from "../../src/journal/journal-error.ts";
import { readJournal } from "../../src/journal/reader.ts";
import type { Time } from "../../src/market/units.ts";
import { anyCommand, anyInput, start, tick } from "./inputs.ts";

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "tauroi-journal-"));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const open = (folder = state) => openJournal(folder, "tauroi test");

/** What somebody else sees in the journal now, all sessions in one list. */
function kept(folder = state): { input: Input; commands: unknown[] }[] {
  const reader = readJournal(folder);
  try {
    return reader
      .sessions()
      .flatMap((session) => [...reader.entries(session)])
      .map(({ input, commands }) => ({ input, commands: commands.map((text) => JSON.parse(text)) }));
  } finally {
    reader.close();
  }
}

function failure(action: () => unknown): JournalError {
  try {
    action();
  } catch (error) {
    if (error instanceof JournalError) return error;
    throw error;
  }
  throw new Error("did not fail");
}

describe("keeping", () => {
  test("what was taken is read back in order, equal to the last byte, over several sessions", () => {
    const one = fc.tuple(anyInput, fc.array(anyCommand, { maxLength: 3 }));
    const someSessions = fc.array(fc.array(one, { maxLength: 8 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(someSessions, (sessions) => {
        const folder = mkdtempSync(join(state, "run-"));
        const expected: [Input, readonly unknown[]][] = [];
        for (const [index, entries] of sessions.entries()) {
          const journal = open(folder); // the program is started anew for each
          const whole: typeof entries = [[start(`e${index}`), []], ...entries];
          for (const [input, commands] of whole) {
            journal.append(input, commands);
            expected.push([input, commands]);
          }
          journal.close();
        }
        const found = kept(folder).map(({ input, commands }) => [input, commands]);
        expect(JSON.stringify(found)).toBe(JSON.stringify(expected));
        expect(
          readJournal(folder)
            .sessions()
            .map(({ epoch }) => epoch),
        ).toEqual(sessions.map((_, index) => `e${index}`));
      }),
      { numRuns: 25, seed: 2 },
    );
  });

  test("nothing is in the file before a commit, everything after it", () => {
    const journal = open();
    journal.append(start(), []);
    journal.append(tick(1_001), [{ type: "cancelAll" }]);
    expect(kept()).toEqual([]);
    journal.commit();
    expect(kept()).toHaveLength(2);
    journal.append(tick(1_002), []);
    expect(kept()).toHaveLength(2);
    journal.close();
    expect(kept()).toHaveLength(3);
  });

  test("what waits is flushed a quarter of a second after it is first asked, on whatever clock", () => {
    const journal = open();
    journal.append(start(), []);
    journal.flushDue(7_000 as Time);
    journal.flushDue(7_249 as Time);
    expect(kept()).toEqual([]);
    journal.flushDue(7_250 as Time);
    expect(kept()).toHaveLength(1);
    journal.append(tick(1_001), []);
    journal.flushDue(7_300 as Time);
    expect(kept()).toHaveLength(1);
    journal.close();
  });

  test("a large backlog is flushed without waiting", () => {
    const journal = open();
    journal.append(start(), []);
    const text = "x".repeat(4_000_000);
    journal.append(tick(1_001), [{ type: "alert", severity: "info", code: "large", text }]);
    journal.flushDue(0 as Time);
    expect(kept()).toHaveLength(2);
    journal.close();
  });

  test("the file, its log and the lock are for this user alone", () => {
    const folder = join(state, "new");
    const journal = open(folder);
    journal.append(start(), []);
    journal.commit();
    for (const name of ["journal.sqlite", "journal.sqlite-wal", "lock.sqlite"]) {
      expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
    }
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    journal.close();
  });

  test("the journal of nothing takes everything and makes no file", () => {
    nullJournal.append(tick(1), []);
    nullJournal.commit();
    nullJournal.flushDue(1 as Time);
    nullJournal.close();
  });
});

describe("refusing", () => {
  test("a number that JSON has no word for, naming its place", () => {
    const journal = open();
    journal.append(start(), []);
    const bad = { ...start(), limits: { ...start().limits, maxDailyLossPct: Number.NaN } };
    const error = failure(() => journal.append(bad, []));
    expect(error.problem).toBe("unwritable");
    expect(error.message).toContain("limits.maxDailyLossPct is NaN");
    journal.close();
  });

  test("an input before the start", () => {
    const journal = open();
    expect(failure(() => journal.append(tick(1), [])).message).toContain('"tick"');
    journal.close();
  });

  test("a second engine on the same folder, as long as the first one is there", () => {
    const journal = open();
    const error = failure(() => open());
    expect(error.problem).toBe("held");
    expect(error.message).toContain(String(process.pid));
    expect(error.message).toContain("--state");
    journal.close();
    open().close();
  });

  test("a file that is something else, and leaves it as it was", () => {
    const path = journalPath(state);
    const text = "this is a note, not a database. ".repeat(200);
    writeFileSync(path, text);
    expect(failure(() => open())).toMatchObject({ problem: "not-a-journal", path });
    expect(statSync(path).size).toBe(text.length);
    rmSync(path);
    const other = new Database(path, { create: true });
    other.run("CREATE TABLE recipes (name TEXT)");
    other.close();
    expect(failure(() => open()).problem).toBe("not-a-journal");
    expect(failure(() => readJournal(path)).problem).toBe("not-a-journal");
  });

  test.each([
    ["0", "older"],
    ["2", "newer"],
    ["what?", "corrupt"],
  ])("a journal of schema %s as %s", (version, problem) => {
    open().close();
    const database = new Database(journalPath(state));
    database.run("UPDATE meta SET value = ? WHERE name = 'schema_version'", [version]);
    database.close();
    const error = failure(() => open());
    expect(error.problem).toBe(problem);
    expect(error.message).toContain(journalPath(state));
    expect(failure(() => readJournal(state)).problem).toBe(problem);
  });

  test("a damaged file", () => {
    const journal = open();
    journal.append(start(), []);
    for (let at = 1_001; at < 1_400; at++) journal.append(tick(at), []);
    journal.close();
    const bytes = readFileSync(journalPath(state));
    writeFileSync(journalPath(state), bytes.fill(0xa5, 4_096)); // all but the first page, which says what the file is
    expect(failure(() => open()).problem).toBe("corrupt");
  });

  test("a state folder that is a file", () => {
    const path = join(state, "file");
    writeFileSync(path, "");
    expect(failure(() => open(path)).message).toContain(path);
  });
});

describe("a disk that fails", () => {
  test("a full disk is told apart", () => {
    const small = new Database(join(state, "small"), { create: true });
    small.run("CREATE TABLE rows (text)");
    small.run("PRAGMA max_page_count = 3");
    const full = failure(() => {
      try {
        small.run("INSERT INTO rows VALUES (?)", ["x".repeat(100_000)]);
      } catch (error) {
        throw journalError("j", error);
      }
    });
    expect(full).toMatchObject({ problem: "full", path: "j" });
    expect(full.mend).toContain("room");
    small.close();
  });

  test("a commit that fails says so and loses nothing", () => {
    const journal = open();
    journal.append(start(), []);
    const shell = new Database(journalPath(state));
    shell.run("BEGIN IMMEDIATE");
    expect(failure(() => journal.commit()).problem).toBe("held");
    journal.append(tick(1_001), []);
    shell.run("ROLLBACK");
    shell.close();
    journal.commit();
    expect(kept().map(({ input }) => input.type)).toEqual(["start", "tick"]);
    journal.close();
  });

  test("what a failing disk doesn't take is held up to a bound; then the journal ends where it stands, and says so", () => {
    const journal = open();
    journal.append(start(), []);
    journal.commit();
    const shell = new Database(journalPath(state));
    shell.run("BEGIN IMMEDIATE");
    journal.append(tick(1_001), []);
    expect(failure(() => journal.commit()).problem).toBe("held");
    journal.append(tick(1_002), [{ type: "alert", severity: "info", code: "long", text: "x".repeat(65_000_000) }]);
    shell.run("ROLLBACK");
    shell.close();
    expect(failure(() => journal.commit()).problem).toBe("gap");
    journal.append(tick(1_003), []);
    expect(failure(() => journal.flushDue(1 as Time)).problem).toBe("gap");
    expect(failure(() => journal.close()).problem).toBe("gap");
    expect(kept()).toHaveLength(1);
    open().close(); // the folder is free again
  });
});
