import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { journalPath, openJournal } from "../../src/journal/journal.ts";
import { JournalError } from "../../src/journal/journal-error.ts";
import { readJournal } from "../../src/journal/reader.ts";
import { start, tick } from "./inputs.ts";

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "tauroi-crash-"));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

/** The inputs' times and their numbers of commands, as found in a journal. */
function found(folder: string): [at: number, commands: number][] {
  const reader = readJournal(folder);
  try {
    const entries = reader.sessions().flatMap((session) => [...reader.entries(session)]);
    return entries.map(({ input, commands }) => [input.at, commands.length]);
  } finally {
    reader.close();
  }
}

test("wherever the write-ahead log is cut, a prefix of whole entries is left, and the folder can be started on", () => {
  const journal = openJournal(state, "tauroi test");
  const whole: [number, number][] = [[1_000, 0]];
  journal.append(start(), []);
  journal.commit();
  for (let at = 1_001; at <= 1_040; at++) {
    const commands = Array.from({ length: at % 4 }, () => ({ type: "cancelAll" as const }));
    journal.append(tick(at), commands);
    whole.push([at, commands.length]);
    if (at % 3 === 0) journal.commit();
  }
  journal.commit();
  const log = readFileSync(`${journalPath(state)}-wal`);
  fc.assert(
    fc.property(fc.nat({ max: log.length }), (size) => {
      const copy = mkdtempSync(join(state, "copy-"));
      copyFileSync(journalPath(state), journalPath(copy));
      writeFileSync(`${journalPath(copy)}-wal`, log.subarray(0, size));
      let left: [number, number][] = [];
      try {
        left = found(copy);
      } catch (error) {
        // Cut before the tables themselves were whole: an empty file, which is no journal yet.
        if (!(error instanceof JournalError && error.problem === "not-a-journal")) throw error;
      }
      expect(left).toEqual(whole.slice(0, left.length));
      if (size === log.length) expect(left).toEqual(whole);

      const next = openJournal(copy, "tauroi test");
      next.append(start("e2", 2_000), []);
      next.close();
      expect(found(copy)).toEqual([...left, [2_000, 0]]);
    }),
    { numRuns: 40, seed: 3, examples: [[log.length], [0]] },
  );
  journal.close();
});

test("after SIGKILL everything committed is there, and the folder is free at once", async () => {
  const killed = Bun.spawn([process.execPath, join(import.meta.dirname, "killed-writer.ts"), state], {
    stdout: "pipe",
    stderr: "inherit",
  });
  expect(await new Response(killed.stdout).text()).toBe("committed\n");
  await killed.exited;
  expect(killed.signalCode).toBe("SIGKILL");
  expect(existsSync(`${journalPath(state)}-wal`)).toBe(true);
  expect(found(state)).toEqual([
    [1_000, 0],
    [1_001, 1],
  ]);
  openJournal(state, "tauroi test").close();
});

test("an engine in another process holds the folder against this one", async () => {
  const holder = Bun.spawn([process.execPath, join(import.meta.dirname, "killed-writer.ts"), state, "stay"], {
    stdout: "pipe",
    stderr: "inherit",
  });
  const output = holder.stdout.getReader();
  await output.read(); // it has committed
  expect(() => openJournal(state, "tauroi test")).toThrow(`process ${holder.pid} runs an engine`);
  expect(found(state)).toHaveLength(2); // reading is free to all
  holder.kill("SIGKILL");
  await holder.exited;
  openJournal(state, "tauroi test").close();
});
