import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { journalPath } from "../../src/journal/journal.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import { type JournalReader, readJournal } from "../../src/journal/reader.ts";
import { SqliteWriter } from "../../src/journal/sqlite-writer.ts";
import type { Row } from "../../src/journal/store.ts";
import { start } from "./inputs.ts";

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "tauroi-crash-"));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

/** The inputs' numbers and their numbers of commands, as found in a journal. */
function found(reader: JournalReader): [seq: number, commands: number][] {
  const entries = reader.segments().flatMap((segment) => [...reader.entries(segment)]);
  return entries.map(({ seq, commands }) => [seq, commands.length]);
}

function foundIn(folder: string): [seq: number, commands: number][] {
  const reader = readJournal(folder);
  try {
    return found(reader);
  } finally {
    reader.close();
  }
}

/** The bytes that a machine's disk holds of a journal. */
interface OnDisk {
  readonly file: Buffer;
  readonly log: Buffer;
}

function onDisk(folder: string): OnDisk {
  const log = `${journalPath(folder)}-wal`;
  return { file: readFileSync(journalPath(folder)), log: existsSync(log) ? readFileSync(log) : Buffer.alloc(0) };
}

/** What a crash leaves that comes when so much of `after` has been written over `before`. */
function torn(before: Buffer, after: Buffer, share: number): Buffer {
  const written = Math.floor(Math.max(before.length, after.length) * share);
  return Buffer.concat([after.subarray(0, written), before.subarray(written)]);
}

/** So small that segments are dropped and the log is checkpointed all the time. */
const BYTES = 200_000;

/** Some rows after `last`; every third batch or so begins a segment with a state. */
function batch(last: number, size: number, begins: boolean): Row[] {
  return Array.from({ length: size }, (_, index): Row => {
    const seq = last + 1 + index;
    const commands = Array.from({ length: seq % 4 }, () => ({ type: "cancelAll", body: '{"type":"cancelAll"}' }));
    const row: Row = {
      seq,
      session: 1,
      at: seq,
      type: "tick",
      body: JSON.stringify({ type: "tick", at: seq, padding: "x".repeat((seq * 37) % 900) }),
      commands,
    };
    if (seq === 1) return { ...row, segment: { session: { epoch: "e1", program: "tauroi test" } } };
    if (!begins || index > 0) return row;
    return { ...row, segment: { state: { start: "{}", engine: JSON.stringify({ before: seq }) } } };
  });
}

test("wherever a crash strikes, whole entries without a hole are left, all that was durable and kept among them", async () => {
  const folder = mkdtempSync(join(state, "written-"));
  await openJournal(folder, "tauroi test", { writer: "direct" }).close();
  const writer = new SqliteWriter(journalPath(folder), BYTES);
  /** The disk after each thing the writer did, with the last input that was durable by then. */
  const moments: (OnDisk & { readonly durable: number })[] = [{ ...onDisk(folder), durable: 0 }];
  let last = 0;
  for (let n = 0; n < 80; n++) {
    const rows = batch(last, 1 + ((n * 7) % 23), n % 3 === 0);
    writer.write(rows);
    last += rows.length;
    moments.push({ ...onDisk(folder), durable: last });
    writer.tidy();
    moments.push({ ...onDisk(folder), durable: last });
  }
  expect(foundIn(folder)[0]![0]).toBeGreaterThan(1); // old ones have been dropped on the way
  const crash = fc.record({
    at: fc.nat({ max: moments.length - 2 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    part: fc.constantFrom("log" as const, "file" as const),
  });
  await fc.assert(
    fc.asyncProperty(crash, async ({ at, share, part }) => {
      const before = moments[at]!;
      const after = moments[at + 1]!;
      const copy = mkdtempSync(join(state, "copy-"));
      // The log is written before the file is: a checkpoint brings over what is in it already.
      const log = part === "log" ? torn(before.log, after.log, share) : after.log;
      const file = part === "log" ? before.file : torn(before.file, after.file, share);
      writeFileSync(journalPath(copy), file);
      writeFileSync(`${journalPath(copy)}-wal`, log);
      const left = foundIn(copy);
      const seqs = left.map(([seq]) => seq);
      if (before.durable > 0) expect(seqs.at(-1)).toBeGreaterThanOrEqual(before.durable);
      expect(seqs).toEqual(seqs.map((_, index) => seqs[0]! + index));
      expect(left.every(([seq, commands]) => commands === seq % 4)).toBe(true);
      const reader = readJournal(copy);
      for (const segment of reader.segments()) {
        if (segment.firstSeq > 1) expect(reader.beginning(segment)?.state).toEqual({ before: segment.firstSeq });
      }
      reader.close();

      const next = openJournal(copy, "tauroi test", { writer: "direct" });
      expect(next.notes).toEqual([]);
      next.append(start("e2", 2_000), []);
      await next.close();
      expect(foundIn(copy).length).toBe(left.length + 1);
      rmSync(copy, { recursive: true });
    }),
    { numRuns: 50, seed: 3 },
  );
  writer.close(undefined);
});

test.each(["direct", "thread"])(
  "after SIGKILL everything committed is there, and the folder is free at once (%s)",
  async (writer) => {
    const killed = Bun.spawn([process.execPath, join(import.meta.dirname, "killed-writer.ts"), state, writer], {
      stdout: "pipe",
      stderr: "inherit",
    });
    const committed = (await new Response(killed.stdout).text()).trimEnd().split("\n");
    await killed.exited;
    expect(killed.signalCode).toBe("SIGKILL");
    expect(existsSync(`${journalPath(state)}-wal`)).toBe(true);
    const left = foundIn(state);
    expect(left.length).toBeGreaterThanOrEqual(Number(committed.at(-1)));
    expect(left.map(([seq]) => seq)).toEqual(left.map((_, index) => index + 1));
    await openJournal(state, "tauroi test", { writer: "direct" }).close();
  },
);

test("an engine in another process holds the folder against this one", async () => {
  const holder = Bun.spawn([process.execPath, join(import.meta.dirname, "killed-writer.ts"), state, "direct", "stay"], {
    stdout: "pipe",
    stderr: "inherit",
  });
  const output = holder.stdout.getReader();
  await output.read(); // it has committed
  expect(() => openJournal(state, "tauroi test", { writer: "direct" })).toThrow(`process ${holder.pid} runs an engine`);
  expect(foundIn(state).length).toBeGreaterThan(0); // reading is free to all
  holder.kill("SIGKILL");
  await holder.exited;
  await openJournal(state, "tauroi test", { writer: "direct" }).close();
});

test("a full disk is told as such, and what was durable before stays so", async () => {
  // The shell's limit on the size of a file stands for the disk's end; the signal that goes with it is ignored.
  const script = `trap '' XFSZ; ulimit -f 1000; exec "$@"`;
  const writer = Bun.spawn(
    ["sh", "-c", script, "sh", process.execPath, join(import.meta.dirname, "filling-writer.ts"), state],
    { stdout: "pipe", stderr: "inherit" },
  );
  const lines = (await new Response(writer.stdout).text()).trimEnd().split("\n");
  expect(await writer.exited).toBe(0);
  const { problem, isPassing, durable, health } = JSON.parse(lines.at(-1)!);
  expect(["full", "failing"]).toContain(problem); // as the system words it: no space, or a file too large
  expect({ isPassing, health }).toEqual({ isPassing: true, health: "broken" });
  expect(durable).toBeGreaterThan(1);
  const left = foundIn(state).map(([seq]) => seq);
  expect(left).toEqual(left.map((_, index) => index + 1));
  expect(left.length).toBe(durable);
});
