import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Command } from "../../src/engine/command.ts";
import type { Input } from "../../src/engine/input.ts";
import { openJournal } from "../../src/journal/journal.ts";
import { readJournal } from "../../src/journal/reader.ts";
import { type Replayed, type ReplayReport, replay } from "../../src/journal/replay.ts";
import { start, tick } from "./inputs.ts";

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "tauroi-replay-"));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

/** An engine that alerts what it has seen so far, so that every answer depends on the whole past; `fault` answers wrongly. */
function rememberer(fault?: { at: number; how: "other" | "none" | "more" | "throw" }): Replayed {
  let past = "";
  return {
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

/** Runs an engine over inputs and journals them, as a driver would; each start begins a session with a new engine. */
function run(inputs: readonly Input[], create: () => Replayed): void {
  const journal = openJournal(state, "tauroi test");
  let engine = create();
  for (const input of inputs) {
    if (input.type === "start") engine = create();
    journal.append(input, engine.handle(input));
  }
  journal.close();
}

function replayed(create?: () => Replayed, session?: number): ReplayReport {
  const journal = readJournal(state);
  try {
    return replay(journal, session, create);
  } finally {
    journal.close();
  }
}

const ticks = (from: number, count: number) => Array.from({ length: count }, (_, index) => tick(from + index));
const twoSessions = [start("e1", 1_000), ...ticks(1_001, 700), start("e2", 5_000), ...ticks(5_001, 9)];

describe("replay", () => {
  test("the same engine gives the same commands, in every session", () => {
    run(twoSessions, () => rememberer());
    expect(replayed(() => rememberer())).toEqual({
      sessions: 2,
      inputs: twoSessions.length,
      commands: twoSessions.filter(({ at }) => at % 2 === 0).length * 2,
      mismatches: 0,
      first: null,
    });
  });

  test("one session alone", () => {
    run(twoSessions, () => rememberer());
    expect(replayed(() => rememberer(), 2)).toMatchObject({ sessions: 1, inputs: 10, mismatches: 0 });
    expect(() => replayed(() => rememberer(), 3)).toThrow("no session 3: it has 1 to 2");
  });

  test.each(["other", "none", "more", "throw"] as const)(
    "an engine that answers otherwise (%s) is found out where it did",
    (how) => {
      run(twoSessions, () => rememberer());
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

  test("one character changed in any command is found", () => {
    run(twoSessions.slice(0, 60), () => rememberer());
    fc.assert(
      fc.property(
        fc.integer({ min: 500, max: 529 }).map((half) => half * 2),
        (at) => {
          const create = (): Replayed => {
            const engine = rememberer();
            return {
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
