import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { App } from "../../tui/app.tsx";
import { drawChart } from "../../tui/chart-canvas.ts";
import { openScreen, type Screen } from "../../tui/screen.tsx";
import { Suspension } from "../../tui/suspension.ts";
import { Viewer } from "../../tui/viewer.ts";
import { FakeEngine } from "./fake-engine.ts";
import { HandClock } from "./hand-clock.ts";
import { sampleKill, sampleView } from "./sample-view.ts";
import { Keyboard, ScreenTerminal, terminalOf } from "./terminal.ts";

/**
 * What is on the terminal, through the real renderer, against text that was looked at and found good. After a change that is meant, look at
 * the new text before it is kept: `bun run test -- test/tui/golden.test.tsx -u`.
 */
const FOLDER = join(import.meta.dirname, "golden");
const SIZES = [
  [40, 10],
  [80, 24],
  [120, 40],
  [200, 60],
] as const;
/** The keys that lead from the start to each view. */
const VIEWS = {
  contracts: "",
  detail: "jjjjj\r",
  event: "\t",
  orders: "\t\t",
  model: "\t\t\t",
  log: "\t\t\t\t",
  help: "?",
} as const;

const open: Screen[] = [];
afterEach(async () => {
  for (const screen of open.splice(0)) await screen.close();
});

async function shown(columns: number, rows: number, keys: string, change = {}, isAscii = false): Promise<string> {
  const engine = new FakeEngine();
  const clock = new HandClock();
  const keyboard = new Keyboard();
  const terminal = new ScreenTerminal(columns, rows);
  const suspension = new Suspension(async () => undefined);
  const viewer = new Viewer({
    connection: Promise.resolve(engine),
    readonly: false,
    isFirstRun: false,
    size: { columns, rows },
    clock,
    leave: () => undefined,
    suspend: () => undefined,
    redraw: () => undefined,
  });
  const screen = openScreen(
    <App
      viewer={viewer}
      readonly={false}
      isAscii={isAscii}
      colourDepth={8}
      suspension={suspension}
      charts={{ draw: drawChart }}
    />,
    terminalOf(keyboard, terminal),
    viewer.resize,
    (error) => {
      throw error;
    },
  );
  open.push(screen);
  await screen.flush();
  engine.shows(sampleView({ contracts: 10, change }));
  for (const key of keys) {
    keyboard.type(key);
    await screen.flush();
  }
  clock.pass(250);
  await screen.flush();
  return `${terminal.lines.join("\n")}\n`;
}

describe.each(SIZES)("at %ix%i", (columns, rows) => {
  it.each(Object.entries(VIEWS))("shows the %s view", async (name, keys) => {
    await expect(await shown(columns, rows, keys)).toMatchFileSnapshot(join(FOLDER, `${name}-${columns}x${rows}.txt`));
  });
});

describe("and besides", () => {
  it("the same in ASCII", async () => {
    const text = (await shown(120, 40, "jjjjj\r", {}, true)) + (await shown(80, 24, "", {}, true));
    await expect(text).toMatchFileSnapshot(join(FOLDER, "ascii.txt"));
    expect(text).toMatch(/^[ -~\n]*$/);
  });

  it("a kill that is proven", async () => {
    const { at } = sampleView();
    const kill = sampleKill({ grade: "CONFIRMED", mayRest: 0, confirmedAt: at });
    const text = await shown(80, 24, "", { mode: "LIVE", state: "killed", stateReason: "by the operator", kill });
    await expect(text).toMatchFileSnapshot(join(FOLDER, "killed-80x24.txt"));
  });
});
