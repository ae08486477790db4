import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import type { EngineState } from "../../src/engine/engine-state.ts";
import type { JournalError } from "../../src/journal/journal-error.ts";
import { StoredJournal } from "../../src/journal/stored-journal.ts";
import { after, type Time } from "../../src/market/units.ts";
import { failure } from "./committed.ts";
import { start, tick } from "./inputs.ts";
import { SimulatedDisk } from "./simulated-disk.ts";

const START = 1_000 as Time;

function opened(segmentCharacters = Number.POSITIVE_INFINITY) {
  const time = new VirtualTime(START);
  const disk = new SimulatedDisk(time);
  const last = { seq: 0, session: 0 };
  const journal = new StoredJournal({ store: disk, path: "(simulated)", last, segmentCharacters, timers: time });
  const told: (string | undefined)[] = [];
  journal.onChange((problem) => told.push(problem?.problem));
  const done: (string | undefined)[] = [];
  const commit = (): void => journal.commit((problem) => done.push(problem?.problem));
  const pass = (ms: number): void => time.runUntil(after(time.now(), ms));
  /** Appends a tick at the present. */
  const append = (text = ""): void =>
    journal.append(tick(time.now()), text === "" ? [] : [{ type: "alert", severity: "info", code: "x", text }]);
  return { time, disk, journal, told, done, commit, pass, append };
}

describe("group commit", () => {
  test("commits asked for while one is under way become one transaction, and each is told once", () => {
    const { journal, disk, done, commit, pass, append } = opened();
    disk.syncMs = 50;
    journal.append(start(), []);
    commit();
    for (let n = 0; n < 20; n++) {
      append();
      commit();
      pass(1);
    }
    expect(done).toEqual([]);
    pass(30);
    expect(done).toHaveLength(1);
    pass(50);
    expect(done).toHaveLength(21);
    expect(disk.batches).toEqual([1, 20]);
  });

  test("whatever the schedule, what is told durable is on the disk, in order, without a hole, and everybody is told once", () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.constant("append" as const) },
      { weight: 3, arbitrary: fc.constant("commit" as const) },
      { weight: 2, arbitrary: fc.constant("flush" as const) },
      { weight: 4, arbitrary: fc.nat({ max: 400 }) },
      { weight: 1, arbitrary: fc.constantFrom("break" as const, "mend" as const, "cut" as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), fc.nat({ max: 120 }), (steps, syncMs) => {
        const { time, journal, disk, told, pass, append } = opened();
        disk.syncMs = syncMs;
        journal.append(start(), []);
        let appended = 1;
        const open = new Set<number>();
        for (const [n, what] of steps.entries()) {
          if (typeof what === "number") pass(what);
          else if (what === "append") {
            append();
            appended++;
          } else if (what === "flush") journal.flushDue(time.now());
          else if (what === "cut") journal.cut(start(), {} as EngineState);
          else if (what === "commit") {
            const upTo = appended;
            open.add(n);
            journal.commit((problem) => {
              expect(open.delete(n)).toBe(true);
              if (problem === undefined) expect(disk.rows.length).toBeGreaterThanOrEqual(upTo);
            });
          } else disk.problem = what === "break" ? "full" : undefined;
          expect(disk.rows.map(({ seq }) => seq)).toEqual(disk.rows.map((_, index) => index + 1));
        }
        disk.problem = undefined;
        journal.commit(() => undefined);
        pass(10_000);
        expect(open.size).toBe(0);
        expect(disk.rows).toHaveLength(appended);
        expect(told.length % 2).toBe(0); // what broke was mended
      }),
      { numRuns: 300, seed: 5 },
    );
  });
});

describe("a disk that fails", () => {
  test("is told at once to everybody who waits, is tried again every second, and nothing is lost when it goes on", () => {
    const { time, journal, disk, told, done, commit, pass, append } = opened();
    journal.append(start(), []);
    disk.problem = "full";
    commit();
    append();
    commit();
    pass(1);
    expect(done).toEqual(["full", "full"]);
    expect(told).toEqual(["full"]);
    expect(journal.health(time.now())).toBe("broken");
    for (let n = 0; n < 30; n++) {
      append();
      pass(100);
      journal.flushDue(time.now());
    }
    expect(told).toEqual(["full"]);
    disk.problem = undefined;
    pass(1_000);
    journal.flushDue(time.now());
    pass(1);
    expect(told).toEqual(["full", undefined]);
    expect(journal.health(time.now())).toBe("writable");
    expect(disk.rows).toHaveLength(32);
  });

  test.each([
    ["refuses", { problem: "full" }, "full"],
    ["hangs", { syncMs: Number.POSITIVE_INFINITY }, undefined],
  ] as const)(
    "and %s: what is held for it is bounded; then the journal ends where it stands, and says so",
    (_, fault, first) => {
      const { time, journal, disk, told, done, commit, pass, append } = opened();
      journal.append(start(), []);
      commit();
      pass(1);
      Object.assign(disk, fault);
      commit();
      for (let n = 0; n < 33; n++) {
        append("x".repeat(1_000_000));
        if (n === 0) commit();
        pass(1);
      }
      const problems = first === undefined ? ["gap"] : [first, "gap"];
      expect(told).toEqual(problems);
      expect(done.at(-1)).toBe(problems[0]);
      disk.problem = undefined;
      append();
      commit();
      pass(5_000);
      journal.flushDue(time.now());
      expect(done.at(-1)).toBe("gap");
      expect(journal.health(time.now())).toBe("broken");
      expect(disk.rows).toHaveLength(1); // what comes after a loss is not kept: a prefix is left
    },
  );

  test("slow is when something has been on its way for more than a quarter of a second", () => {
    const { time, journal, disk, commit, pass, append } = opened();
    disk.syncMs = 400;
    journal.append(start(), []);
    expect(journal.health(time.now())).toBe("writable");
    commit();
    pass(250);
    expect(journal.health(time.now())).toBe("writable");
    pass(1);
    expect(journal.health(time.now())).toBe("slow");
    pass(149);
    expect(journal.health(time.now())).toBe("writable");
    append();
    journal.flushDue(time.now());
    pass(250);
    journal.flushDue(time.now()); // written now, though nobody waits
    pass(251);
    expect(journal.health(time.now())).toBe("slow");
  });

  test("at the end it has some seconds; then the journal is closed without it", async () => {
    const { journal, disk, commit, pass } = opened();
    disk.syncMs = Number.POSITIVE_INFINITY;
    journal.append(start(), []);
    commit();
    const closed = failure(() => journal.close());
    pass(10_000);
    expect((await closed).problem).toBe("gap");
    expect(disk.ended).toBeUndefined();
  });
});

test("a session is marked as ended only when it has, and all of it is kept", async () => {
  const { journal, disk, pass, append } = opened();
  journal.append(start(), []);
  append();
  journal.markEnded();
  const closing = journal.close();
  pass(1);
  await closing;
  expect(disk.rows).toHaveLength(2);
  expect(disk.ended).toBe(1);
});

test("a segment is due after so much, begins with the next input, and holds the start without its history", () => {
  const { journal, disk, commit, pass, append } = opened(2_000);
  const whole = start();
  journal.append(whole, []);
  expect(journal.cutDue).toBe(false);
  append("y".repeat(2_000));
  expect(journal.cutDue).toBe(true);
  journal.cut(whole, { version: 7 } as EngineState);
  expect(journal.cutDue).toBe(false);
  append();
  append();
  commit();
  pass(1);
  expect(disk.rows.map(({ segment }) => segment !== undefined)).toEqual([true, false, true, false]);
  const { state, session } = disk.rows[2]!.segment!;
  expect(session).toBeUndefined();
  expect(JSON.parse(state!.engine)).toEqual({ version: 7 });
  expect(JSON.parse(state!.start)).toEqual({ ...whole, history: [] });
});

test("a state that can't be kept makes no segment: the one before goes on", () => {
  const { journal, disk, told, commit, pass, append } = opened();
  journal.append(start(), []);
  journal.cut(start(), { version: Number.NaN } as EngineState);
  append();
  commit();
  pass(1);
  expect(disk.rows.map(({ segment }) => segment !== undefined)).toEqual([true, false]);
  expect(told).toEqual([] as (JournalError | undefined)[]);
});
