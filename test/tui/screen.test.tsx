import { afterEach, describe, expect, it } from "vitest";
import { App } from "../../tui/app.tsx";
import { frame } from "../../tui/frame.ts";
import { plainText } from "../../tui/line.ts";
import { openScreen, type Screen } from "../../tui/screen.tsx";
import { paletteFor } from "../../tui/screen-tones.ts";
import { Suspension } from "../../tui/suspension.ts";
import { Viewer } from "../../tui/viewer.ts";
import { FakeEngine } from "./fake-engine.ts";
import { HandClock } from "./hand-clock.ts";
import { sampleView } from "./sample-view.ts";
import { Keyboard, ScreenTerminal, terminalOf } from "./terminal.ts";

const open: Screen[] = [];
afterEach(async () => {
  for (const screen of open.splice(0)) await screen.close();
});

function Broken(): never {
  throw new Error("a component broke");
}

/** The whole interface on a terminal made of memory. */
async function openInterface(columns = 80, rows = 24, colourDepth = 8) {
  const engine = new FakeEngine();
  const clock = new HandClock();
  const keyboard = new Keyboard();
  const terminal = new ScreenTerminal(columns, rows);
  const outcomes: unknown[] = [];
  const asides: unknown[] = []; // how the terminal was while the viewer was put aside
  const suspension = new Suspension(async () => {
    asides.push([terminal.isAlternate, terminal.isCursorShown, keyboard.isRaw]);
  });
  const viewer = new Viewer({
    connection: Promise.resolve(engine),
    readonly: false,
    size: { columns, rows },
    clock,
    leave: (outcome) => outcomes.push(outcome),
    suspend: () => void suspension.suspend(),
    redraw: () => void suspension.continued(),
  });
  const screen = openScreen(
    <App viewer={viewer} readonly={false} isAscii={false} colourDepth={colourDepth} suspension={suspension} />,
    terminalOf(keyboard, terminal),
    viewer.resize,
    (error) => outcomes.push(error),
  );
  open.push(screen);
  await screen.flush();
  const expected = () =>
    frame({ ...viewer.picture(), readonly: false, isAscii: false }).map((line) => plainText(line).trimEnd());
  const press = async (keys: string) => {
    keyboard.type(keys);
    await screen.flush();
    await screen.flush();
  };
  return { engine, clock, keyboard, terminal, viewer, screen, suspension, asides, outcomes, expected, press };
}

describe("what is on the terminal", () => {
  it("is the frame, after every partial update, without ever clearing the screen", async () => {
    const { engine, clock, terminal, screen, expected } = await openInterface();
    expect(terminal.lines[0]).toContain("connecting");
    for (let number = 0; number < 30; number++) {
      engine.shows(sampleView({ contracts: 12, frame: number * 3 }));
      clock.pass(250);
      await screen.flush();
      expect(terminal.lines).toEqual(expected());
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what this is about
    expect(terminal.written).not.toMatch(/\x1b\[[23]?J/);
  });

  it("follows a terminal that is resized", async () => {
    const { engine, clock, terminal, screen, expected } = await openInterface();
    engine.shows(sampleView({ contracts: 12 }));
    for (const [columns, rows] of [
      [120, 40],
      [60, 16],
      [40, 10],
      [200, 60],
      [30, 8],
      [80, 24],
    ] as const) {
      terminal.resize(columns, rows);
      clock.pass(250);
      await screen.flush();
      expect(terminal.lines).toEqual(expected());
      expect(terminal.lines).toHaveLength(rows);
    }
  });

  it("carries no colour at all where none is wanted", async () => {
    const { engine, terminal, screen } = await openInterface(80, 24, 1);
    engine.shows(sampleView());
    await screen.flush();
    expect(terminal.lines[0]).toContain("PAPER");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what this is about
    expect(terminal.written).not.toMatch(/\x1b\[[\d;]+m/);
    expect(Object.values(paletteFor(1)).join("")).toBe("");
  });
});

describe("keys", () => {
  it("arrive one by one, also several at once and as sequences", async () => {
    const { engine, press, viewer } = await openInterface();
    engine.shows(sampleView());
    await press("jj");
    expect(viewer.picture().state.selected).toBe("KXTOPMONTHLY-26NOV-TAY");
    await press("\x1b[A");
    expect(viewer.picture().state.selected).toBe("KXTOPMONTHLY-26NOV-WEE");
    await press("\r");
    expect(viewer.picture().state.overlay).toBe("detail");
    await press("\t");
    expect(viewer.picture().state.tab).toBe("event");
    await press("K");
    expect(engine.commands).toEqual([{ action: "kill" }]);
  });

  it("are not lost when they follow Escape closely", async () => {
    const { engine, press, viewer } = await openInterface();
    engine.shows(sampleView());
    await press("\r");
    await press("\x1bK");
    expect(viewer.picture().state.overlay).toBe("none");
    expect(engine.commands).toEqual([{ action: "kill" }]);
  });

  it("that were pasted do nothing", async () => {
    const { engine, press, terminal } = await openInterface();
    engine.shows(sampleView());
    expect(terminal.modes).toContain("2004");
    await press("\x1b[200~KPRy\x1b[201~");
    expect(engine.commands).toEqual([]);
    expect(terminal.lines[23]).toBe("pasted text is not taken for keys");
  });

  it("include Ctrl-C, which is not a way to die", async () => {
    const { engine, press, viewer, outcomes } = await openInterface();
    engine.shows(sampleView({ change: { mode: "LIVE" } }));
    await press("\x03");
    expect(viewer.picture().state.question).toEqual({ kind: "leave" });
    await press("\x03");
    expect(outcomes).toEqual([{ code: 0 }]);
  });
});

describe("the terminal", () => {
  it("is as it was when the screen is closed", async () => {
    const { engine, keyboard, terminal, screen } = await openInterface();
    engine.shows(sampleView());
    await screen.flush();
    expect([terminal.isAlternate, terminal.isCursorShown, keyboard.isRaw]).toEqual([true, false, true]);
    await screen.close();
    expect([terminal.isAlternate, terminal.isCursorShown, keyboard.isRaw]).toEqual([false, true, false]);
    expect([...terminal.modes]).toEqual([]);
    expect(terminal.lines.join("")).toBe("");
  });

  it("is as it was when a component throws", async () => {
    const keyboard = new Keyboard();
    const terminal = new ScreenTerminal(80, 24);
    const failures: unknown[] = [];
    const screen = openScreen(
      <Broken />,
      terminalOf(keyboard, terminal),
      () => undefined,
      (error) => failures.push(error),
    );
    await screen.close();
    expect(failures).toEqual([new Error("a component broke")]);
    expect([terminal.isAlternate, terminal.isCursorShown, keyboard.isRaw]).toEqual([false, true, false]);
  });

  it("is handed over while the viewer is put aside, and taken back after", async () => {
    const { engine, terminal, keyboard, press, asides, screen, expected } = await openInterface();
    engine.shows(sampleView());
    await press("\x1a");
    expect(asides).toEqual([[false, true, false]]);
    await screen.flush();
    expect([terminal.isAlternate, terminal.isCursorShown, keyboard.isRaw]).toEqual([true, false, true]);
    expect(terminal.lines).toEqual(expected());
  });

  it("is raw and drawn anew after somebody else has stopped and continued the viewer, or drawn on it", async () => {
    const { engine, terminal, keyboard, suspension, screen, expected, press } = await openInterface();
    engine.shows(sampleView());
    keyboard.isRaw = false;
    await suspension.continued();
    await screen.flush();
    expect(keyboard.isRaw).toBe(true);
    terminal.write("\x1b[3;1Hsomething else wrote here");
    await press("\x0c");
    await screen.flush();
    expect(terminal.lines).toEqual(expected());
  });
});
