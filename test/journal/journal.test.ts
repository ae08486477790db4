import { Database } from "bun:sqlite";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Input } from "../../src/engine/input.ts";
import { journalPath, nullJournal } from "../../src/journal/journal.ts";
import { type JournalError, journalError } from "../../src/journal/journal-error.ts";
import { type JournalOptions, openJournal } from "../../src/journal/open-journal.ts";
import { readJournal } from "../../src/journal/reader.ts";
import type { Time } from "../../src/market/units.ts";
import { committed, failure } from "./committed.ts";
import { anyCommand, anyInput, start, tick } from "./inputs.ts";

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "tauroi-journal-"));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const open = (folder = state, writer: JournalOptions["writer"] = "direct") =>
  openJournal(folder, "tauroi test", { writer });

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

const types = (folder = state): string[] => kept(folder).map(({ input }) => input.type);

describe.each(["direct", "thread"] as const)("keeping, %s", (writer) => {
  test("what was taken is read back in order, equal to the last byte, over several sessions", async () => {
    const one = fc.tuple(anyInput, fc.array(anyCommand, { maxLength: 3 }));
    const someSessions = fc.array(fc.array(one, { maxLength: 8 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(someSessions, async (sessions) => {
        const folder = mkdtempSync(join(state, "run-"));
        const expected: [Input, readonly unknown[]][] = [];
        for (const [index, entries] of sessions.entries()) {
          const journal = open(folder, writer); // the program is started anew for each
          const whole: typeof entries = [[start(`e${index}`), []], ...entries];
          for (const [input, commands] of whole) {
            journal.append(input, commands);
            expected.push([input, commands]);
          }
          if (index % 2 === 0) journal.markEnded();
          await journal.close();
        }
        const found = kept(folder).map(({ input, commands }) => [input, commands]);
        expect(JSON.stringify(found)).toBe(JSON.stringify(expected));
        const reader = readJournal(folder);
        expect(reader.sessions().map(({ epoch, ended }) => [epoch, ended])).toEqual(
          sessions.map((_, index) => [`e${index}`, index % 2 === 0]),
        );
        reader.close();
      }),
      { numRuns: writer === "direct" ? 20 : 6, seed: 2 },
    );
  });

  test("nothing is in the file before a commit, everything after it", async () => {
    const journal = open(state, writer);
    journal.append(start(), []);
    journal.append(tick(1_001), [{ type: "cancelAll" }]);
    expect(kept()).toEqual([]);
    await committed(journal);
    expect(kept()).toHaveLength(2);
    journal.append(tick(1_002), []);
    expect(kept()).toHaveLength(2);
    await journal.close();
    expect(kept()).toHaveLength(3);
  });
});

describe("writing", () => {
  test("what nobody waits for is written a quarter of a second after it is first asked, on whatever clock", async () => {
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
    await journal.close();
  });

  test("a large backlog is written without waiting", async () => {
    const journal = open();
    journal.append(start(), []);
    const text = "x".repeat(4_000_000);
    journal.append(tick(1_001), [{ type: "alert", severity: "info", code: "large", text }]);
    journal.flushDue(0 as Time);
    expect(kept()).toHaveLength(2);
    await journal.close();
  });

  test("a commit with nothing to write is done at once", async () => {
    const journal = open();
    let done = 0;
    const count = (problem: JournalError | undefined): void => {
      done += problem === undefined ? 1 : 100;
    };
    journal.commit(count);
    journal.append(start(), []);
    journal.commit(count);
    journal.commit(count);
    expect(done).toBe(3);
    await journal.close();
  });

  test("the file, its log and the lock are for this user alone", async () => {
    const folder = join(state, "new");
    const journal = open(folder, "thread");
    journal.append(start(), []);
    await committed(journal);
    for (const name of ["journal.sqlite", "journal.sqlite-wal", "lock.sqlite"]) {
      expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
    }
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    await journal.close();
  });

  test("the journal of nothing takes everything and makes no file", async () => {
    nullJournal.append(tick(1), []);
    await committed(nullJournal);
    nullJournal.flushDue(1 as Time);
    await nullJournal.close();
  });
});

describe("refusing", () => {
  test("a number that JSON has no word for, naming its place: the journal ends there", async () => {
    const journal = open();
    journal.append(start(), []);
    const told: (JournalError | undefined)[] = [];
    journal.onChange((problem) => told.push(problem));
    const bad = { ...start(), limits: { ...start().limits, maxDailyLossPct: Number.NaN } };
    journal.append(bad, []);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ problem: "unwritable", isPassing: false });
    expect(told[0]?.message).toContain("limits.maxDailyLossPct is NaN");
    expect(journal.health(9_000 as Time)).toBe("broken");
    journal.append(tick(1_001), []);
    expect((await failure(() => committed(journal))).problem).toBe("unwritable");
    expect((await failure(() => journal.close())).problem).toBe("unwritable");
    expect(types()).not.toContain("tick");
  });

  test("an input before the start", async () => {
    const journal = open();
    expect((await failure(() => journal.append(tick(1), []))).message).toContain('"tick"');
    await journal.close();
  });

  test("a second engine on the same folder, as long as the first one is there", async () => {
    const journal = open(state, "thread");
    const error = await failure(() => open());
    expect(error.problem).toBe("held");
    expect(error.message).toContain(String(process.pid));
    expect(error.message).toContain("--state");
    await journal.close();
    await open().close();
  });

  test("a sound database of something else, and leaves it as it was", async () => {
    const path = journalPath(state);
    const other = new Database(path, { create: true });
    other.run("CREATE TABLE recipes (name TEXT)");
    other.close();
    const before = readFileSync(path);
    expect(await failure(() => open())).toMatchObject({ problem: "not-a-journal", path });
    expect((await failure(() => readJournal(path))).problem).toBe("not-a-journal");
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test("a state folder that is a file", async () => {
    const path = join(state, "file");
    writeFileSync(path, "");
    expect((await failure(() => open(path))).message).toContain(path);
  });
});

describe("a disk that fails", () => {
  test("by being full or read-only is told apart, with what to do", () => {
    const path = join(state, "small");
    const small = new Database(path, { create: true });
    small.run("CREATE TABLE rows (text)");
    small.run("PRAGMA max_page_count = 3");
    const problem = (database: Database): JournalError => {
      try {
        database.run("INSERT INTO rows VALUES (?)", ["x".repeat(100_000)]);
      } catch (error) {
        return journalError("j", error);
      }
      throw new Error("was taken");
    };
    expect(problem(small)).toMatchObject({ problem: "full", path: "j", isPassing: true });
    expect(problem(small).mend).toContain("room");
    small.close();
    const readOnly = new Database(path, { readonly: true });
    expect(problem(readOnly)).toMatchObject({ problem: "read-only", isPassing: true });
    expect(problem(readOnly).mend).toContain("--state");
    readOnly.close();
  });

  test.each(["direct", "thread"] as const)(
    "or by being held by somebody else's transaction loses nothing, %s",
    async (writer) => {
      const journal = open(state, writer);
      const told: (string | undefined)[] = [];
      journal.onChange((problem) => told.push(problem?.problem));
      journal.append(start(), []);
      const shell = new Database(journalPath(state));
      shell.run("BEGIN IMMEDIATE");
      expect((await failure(() => committed(journal))).problem).toBe("held");
      expect(told).toEqual(["held"]);
      journal.append(tick(1_001), []);
      shell.run("ROLLBACK");
      shell.close();
      await committed(journal);
      expect(told).toEqual(["held", undefined]);
      expect(types()).toEqual(["start", "tick"]);
      await journal.close();
    },
  );

  test("whose lock file is damaged is no obstacle: nobody can hold that", async () => {
    writeFileSync(join(state, "lock.sqlite"), "not a database at all. ".repeat(300));
    const journal = open();
    expect((await failure(() => open())).problem).toBe("held");
    await journal.close();
  });
});

describe("a journal that can't be gone on with is set aside, told, and never deleted", () => {
  /** Opens a journal that has to be set aside; the bytes of what was, and of what stands aside now. */
  async function setAside(): Promise<{ note: string; aside: string }> {
    const journal = open();
    journal.append(start("fresh"), []);
    await journal.close();
    expect(journal.notes).toHaveLength(1);
    expect(types()).toEqual(["start"]);
    const names = readdirSync(state).filter((name) => /^journal-set-aside-\d{8}T\d{9}Z\.sqlite$/.test(name));
    expect(names).toHaveLength(1);
    return { note: journal.notes[0]!, aside: join(state, names[0]!) };
  }

  test.each([
    ["1", "schema 1"],
    ["3", "schema 3"],
    ["what?", "doesn't say its version"],
  ])("schema %s", async (version, said) => {
    const before = open();
    before.append(start("old"), []);
    await before.close();
    const database = new Database(journalPath(state));
    database.run("UPDATE meta SET value = ? WHERE name = 'schema_version'", [version]);
    database.close();
    expect(["older", "newer", "corrupt"]).toContain((await failure(() => readJournal(state))).problem);
    const { note, aside } = await setAside();
    expect(note).toContain(said);
    expect(note).toContain(aside);
    const old = new Database(aside, { readonly: true });
    expect(old.query("SELECT epoch FROM sessions").values()).toEqual([["old"]]);
    old.close();
  });

  test.each([
    ["all but its first page", 4_096],
    ["its first page too", 0],
    ["its last half", Number.NaN],
  ])("damaged: %s", async (_, from) => {
    const journal = open();
    journal.append(start(), []);
    for (let at = 1_001; at < 1_400; at++) journal.append(tick(at), []);
    await journal.close();
    const bytes = readFileSync(journalPath(state));
    bytes.fill(0xa5, Number.isNaN(from) ? bytes.length / 2 : from);
    writeFileSync(journalPath(state), bytes);
    const { aside } = await setAside();
    expect(readFileSync(aside).equals(bytes)).toBe(true);
  });

  test("its log goes with it: one left by a crash is not taken for the new journal's", async () => {
    const journal = open();
    journal.append(start("old"), []);
    await committed(journal);
    const file = journalPath(state);
    const copy = mkdtempSync(join(state, "copy-"));
    for (const suffix of ["", "-wal"]) writeFileSync(journalPath(copy) + suffix, readFileSync(file + suffix));
    await journal.close();
    writeFileSync(journalPath(copy), "damaged".repeat(1_000));
    const next = openJournal(copy, "tauroi test", { writer: "direct" });
    next.append(start("fresh"), []);
    await next.close();
    expect(kept(copy).map(({ input }) => (input.type === "start" ? input.epoch : ""))).toEqual(["fresh"]);
    expect(readdirSync(copy).filter((name) => name.endsWith(".sqlite-wal") && name.includes("aside"))).toHaveLength(1);
  });
});
