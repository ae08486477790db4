import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TABS } from "../../tui/viewer-state.ts";
import { sampleKill } from "../tui/sample-view.ts";
import { PlayedEngine, stillView } from "./played-engine.ts";
import { compileProgram, type Program } from "./program.ts";
import { hasTmux, Terminal } from "./terminal.ts";

let program: Program;
let engine: PlayedEngine;
let screen: Terminal;

/** Every view, and the keys that open it. */
const VIEWS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(TABS.map((tab, index) => [tab, [String(index + 1)]])),
  detail: ["1", "enter"],
  help: ["1", "?"],
};

const SIZES = [
  [80, 24],
  [120, 40],
  [200, 60],
  [40, 10],
] as const;

async function until(what: string, reached: () => boolean): Promise<void> {
  for (let waited = 0; !reached(); waited += 50) {
    if (waited > 40_000) throw new Error(`${what}; the screen is:\n${screen.screen()}`);
    await Bun.sleep(50);
  }
}

describe.skipIf(!hasTmux)("the views of the compiled program in a terminal (needs tmux)", () => {
  beforeAll(async () => {
    program = await compileProgram();
    engine = await PlayedEngine.open();
    screen = new Terminal(program, 80, 24);
    await screen.shows(/ready>/);
    screen.start("attach", "--state", engine.state);
    await screen.shows(/▶/);
  }, 180_000);
  afterAll(async () => {
    screen.close();
    engine.close();
    await program.remove();
  });

  test.each(SIZES)(
    "at %ix%i each is as it was reviewed",
    async (columns, rows) => {
      screen.resize(columns, rows);
      await screen.shows(/PAPER/);
      for (const [name, keys] of Object.entries(VIEWS)) {
        for (const key of keys) screen.press(key);
        await screen.matches(`${columns}x${rows}-${name}`);
      }
      screen.press("1");
    },
    120_000,
  );

  test("a frame fits at every size on the way from small to large and back, and ends as it was", async () => {
    screen.resize(80, 24);
    screen.press("1");
    await screen.matches("80x24-contracts");
    for (const [columns, rows] of [
      [30, 8],
      [40, 10],
      [79, 23],
      [150, 50],
      [81, 24],
      [60, 12],
      [200, 60],
    ] as const) {
      screen.resize(columns, rows);
      screen.press("j");
      screen.press("tab");
      screen.press("1");
    }
    screen.resize(80, 24);
    screen.press("g");
    await screen.matches("80x24-contracts");
  }, 120_000);

  test("too small a terminal says what it needs, and the keys go on working", async () => {
    screen.resize(30, 8);
    await screen.shows(/needs 40x10, is 30x8/);
    const asked = engine.commands.length;
    screen.press("P");
    await until("P asks nothing", () => engine.commands.length > asked);
    expect(engine.commands.at(-1)).toEqual({ action: "pull" });
    screen.resize(80, 24);
    await screen.shows(/▶/);
  });

  test("what is killed, differs and is gone is said as it was reviewed", async () => {
    const { at } = stillView();
    engine.shows(
      stillView({
        mode: "LIVE",
        venue: "prod",
        endsWithViewer: false,
        state: "killed",
        stateReason: "killed by the operator",
        kill: sampleKill({ grade: "CONFIRMED", mayRest: 0, confirmedAt: at }),
        differences: [{ ticker: null, text: "KXTOPMONTHLY-26NOV-WEE: we hold 3, the exchange says 5" }],
      }),
    );
    await screen.shows(/CONFIRMED/);
    await until("the answer to P stays", () => /K KILL/.test(screen.screen()));
    await screen.matches("80x24-killed");
    engine.close("the run has ended: killed");
    await screen.shows(/ENGINE GONE, all below is .+ old: the run has ended: killed/);
    screen.press("q");
    await until("the viewer is still there", () => screen.child === undefined);
    expect(screen.state()).toEqual({ alternate: false, cursor: true });
  }, 90_000);

  test("a component that fails leaves the terminal as it was, says what failed, and doesn't touch the engine", async () => {
    const broken = await PlayedEngine.open();
    screen.start("attach", "--state", broken.state, ";", "echo left with $?");
    await screen.shows(/▶/);
    const [contract] = stillView().contracts;
    broken.shows(stillView({ contracts: [{ ...contract!, bid: null as never }] }));
    await screen.shows(/left with 1/);
    expect(screen.screen()).toMatch(/TypeError|null/);
    expect(screen.state()).toEqual({ alternate: false, cursor: true });
    expect(broken.commands).toEqual([]);
    broken.close();
  }, 90_000);
});
