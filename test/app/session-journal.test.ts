import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { VenueCommand } from "../../src/engine/command.ts";
import { createEngine } from "../../src/engine/engine.ts";
import { strongest } from "../../src/strategy/reasons.ts";
import { SlowDiskRun } from "./slow-disk-run.ts";

/** A run that quotes. */
async function quoting(seed = 7, options: ConstructorParameters<typeof SlowDiskRun>[1] = {}): Promise<SlowDiskRun> {
  const run = new SlowDiskRun(seed, options);
  await run.begin();
  run.pass(120_000);
  run.passUntil("quotes", () => run.resting > 2);
  return run;
}

/** The commands to the venue other than creates that were sent later than the input that caused them, or never. */
function late(run: SlowDiskRun): VenueCommand[] {
  const sent = new Map(run.sent.map(({ command, at }) => [command, at]));
  return run.handled.flatMap(({ input, commands }) =>
    commands.filter((command): command is VenueCommand => {
      if (command.type === "alert" || command.type === "place") return false;
      return sent.get(command) !== input.at;
    }),
  );
}

/** Every create that was decided is sent once, after its intent was durable, or withdrawn and never sent. */
function checkCreates(run: SlowDiskRun): { sent: number; withdrawn: number } {
  const sentIds = run.sent.flatMap(({ command }) => (command.type === "place" ? [command.clientOrderId] : []));
  expect(run.sent.filter(({ isDurable }) => !isDurable)).toEqual([]);
  expect(new Set(sentIds).size).toBe(sentIds.length);
  expect(run.of("sent").map(({ clientOrderId }) => clientOrderId)).toEqual(sentIds);
  const withdrawn = run.of("withdrawn").map(({ clientOrderId }) => clientOrderId);
  expect(new Set(withdrawn).size).toBe(withdrawn.length);
  const decided = run.handled.flatMap(({ commands }) =>
    commands.flatMap((command) => (command.type === "place" ? [command.clientOrderId] : [])),
  );
  const settled = new Set([...sentIds, ...withdrawn]);
  expect(settled.size).toBe(sentIds.length + withdrawn.length);
  expect(decided.filter((id) => !settled.has(id)).toSorted()).toEqual([...run.intended].toSorted());
  return { sent: sentIds.length, withdrawn: withdrawn.length };
}

describe("a disk that takes 50 ms for each sync", () => {
  test("delays creates by as much, and nothing else by anything", async () => {
    const run = new SlowDiskRun(7);
    run.disk.syncMs = 50;
    await run.begin();
    run.pass(600_000);
    expect(checkCreates(run).sent).toBeGreaterThan(20);
    expect(late(run)).toEqual([]);
    const orders = new Map(run.of("sent").map(({ clientOrderId, at }) => [clientOrderId, at]));
    for (const { input, commands } of run.handled) {
      for (const command of commands) {
        const at = command.type === "place" ? orders.get(command.clientOrderId) : undefined;
        if (at === undefined) continue;
        expect(at - input.at).toBeGreaterThanOrEqual(50);
        expect(at - input.at).toBeLessThanOrEqual(100); // its own sync, and the rest of the one before
      }
    }
    expect(run.session.engine.desk!.reconciliation.last).toMatchObject({ ok: true });
  });

  test("an order whose quote has moved meanwhile isn't sent, and its side is quoted anew at once", async () => {
    const run = await quoting();
    run.disk.syncMs = 400;
    run.pass(900_000);
    checkCreates(run);
    const moved = run.of("withdrawn").filter(({ detail }) => detail.startsWith("moved"));
    expect(moved.length).toBeGreaterThan(0);
    const placed = run.handled.flatMap(({ input, commands }) =>
      commands.flatMap((command) => (command.type === "place" ? [{ at: input.at, ...command }] : [])),
    );
    const anew = moved.filter(({ clientOrderId, at }) => {
      const { ticker, side } = placed.find((place) => place.clientOrderId === clientOrderId)!;
      return placed.some((place) => place.at === at && place.ticker === ticker && place.side === side);
    });
    expect(anew.length).toBeGreaterThan(moved.length / 2); // the others' sides had to wait for tokens, or for another order
  });
});

describe("a disk that hangs while orders wait for it", () => {
  async function hanging(): Promise<SlowDiskRun> {
    const run = await quoting();
    run.disk.syncMs = 30_000;
    run.passUntil("an order that waits", () => run.intended.length > 0);
    return run;
  }

  test("a kill goes out at once, what waits is never sent, and nothing of it counts as live any more", async () => {
    const run = await hanging();
    const sends = run.sent.length;
    run.session.operate("kill", "test");
    expect(run.sent.slice(sends).map(({ command }) => command.type)).toContain("cancelAll");
    expect(run.sent.at(-1)!.at).toBe(run.time.now());
    expect(run.intended).toEqual([]);
    run.pass(60_000);
    expect(run.sent.slice(sends).filter(({ command }) => command.type === "place")).toEqual([]);
    expect(run.resting).toBe(0);
    expect(run.session.engine.desk!.killSwitch.kill).toMatchObject({ grade: "CONFIRMED" });
    checkCreates(run);
  });

  test("so does a pull: every resting order is cancelled in the same millisecond", async () => {
    const run = await hanging();
    const resting = [...run.session.engine.desk!.orders.live()].filter(({ state }) => state === "resting").length;
    const sends = run.sent.length;
    run.session.operate("pull", "test");
    const cancels = run.sent.slice(sends).filter(({ command }) => command.type === "cancel");
    expect(cancels).toHaveLength(resting);
    expect(run.intended).toEqual([]);
    run.pass(40_000);
    expect(run.resting).toBe(0);
    expect(late(run)).toEqual([]);
  });

  test("a stop doesn't wait for it", async () => {
    const run = await hanging();
    run.session.operate("stop", "test");
    run.pass(5_000);
    expect(await run.session.ended).toEqual({ reason: "stopped", by: "test", mayRest: 0 });
    expect(run.disk.isAtWork).toBe(true);
  });

  test("a crash of the program sends none of it, then or later, and no cancel for what was never sent", async () => {
    const run = await hanging();
    const { intended } = run;
    const sends = run.sent.length;
    run.session.crash(new Error("lost"));
    run.pass(60_000);
    const last = run.sent.slice(sends).map(({ command }) => command);
    expect(last.every(({ type }) => type === "cancel" || type === "cancelAll")).toBe(true);
    expect(last.some((command) => command.type === "cancel" && intended.includes(command.clientOrderId))).toBe(false);
    expect(run.resting).toBe(0);
  });

  test("a crash in the moment of sending cancels what is on its way, too", async () => {
    const run = await hanging();
    run.disk.syncMs = 0;
    const { send } = run.venue;
    const onItsWay = Promise.withResolvers<string>();
    run.venue.send = (command) => {
      send(command);
      if (command.type !== "place" || run.session.hasEnded) return;
      onItsWay.resolve(command.clientOrderId);
      run.session.crash(new Error("lost"));
    };
    run.passUntil("a crash", () => run.session.hasEnded);
    const clientOrderId = await onItsWay.promise;
    expect(run.sent.map(({ command }) => command)).toContainEqual(
      expect.objectContaining({ type: "cancel", clientOrderId }),
    );
  });

  test("when it goes on, what is still wanted is sent, in the order in which it was decided", async () => {
    const run = await hanging();
    run.pass(60_000);
    run.disk.syncMs = 0;
    const { intended } = run;
    run.passUntil("an end of the waiting", () => run.intended.every((id) => !intended.includes(id)));
    const isNow = new Set(intended);
    const sent = run.of("sent").filter(({ clientOrderId }) => isNow.has(clientOrderId));
    const decided = intended.filter((id) => sent.some(({ clientOrderId }) => clientOrderId === id));
    expect(sent.map(({ clientOrderId }) => clientOrderId)).toEqual(decided);
    checkCreates(run);
    run.passUntil("quotes", () => run.resting > 2);
    expect(run.session.engine.desk!.reconciliation.last).toMatchObject({ ok: true });
  });

  test("an order that would be sent shortly before its expiry isn't", async () => {
    const run = await hanging();
    run.disk.syncMs = 0;
    const wait = 40_000; // of the 45 s that an order lives
    run.pass(wait);
    for (const { command, at } of run.sent) {
      if (command.type === "place") expect(command.expiresAt! - at).toBeGreaterThanOrEqual(10_000);
    }
    checkCreates(run);
  });
});

describe("a disk that takes nothing", () => {
  test("has everything pulled, with a reason that says what to do and that no key resumes; quoting goes on by itself", async () => {
    const run = await quoting();
    run.disk.problem = "full";
    run.passUntil("the journal's trouble", () => run.of("journal").length > 0);
    run.pass(5_000);
    expect(run.resting).toBe(0);
    run.session.operate("resume", "test");
    run.pass(10_000);
    expect(run.resting).toBe(0);
    const { legs } = run.session.engine.desk!;
    for (const leg of legs.values()) {
      const reason = leg.reasons.find(({ code }) => code === "journal");
      expect(reason).toMatchObject({ effect: "pull", text: expect.stringContaining("make room on the disk") });
      expect(strongest(leg.reasons, "bid")?.effect).toBe("pull");
    }
    const alerts = run.handled.flatMap(({ commands }) => commands.filter(({ type }) => type === "alert"));
    expect(alerts).toContainEqual(expect.objectContaining({ code: "journal", severity: "critical" }));
    run.disk.problem = undefined;
    run.pass(10_000);
    expect(run.of("journal").at(-1)).toMatchObject({ problem: null });
    run.passUntil("quotes", () => run.resting > 2);
    checkCreates(run);
    expect(run.disk.rows.map(({ seq }) => seq)).toEqual(run.disk.rows.map((_, index) => index + 1));
  });

  test("and has lost something: quoting never goes on, and the reason says to start again", async () => {
    const run = await quoting();
    run.disk.problem = "died";
    run.passUntil("the journal's trouble", () => run.of("journal").length > 0);
    run.pass(60_000);
    expect(run.resting).toBe(0);
    expect(run.of("journal")[0]!.problem).toContain("start again");
    expect(run.of("journal")).toHaveLength(1);
  });
});

test("whatever the disk does, creates are durable before they are sent, nothing else waits, and what is kept replays", async () => {
  const change = fc.record({
    afterMs: fc.nat({ max: 20_000 }),
    syncMs: fc.oneof(fc.constant(0), fc.nat({ max: 300 }), fc.nat({ max: 20_000 })),
    problem: fc.option(fc.constantFrom("full" as const, "failing" as const, "held" as const), {
      nil: undefined,
      freq: 2,
    }),
    action: fc.option(fc.constantFrom("pull" as const, "resume" as const, "reduce" as const), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 50 }), fc.array(change, { minLength: 1, maxLength: 12 }), async (seed, changes) => {
      const run = new SlowDiskRun(seed, { segmentCharacters: 50_000 });
      await run.begin();
      run.pass(70_000);
      for (const { afterMs, syncMs, problem, action } of changes) {
        run.pass(afterMs);
        run.disk.syncMs = syncMs;
        run.disk.problem = problem;
        if (action !== undefined) run.session.operate(action, "test");
        checkCreates(run);
      }
      expect(late(run)).toEqual([]);
      const engine = createEngine();
      for (const row of run.disk.rows) {
        const commands = engine.handle(JSON.parse(row.body)).map((command) => JSON.stringify(command));
        expect(commands).toEqual(row.commands.map(({ body }) => body));
      }
    }),
    { numRuns: 10, seed: 11 },
  );
}, 120_000);

test("a session that has ended with nothing live is noted as such, one that has crashed isn't", async () => {
  const ended = await quoting();
  ended.session.operate("stop", "test");
  ended.pass(70_000);
  void ended.journal.close();
  ended.pass(1_000);
  await ended.session.ended;
  expect(ended.disk.ended).toBe(1);
  const crashed = await quoting();
  crashed.session.crash(new Error("lost"));
  crashed.pass(70_000);
  void crashed.journal.close();
  crashed.pass(1_000);
  await crashed.session.ended;
  expect(crashed.disk.ended).toBeUndefined();
  expect(crashed.disk.isClosed).toBe(true);
});

test("the engine is told once a second how the program does: how late the loop is, and whether the disk keeps up", async () => {
  const run = await quoting(7, { health: () => ({ clockUncertaintyMs: 40 }) });
  const told = run.of("health");
  expect(told.length).toBeGreaterThanOrEqual(119);
  expect(
    told.every(
      ({ loopLagMs, clockUncertaintyMs, journal }) =>
        loopLagMs === 0 && clockUncertaintyMs === 40 && journal === "writable",
    ),
  ).toBe(true);
  for (const [index, { at }] of told.entries()) if (index > 0) expect(at - told[index - 1]!.at).toBe(1_000);
  run.disk.syncMs = 5_000;
  run.pass(5_000);
  expect(run.of("health").at(-1)!.journal).toBe("slow");
  run.disk.syncMs = 0;
  run.disk.problem = "full";
  run.pass(15_000);
  expect(run.of("health").at(-1)!.journal).toBe("broken");
});
