import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Command } from "../../src/engine/command.ts";
import type { EngineState } from "../../src/engine/engine-state.ts";
import type { Input } from "../../src/engine/input.ts";
import type { Start } from "../../src/engine/start.ts";
import { journalPath } from "../../src/journal/journal.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import { readJournal } from "../../src/journal/reader.ts";
import { type Chosen, type Replayed, type ReplayReport, replay } from "../../src/journal/replay.ts";
import { start, tick } from "./inputs.ts";

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "tauroi-replay-"));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

/** An engine that alerts what it has seen so far, so that every answer depends on the whole past; `fault` answers wrongly. */
function rememberer(fault?: { at: number; how: "other" | "none" | "more" | "throw" }, before = ""): Replayed {
  let past = before;
  return {
    save: () => ({ past }),
    handle(input) {
      past = String(Bun.hash(past + JSON.stringify(input)));
      const answers: Command[] = input.at % 2 === 0 ? [alert(past), alert(`${past}!`)] : [];
      if (fault?.at !== input.at) return answers;
      if (fault.how === "throw") throw new RangeError("lost my memory");
      if (fault.how === "none") return answers.slice(1);
      if (fault.how === "more") return [...answers, alert("surprise")];
      return [...answers.slice(0, 1), alert("something else")];
    },
  };
}

const alert = (text: string): Command => ({ type: "alert", severity: "info", code: "past", text });

/** Runs an engine over inputs and journals them, as a driver would; each start begins a session with a new engine, and cuts come after some. */
async function run(inputs: readonly Input[], create: () => Replayed, cutAfter: readonly number[] = []): Promise<void> {
  const journal = openJournal(state, "tauroi test", { writer: "direct" });
  let engine = create();
  let begun = start();
  for (const input of inputs) {
    if (input.type === "start") {
      engine = create();
      begun = input;
    }
    journal.append(input, engine.handle(input));
    if (cutAfter.includes(input.at)) journal.cut(begun, engine.save() as EngineState);
  }
  await journal.close();
}

type Create = (before?: string) => Replayed;
const faultless: Create = (before) => rememberer(undefined, before);

function replayed(create: Create = faultless, chosen?: Chosen): ReplayReport {
  const journal = readJournal(state);
  try {
    const restore = (_: Start, { past }: EngineState & { past?: string }): Replayed => create(past);
    return replay(journal, chosen, { create: () => create(), restore });
  } finally {
    journal.close();
  }
}

const ticks = (from: number, count: number) => Array.from({ length: count }, (_, index) => tick(from + index));
const twoSessions = [start("e1", 1_000), ...ticks(1_001, 700), start("e2", 5_000), ...ticks(5_001, 9)];

describe("replay", () => {
  test("the same engine gives the same commands, in every session", async () => {
    await run(twoSessions, () => rememberer());
    expect(replayed(() => rememberer())).toEqual({
      sessions: 2,
      segments: 2,
      inputs: twoSessions.length,
      commands: twoSessions.filter(({ at }) => at % 2 === 0).length * 2,
      mismatches: 0,
      first: null,
    });
  });

  test("one session alone, or one segment", async () => {
    await run(twoSessions, faultless, [1_200, 1_500]);
    expect(replayed(faultless, { session: 2 })).toMatchObject({ sessions: 1, segments: 1, inputs: 10, mismatches: 0 });
    expect(replayed(faultless, { session: 1 })).toMatchObject({ segments: 3, inputs: 701, mismatches: 0 });
    expect(replayed(faultless, { segment: 2 })).toMatchObject({ sessions: 1, inputs: 300, mismatches: 0 });
    expect(replayed(faultless, { session: 1, segment: 3 })).toMatchObject({ inputs: 200, mismatches: 0 });
    expect(() => replayed(faultless, { session: 3 })).toThrow("no session 3: it has 1 to 2");
    expect(() => replayed(faultless, { segment: 9 })).toThrow("no segment 9: it has 1 to 4");
    expect(() => replayed(faultless, { session: 2, segment: 3 })).toThrow("no segment 3: it has 4 to 4");
  });

  test("a session whose start is dropped begins with the first state that is kept", async () => {
    await run(twoSessions, faultless, [1_200, 1_500]);
    const database = new Database(journalPath(state));
    database.run("DELETE FROM segments WHERE id < 3"); // the rows are still there: they count as dropped
    database.close();
    expect(replayed()).toMatchObject({ sessions: 2, segments: 2, inputs: 210, mismatches: 0, first: null });
  });

  test("a state that the replay doesn't come to is found, where it differs", async () => {
    await run(twoSessions, faultless, [1_200]);
    const database = new Database(journalPath(state));
    const { past } = JSON.parse(
      database.query<{ engine: string }, []>("SELECT engine FROM segments WHERE id = 2").get()!.engine,
    );
    database.run("UPDATE segments SET engine = ? WHERE id = 2", [JSON.stringify({ past: `${past}0` })]);
    database.close();
    const report = replayed();
    expect(report).toMatchObject({ mismatches: 1, first: { session: 1, seq: 202, n: null } });
    expect(report.first!.input).toContain("segment 2");
    expect(report.first!.expected).toContain(`${past}0`);
    expect(report.first!.got).toContain(`${past}"`);
  });

  test.each(["other", "none", "more", "throw"] as const)(
    "an engine that answers otherwise (%s) is found out where it did",
    async (how) => {
      await run(twoSessions, () => rememberer());
      const report = replayed(() => rememberer({ at: 1_400, how }));
      expect(report.mismatches).toBe(1);
      expect(report.first).toMatchObject({
        session: 1,
        program: "tauroi test",
        seq: 401,
        n: { other: 1, none: 0, more: 2, throw: 0 }[how],
      });
      expect(JSON.parse(report.first?.input ?? "")).toEqual(tick(1_400));
      expect(report.first?.got).toContain(
        { other: "something else", none: "!", more: "surprise", throw: "lost my memory" }[how],
      );
      if (how === "more") expect(report.first?.expected).toBeNull();
      else expect(report.first?.expected).toMatch(/^\{"type":"alert"/);
    },
  );

  test("one character changed in any command is found", async () => {
    await run(twoSessions.slice(0, 60), () => rememberer());
    fc.assert(
      fc.property(
        fc.integer({ min: 500, max: 529 }).map((half) => half * 2),
        (at) => {
          const create = (): Replayed => {
            const engine = rememberer();
            return {
              save: () => engine.save(),
              handle: (input) =>
                engine
                  .handle(input)
                  .map((command, n) =>
                    n === 1 && input.at === at ? alert(`${(command as { text: string }).text}.`) : command,
                  ),
            };
          };
          expect(replayed(create).first).toMatchObject({ seq: at - 999, n: 1 });
        },
      ),
      { numRuns: 15, seed: 4 },
    );
  });

  test("a file that is no journal, and none at all", () => {
    writeFileSync(join(state, "note"), "a note, which isn't a journal");
    expect(() => readJournal(join(state, "note"))).toThrow("name a journal.sqlite");
    expect(() => readJournal(join(state, "absent"))).toThrow("no such file");
  });
});
