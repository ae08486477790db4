import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { compileProgram, type Program } from "./program.ts";
import { hasTmux, Terminal } from "./terminal.ts";

let program: Program;
const opened: Terminal[] = [];

const LABELS = ["MARV", "TIDE", "JUNO", "HALC", "ODES", "PRSM", "ORYX", "VELV", "COBA", "LIND"];

function open(columns: number, rows: number): Terminal {
  const terminal = new Terminal(program, columns, rows);
  opened.push(terminal);
  return terminal;
}

/** Processes of this very program that are alive. */
function alive(): string[] {
  const list = Bun.spawnSync(["ps", "-eo", "args"]).stdout.toString();
  return list.split("\n").filter((line) => line.startsWith(program.path));
}

async function ended(withinMs = 15_000): Promise<void> {
  const start = performance.now();
  while (alive().length > 0) {
    if (performance.now() - start > withinMs) throw new Error(`still running: ${alive().join("\n")}`);
    await Bun.sleep(50);
  }
}

// tmux carries the screen; without it there is no terminal to test in.
describe.skipIf(!hasTmux)("the compiled program in a terminal (needs tmux)", () => {
  beforeAll(async () => {
    program = await compileProgram();
  }, 120_000);
  afterEach(async () => {
    for (const terminal of opened.splice(0)) terminal.close();
    await ended();
  }, 20_000);
  afterAll(() => program.remove());

  test("at 80x24 every contract has its panel, and no line is longer than the screen", async () => {
    const terminal = open(80, 24);
    terminal.start("--seed", "7");
    const screen = await terminal.shows(/Nova Lind/);
    for (const artist of [
      "Mara Vel",
      "The Night",
      "Juno Ashby",
      "DJ Halcyon",
      "Odessa Fl",
      "Prism Ave",
      "Tomas Oryx",
      "Velvet Ha",
      "Cobalt Ch",
      "Nova Lind",
    ]) {
      expect(screen).toContain(artist);
    }
    expect(screen).toMatch(/PAPER .*sim 60x/);
    expect(screen.split("\n").every((line) => line.length <= 80)).toBe(true);
  });

  test("K kills and shows the proof; q leaves the terminal as it was, with nothing left running", async () => {
    const screen = open(80, 24);
    await screen.shows(/ready>/);
    screen.send("stty -g > before", "Enter");
    screen.start("--seed", "7");
    await screen.shows(/Nova Lind/);
    screen.send("K");
    await screen.shows(/KILLED, CONFIRMED:? 0 resting at \d\d:\d\d:\d\d/);
    screen.send("R");
    await screen.shows(/no resume after the kill/);
    screen.send("q");
    await screen.shows(/ended: the viewer's lea[\s\S]*ready>/);
    expect(screen.state()).toEqual({ alternate: false, cursor: true });
    screen.send("stty -g > after; cmp before after && echo the same terminal", "Enter");
    await screen.shows(/^the same terminal/m);
    await ended();
  });

  test("p pulls the selected contract at once, r asks before it resumes", async () => {
    const screen = open(80, 24);
    screen.start("--seed", "7");
    await screen.shows(/Nova Lind/);
    screen.send("p");
    await screen.shows(/pulled by vie/);
    screen.send("r");
    await screen.shows(/y yes, resume/);
    screen.send("y");
    await screen.shows(/MARV: resumed/);
    screen.send("?");
    await screen.shows(/kill: stop quoting/);
  });

  test("a viewer that is killed ends a paper engine, and its terminal's end does too", async () => {
    const screen = open(80, 24);
    screen.start("--seed", "7");
    await screen.shows(/Nova Lind/);
    expect(alive().length).toBe(2);
    Bun.spawnSync(["pkill", "-KILL", "-P", `${screen.pid}`]);
    await ended();
    const other = open(80, 24);
    other.start("--seed", "7");
    await other.shows(/Nova Lind/);
    other.close();
    await ended();
  });

  test("several sizes, none with a frame that doesn't fit", async () => {
    for (const [columns, rows] of [
      [40, 10],
      [120, 40],
      [200, 60],
    ] as const) {
      const screen = open(columns, rows);
      screen.start("--seed", "7");
      const shown = await screen.shows(/Mara|MARV/);
      expect(shown.split("\n").every((line) => Bun.stringWidth(line) <= columns)).toBe(true);
      screen.send("q");
      await screen.shows(/ended:/);
      screen.close();
    }
  });

  test("from its source it starts in any folder", async () => {
    const source = { ...program, path: join(import.meta.dirname, "..", "..", "bin", "tauroi") };
    const terminal = new Terminal(source, 80, 24);
    opened.push(terminal);
    terminal.start("--seed", "7");
    await terminal.shows(/Nova Lind/, 60_000);
    terminal.send("q");
    await terminal.shows(/ended:/);
  }, 90_000);

  test("too small a terminal says what it needs", async () => {
    const screen = open(30, 8);
    screen.start("--seed", "7");
    await screen.shows(/40.{0,3}10/);
  });

  test("without a terminal it runs headless", async () => {
    const { exitCode, out } = await program.run("--seed", "7", "--duration", "2m", "--speed", "max");
    expect(exitCode).toBe(0);
    for (const label of LABELS) expect(out).toContain(`KXTOPMONTHLY-26SEP-${label}`);
  });
});
