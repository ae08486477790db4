import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { EngineState } from "../../src/engine/engine-state.ts";
import { journalPath } from "../../src/journal/journal.ts";
import { backupFolder } from "../../src/journal/keep-backup.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import { readJournal } from "../../src/journal/reader.ts";
import { replay } from "../../src/journal/replay.ts";
import { committed } from "./committed.ts";
import { start, tick } from "./inputs.ts";

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "tauroi-bound-"));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const BYTES = 1_000_000;

/** What the journal takes on the disk now, its log included. */
function bytesOnDisk(): number {
  return ["", "-wal"].reduce((sum, suffix) => {
    const found = statSync(journalPath(state) + suffix, { throwIfNoEntry: false });
    return sum + (found?.size ?? 0);
  }, 0);
}

/** An engine's state of a usual size, that tells where it was cut. */
const stateBefore = (seq: number): EngineState => ({ cut: seq, padding: "s".repeat(10_000) }) as never;

describe.each(["direct", "thread"] as const)("the journal's files, %s", (writer) => {
  test("stay within their bound however much is written, with small batches and large ones, and what is kept has no hole", async () => {
    const sizes: number[] = [];
    let seq = 0;
    for (const [index, batch] of [150, 1_500, 500].entries()) {
      const journal = openJournal(state, "tauroi test", { writer, bytes: BYTES });
      const begun = start(`e${index}`);
      journal.append(begun, []);
      seq++;
      for (let written = 0; written < 2.5 * BYTES; ) {
        for (let n = 0; n < batch; n++) {
          const text = "t".repeat((seq * 31) % 600);
          journal.append(tick(1_000 + seq), [{ type: "alert", severity: "info", code: "size", text }]);
          written += text.length;
          seq++;
          if (journal.cutDue) journal.cut(begun, stateBefore(seq + 1));
        }
        await committed(journal);
        sizes.push(bytesOnDisk());
      }
      await journal.close();
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(BYTES);
    const reader = readJournal(state);
    const segments = reader.segments();
    const entries = segments.flatMap((segment) => [...reader.entries(segment)]);
    expect(entries.at(-1)!.seq).toBe(seq);
    expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, index) => entries[0]!.seq + index));
    expect(entries.length).toBeGreaterThan(300); // and not much less than what there is room for
    for (const segment of segments) {
      const { state: kept } = reader.beginning(segment) ?? { state: stateBefore(segment.firstSeq) };
      expect(kept).toEqual(stateBefore(segment.firstSeq));
    }
    reader.close();
  }, 120_000);
});

describe("backups", () => {
  const names = (): string[] => readdirSync(backupFolder(state)).sort();

  async function session(epoch: string, ticks: number, bytes = BYTES): Promise<readonly string[]> {
    const journal = openJournal(state, "tauroi test", { writer: "direct", bytes });
    journal.append(start(epoch), []);
    const text = "u".repeat(1_000);
    for (let n = 0; n < ticks; n++) {
      journal.append(tick(1_001 + n), [{ type: "alert", severity: "info", code: "b", text }]);
    }
    await journal.close();
    return journal.notes;
  }

  test("are kept at each start of what was there before, the last three, for this user alone, and can be read like any journal", async () => {
    for (const epoch of ["e1", "e2", "e3", "e4", "e5"]) {
      expect(await session(epoch, 3)).toEqual([]);
      await Bun.sleep(2); // their names tell milliseconds
    }
    expect(names()).toHaveLength(3);
    const kept = names().map((name) => {
      const path = join(backupFolder(state), name);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      const reader = readJournal(path);
      const epochs = reader.sessions().map(({ epoch }) => epoch);
      const engine = {
        handle: () => [{ type: "alert", severity: "info", code: "b", text: "" } as const],
        save: () => ({}),
      };
      expect(replay(reader, {}, { create: () => engine, restore: () => engine }).inputs).toBe(epochs.length * 4);
      reader.close();
      return epochs;
    });
    expect(kept).toEqual([
      ["e1", "e2"],
      ["e1", "e2", "e3"],
      ["e1", "e2", "e3", "e4"],
    ]);
  });

  test("are fewer when three would be more than the journal itself may be; the newest is kept in any case", async () => {
    for (const epoch of ["e1", "e2", "e3", "e4"]) {
      await session(epoch, 300, 1_500_000);
      await Bun.sleep(2);
    }
    const total = names().reduce((sum, name) => sum + statSync(join(backupFolder(state), name)).size, 0);
    expect(names().length).toBeGreaterThanOrEqual(1);
    expect(names().length).toBeLessThan(3);
    expect(total).toBeLessThanOrEqual(1_500_000);
  });

  test("that can't be made are told, and the journal opens all the same", async () => {
    await session("e1", 3);
    writeFileSync(backupFolder(state), "in the way");
    const notes = await session("e2", 3);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(backupFolder(state));
    const reader = readJournal(state);
    expect(reader.sessions()).toHaveLength(2);
    reader.close();
  });
});
