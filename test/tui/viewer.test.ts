import { describe, expect, it } from "vitest";
import { frame } from "../../tui/frame.ts";
import { plainText } from "../../tui/line.ts";
import { Viewer } from "../../tui/viewer.ts";
import { FakeEngine, settle } from "./fake-engine.ts";
import { HandClock } from "./hand-clock.ts";
import { sampleKill, sampleView } from "./sample-view.ts";

interface Bench {
  readonly viewer: Viewer;
  readonly engine: FakeEngine;
  readonly clock: HandClock;
  /** How the viewer was left, if it was. */
  readonly outcomes: unknown[];
  lines(): string[];
}

/** A viewer on an engine, connected unless `connection` says otherwise. */
async function openBench(connection?: Promise<FakeEngine>): Promise<Bench> {
  const engine = new FakeEngine();
  const clock = new HandClock();
  const outcomes: unknown[] = [];
  const viewer = new Viewer({
    connection: connection ?? Promise.resolve(engine),
    readonly: false,
    size: { columns: 80, rows: 24 },
    clock,
    leave: (outcome) => outcomes.push(outcome),
    suspend: () => outcomes.push("suspended"),
    redraw: () => outcomes.push("redrawn"),
  });
  await settle();
  const lines = () => frame({ ...viewer.picture(), readonly: false, isAscii: false }).map(plainText);
  return { viewer, engine, clock, outcomes, lines };
}

describe("the viewer's pace", () => {
  it("shows the first snapshot at once, then at most four pictures a second, always the newest", async () => {
    const { viewer, engine, clock } = await openBench();
    expect(viewer.picture().feed.view).toBeNull();
    engine.shows(sampleView({ frame: 0 }));
    expect(viewer.picture().feed.view?.at).toBe(sampleView({ frame: 0 }).at);

    let pictures = 0;
    viewer.subscribe(() => pictures++);
    for (let number = 1; number <= 100; number++) {
      engine.shows(sampleView({ frame: number }));
      clock.pass(10);
    }
    expect(pictures).toBe(4);
    expect(viewer.picture().feed.view?.at).toBeGreaterThanOrEqual(sampleView({ frame: 99 }).at);
  });

  it("keeps the same picture while nothing changes", async () => {
    const { viewer } = await openBench();
    expect(viewer.picture()).toBe(viewer.picture());
  });

  it("lets the age of the picture grow when nothing comes any more", async () => {
    const { engine, clock, lines } = await openBench();
    engine.shows(sampleView());
    clock.pass(1_500);
    expect(lines()[0]).not.toContain("NO NEWS");
    clock.pass(2_000);
    expect(lines()[0]).toContain("NO NEWS");
    engine.shows(sampleView({ frame: 20 }));
    clock.pass(250);
    expect(lines()[0]).not.toContain("NO NEWS");
  });
});

describe("an engine that goes away", () => {
  it("is announced at once with its reason, and its last words are shown", async () => {
    const { engine, clock, lines } = await openBench();
    engine.shows(sampleView());
    engine.shows(sampleView({ change: { kill: sampleKill({ grade: "CONFIRMED", mayRest: 0 }) } }));
    engine.dies("connection reset\x1b[2J");
    expect(lines()[0]).toMatch(/ENGINE GONE.*connection reset/);
    expect(lines()[0]).not.toContain("\x1b");
    expect(lines()[2]).toContain("CONFIRMED: 0 resting");
    engine.shows(sampleView({ frame: 5 }));
    clock.pass(60_000);
    expect(lines()[0]).toContain("ENGINE GONE");
    expect(lines()[0]).toContain("1 m 00 s old");
  });

  it("counts as gone when it speaks another version", async () => {
    const { engine, lines } = await openBench();
    engine.shows({ ...sampleView(), v: 4 as 3 });
    expect(lines()[0]).toMatch(/ENGINE GONE: it speaks version 4/);
  });
});

describe("asking something of the engine", () => {
  it("shows that it was asked, then the answer, then the hints again", async () => {
    const { viewer, engine, clock, lines } = await openBench();
    engine.shows(sampleView());
    viewer.press("p");
    expect(lines()[23]).toBe("pulling Bruno Mars…");
    await settle();
    expect(lines()[23]).toBe("pull done");
    expect(engine.commands).toEqual([{ action: "pull", ticker: "KXTOPMONTHLY-26NOV-BRU" }]);
    clock.pass(10_000);
    engine.shows(sampleView());
    clock.pass(250);
    expect(lines()[23]).toContain("K KILL");
  });

  it("keeps a refusal on the screen until the next key", async () => {
    const { viewer, engine, clock, lines } = await openBench();
    engine.shows(sampleView());
    engine.answer = async () => ({ ok: false, text: "Bruno Mars still held by: defence" });
    viewer.press("r");
    viewer.press("y");
    await settle();
    clock.pass(60_000);
    expect(lines()[23]).toBe("Bruno Mars still held by: defence");
    viewer.press("j");
    expect(lines()[23]).toContain("K KILL");
  });

  it("says so when the line breaks", async () => {
    const { viewer, engine, lines } = await openBench();
    engine.shows(sampleView());
    engine.answer = () => Promise.reject(new Error("EPIPE"));
    viewer.press("P");
    await settle();
    expect(lines()[23]).toBe("pulling all contracts failed: EPIPE");
  });
});

describe("killing", () => {
  it("goes out twice when pressed twice, and shows each grade as it comes", async () => {
    const { viewer, engine, clock, lines } = await openBench();
    engine.shows(sampleView());
    viewer.press("K");
    viewer.press("K");
    expect(lines()[0]).toContain("KILL SENT");
    await settle();
    expect(engine.commands).toEqual([{ action: "kill" }, { action: "kill" }]);
    engine.shows(sampleView({ change: { kill: sampleKill() } }));
    clock.pass(250);
    expect(lines()[0]).toContain("7 orders MAY STILL REST");
    const confirmedAt = sampleView().at;
    engine.shows(sampleView({ change: { kill: sampleKill({ grade: "CONFIRMED", mayRest: 0, confirmedAt }) } }));
    clock.pass(250);
    expect(lines()[0]).toContain("CONFIRMED: 0 resting at 12:34:56 by the exchange's clock");
  });

  it("goes out with the connection when there is none yet", async () => {
    const { promise, resolve } = Promise.withResolvers<FakeEngine>();
    const { viewer, lines } = await openBench(promise);
    viewer.press("K");
    expect(lines()[2]).toContain("KILL SENT");
    const engine = new FakeEngine();
    resolve(engine);
    await settle();
    expect(engine.commands).toEqual([{ action: "kill" }]);
  });

  it("tells when it didn't get through, and can be tried again", async () => {
    const { viewer, engine, clock, lines } = await openBench();
    engine.shows(sampleView());
    engine.answer = () => Promise.reject(new Error("EPIPE"));
    viewer.press("K");
    await settle();
    clock.pass(30_000);
    engine.shows(sampleView());
    clock.pass(250);
    expect(lines()[0]).toContain("KILL NOT DELIVERED");
    viewer.press("K");
    expect(lines()[0]).toContain("KILL SENT <1 s ago");
  });
});

describe("leaving", () => {
  it("closes the connection, once, and stops the clock", async () => {
    const { viewer, engine, clock, outcomes } = await openBench();
    engine.shows(sampleView());
    viewer.press("q");
    viewer.press("q");
    await settle();
    expect(outcomes).toEqual([{ code: 0 }]);
    expect(engine.isClosed).toBe(true);
    expect(clock.beats).toBe(0);
  });

  it("waits for the engine when it is to stop, and stays when that fails", async () => {
    const { viewer, engine, outcomes } = await openBench();
    engine.shows(sampleView({ change: { mode: "LIVE" } }));
    engine.answer = async () => ({ ok: false, text: "2 orders could not be cancelled" });
    viewer.press("q");
    viewer.press("s");
    await settle();
    expect(outcomes).toEqual([]);
    engine.answer = async () => ({ ok: true, text: "stopped" });
    viewer.press("q");
    viewer.press("s");
    await settle();
    expect(outcomes).toEqual([{ code: 0 }]);
  });

  it("happens by itself when there never was a connection, with its error", async () => {
    const error = new Error("no engine on /run/tauroi.sock");
    const { outcomes } = await openBench(Promise.reject(error));
    expect(outcomes).toEqual([{ error }]);
  });

  it("closes a connection that comes after all", async () => {
    const { promise, resolve } = Promise.withResolvers<FakeEngine>();
    const { viewer, outcomes } = await openBench(promise);
    viewer.press("q");
    const engine = new FakeEngine();
    resolve(engine);
    await settle();
    expect(outcomes).toEqual([{ code: 0 }]);
    expect(engine.isClosed).toBe(true);
  });
});
