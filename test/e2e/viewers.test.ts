import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { View } from "../../src/app/view.ts";
import { compileProgram, type Program } from "./program.ts";
import { ExchangeProcess } from "./served-exchange.ts";
import { hasTmux, Terminal } from "./terminal.ts";

const PATIENCE_MS = 40_000;

let program: Program;
let exchange: ExchangeProcess | undefined;
const terminals: Terminal[] = [];
const processes: { kill(signal: NodeJS.Signals): void; readonly exited: Promise<number> }[] = [];

function open(columns = 80, rows = 24, more: Readonly<Record<string, string>> = {}): Terminal {
  const terminal = new Terminal({ ...program, environment: { ...program.environment, ...more } }, columns, rows);
  terminals.push(terminal);
  return terminal;
}

/** Engines that are left, after a test that failed: processes of this very program but the exchange. */
function alive(): number[] {
  const list = Bun.spawnSync(["ps", "-eo", "pid,args"]).stdout.toString().split("\n");
  const ours = list.filter((line) => line.includes(`${program.path} `) && !line.includes(" exchange "));
  return ours.map((line) => Number.parseInt(line, 10)).filter((pid) => pid > 0);
}

async function until(what: string, reached: () => boolean | Promise<boolean>): Promise<void> {
  const start = performance.now();
  while (!(await reached())) {
    if (performance.now() - start > PATIENCE_MS) {
      throw new Error(`${what}; the screens are:\n${terminals.map((one) => one.screen()).join("\n----\n")}`);
    }
    await Bun.sleep(50);
  }
}

/** What the engine says of itself, undefined while none answers. */
async function status(): Promise<View | undefined> {
  const { exitCode, out } = await program.run("status", "--json");
  return exitCode === 0 ? (JSON.parse(out) as View) : undefined;
}

/** That it goes on: it has taken in more than before, and quotes. */
async function goesOn(): Promise<void> {
  const before = (await status())!.truth.inputs;
  await until("the engine stands still", async () => ((await status())?.truth.inputs ?? 0) > before);
  expect((await status())!.state).toMatch(/quoting|partly/);
}

/** A headless engine on the embedded exchange, by itself. */
async function startEngine(): Promise<ReturnType<Program["start"]>> {
  const engine = program.start("run", "--headless", "--seed", "7", "--speed", "60");
  processes.push(engine);
  await until("no engine comes up", async () => (await status()) !== undefined);
  return engine;
}

// tmux carries the screens; without it there is no terminal to test in.
describe.skipIf(!hasTmux)("viewers of a running engine (needs tmux)", () => {
  beforeAll(async () => {
    program = await compileProgram();
  }, 180_000);
  afterEach(async () => {
    for (const terminal of terminals.splice(0)) terminal.close();
    for (const one of processes.splice(0)) {
      one.kill("SIGKILL");
      await one.exited;
    }
    for (const pid of alive()) process.kill(pid, "SIGKILL");
    await exchange?.stop();
    exchange = undefined;
  }, 60_000);
  afterAll(() => program.remove());

  test("several watch and act at once, and none of them matters to the engine, however it ends", async () => {
    const engine = await startEngine();
    const [one, other, looker, frozen] = [open(), open(120, 40), open(), open()];
    for (const terminal of [one, other, frozen]) terminal.start("attach");
    looker.start("attach", "--readonly");
    for (const terminal of terminals) await terminal.shows(/Nova Lind/);

    one.press("p");
    for (const terminal of [one, other, looker]) await terminal.shows(/pulled by viewer|pulled by vie/);
    other.press("R");
    other.press("y");
    await other.shows(/all: resumed/);
    one.press("o");
    for (const terminal of [one, other, looker]) await terminal.shows(/reduce only/);
    one.press("r");
    one.press("y");
    await one.shows(/resumed/);
    other.press("O");
    await other.shows(/all: reduces only/);
    other.press("R");
    other.press("y");
    await other.shows(/all: resumed/);
    looker.press("P");
    await looker.shows(/P is off: this viewer was opened with --readonly/);

    one.send("C-z");
    await one.shows(/Stopped/);
    process.kill(frozen.child!, "SIGSTOP");
    await goesOn();
    one.send("fg", "Enter");
    await one.shows(/▶/);
    process.kill(other.child!, "SIGKILL");
    looker.killSession();
    await goesOn();

    engine.kill("SIGTERM");
    await one.shows(/ENGINE GONE/);
    one.press("q");
    await until("the viewer is still there", () => one.child === undefined);
    expect(one.state()).toEqual({ alternate: false, cursor: true });
    process.kill(frozen.child!, "SIGKILL");
  }, 180_000);

  test("an engine that is killed is said to be gone", async () => {
    const engine = await startEngine();
    const viewer = open();
    viewer.start("attach");
    await viewer.shows(/Nova Lind/);
    engine.kill("SIGKILL");
    await viewer.shows(/ENGINE GONE[\s\S]*engine gone/);
    viewer.press("P");
    await viewer.shows(/P has nobody to reach: the engine is gone/);
  }, 120_000);

  test("an engine of its own that is killed is told in the shell, too: it has left no summary", async () => {
    const viewer = open();
    viewer.start("run", "--seed", "7", "; echo left with $?");
    await viewer.shows(/Nova Lind/);
    const engine = alive().find((pid) => pid !== viewer.child)!;
    process.kill(engine, "SIGKILL");
    await viewer.shows(/ENGINE GONE/);
    viewer.press("q");
    await viewer.shows(/left with 137/);
    const said = viewer.screen().replace(/\n/g, "");
    expect(said).toContain(`tauroi: the engine (process ${engine}) was ended from outside by signal 9`);
  }, 120_000);

  test("on an exchange the viewer is left and the engine stays; when that crashes its orders are pulled and the viewer says so", async () => {
    exchange = await ExchangeProcess.start(program, "--seed", "4");
    const crash = join(program.folder, "crash.js");
    await writeFile(crash, 'process.on("SIGUSR2", () => { throw new Error("something broke in the engine"); });');
    const viewer = open(100, 24, { ...exchange.credentials, BUN_OPTIONS: `--preload=${crash}` });
    viewer.start("run", "--venue", exchange.url, "--live", "--profile", "documented");
    await viewer.shows(/LIVE[\s\S]*K KILL/, 90_000);
    await until("nothing rests", async () => (await exchange!.resting()).length > 4);
    viewer.press("q");
    await viewer.shows(/detach, the engine goes on quoting/);
    viewer.press("d");
    await viewer.shows(/the engine goes on \(process \d+\)/);
    const pid = Number(/the engine goes on \(process (\d+)\)/.exec(viewer.screen())?.[1]);
    expect((await exchange.resting()).length).toBeGreaterThan(0);

    viewer.start("attach");
    await viewer.shows(/K KILL/);
    const { at, orders } = await exchange.restingAt();
    expect(orders.length).toBeGreaterThan(0);
    process.kill(pid, "SIGUSR2");
    await viewer.shows(/ENGINE GONE[\s\S]*engine gone/);
    await until("orders still rest", async () => (await exchange!.resting()).length === 0);
    // Pulled, and not expired: the last of them would have rested longer than that.
    const after = await exchange.restingAt();
    const last = Math.max(...orders.map(({ expiration_time }) => Date.parse(expiration_time ?? "")));
    expect(after.at).toBeLessThan(last);
    expect(after.at).toBeGreaterThan(at);
  }, 240_000);

  test("with nothing configured it rehearses at once, says so, and what to try; both keys do what it says", async () => {
    const first = open();
    first.start();
    await first.shows(/PAPER[\s\S]*A rehearsal: no real money\. {2}Try ⏎: look in.*, p: pull.*; \?: all keys/);
    const early = first.screen();
    await until("nothing moves", () => first.screen() !== early);
    first.press("enter");
    await first.shows(/half-spread/);
    first.press("p");
    await first.shows(/pulled/);
    first.press("q");
    await first.shows(/ended:/);
  }, 120_000);
});
