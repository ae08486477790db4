import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { compileProgram, type Program } from "./program.ts";
import { ExchangeProcess } from "./served-exchange.ts";
import { hasTmux, Terminal } from "./terminal.ts";

/** What the protocol promises on a healthy exchange; here only a bound that a loaded machine keeps too. */
const PROMISED_SECONDS = 2;
const BOUND_SECONDS = 30; // orders that nobody takes off expire after 45
/** The viewer's side of a test waits so long for what a loaded machine does late. */
const PATIENCE_MS = 60_000;

let program: Program;
let folder: string;
let exchange: ExchangeProcess;
let engine: Bun.Subprocess<"ignore", "pipe", "pipe"> | undefined;
let terminal: Terminal | undefined;

beforeAll(async () => {
  program = await compileProgram();
  folder = await mkdtemp(join(tmpdir(), "tauroi-signals-"));
}, 120_000);
afterEach(async () => {
  terminal?.close();
  terminal = undefined;
  engine?.kill("SIGKILL");
  await engine?.exited;
  engine = undefined;
  await exchange.stop();
});
afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

function words(state: string): string[] {
  return ["run", "--live", "--profile", "documented", "--venue", exchange.url, "--state", join(folder, state)];
}

function start(state: string): Bun.Subprocess<"ignore", "pipe", "pipe"> {
  engine = program.startWith(exchange.credentials, ...words(state), "--headless");
  return engine;
}

async function resting(): Promise<number> {
  return (await exchange.resting()).length;
}

async function until(ready: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const start = performance.now(); !(await ready()); await Bun.sleep(20)) {
    if (performance.now() - start > PATIENCE_MS) throw new Error(`${what}: not within ${PATIENCE_MS / 1_000} s`);
  }
}

const quotes = () => until(async () => (await resting()) > 0, "it quotes");

/** Asks the engine itself, as an operator's script would. */
async function status(state: string): Promise<{ readonly state: string; readonly exitCode: number }> {
  const { exitCode, out } = await program.run("status", "--state", join(folder, state), "--json");
  return { exitCode, state: exitCode === 0 ? (JSON.parse(out) as { state: string }).state : "" };
}

describe("a signal to the engine", () => {
  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
    ["SIGHUP", 129],
  ] as const)(
    "%s takes every quote off and ends it with exit code %i",
    async (signal, code) => {
      exchange = await ExchangeProcess.start(program, "--seed", "4");
      const run = start(signal);
      await quotes();
      const sentAt = performance.now();
      run.kill(signal);
      await until(async () => (await resting()) === 0, "nothing rests");
      const seconds = (performance.now() - sentAt) / 1_000;
      const exitCode = await run.exited;
      const all = (performance.now() - sentAt) / 1_000;
      process.stdout.write(`${signal}: nothing rests after ${seconds.toFixed(2)} s (promised: ${PROMISED_SECONDS}), `);
      process.stdout.write(`ended after ${all.toFixed(2)} s\n`);
      expect(exitCode).toBe(code);
      expect(seconds).toBeLessThan(BOUND_SECONDS);
      expect(await resting()).toBe(0);
    },
    180_000,
  );

  test("a second one ends it at once, whatever is still under way", async () => {
    exchange = await ExchangeProcess.start(program, "--seed", "4");
    const run = start("second");
    await quotes();
    await exchange.faults("drop-request=1@/portfolio/*"); // nobody will ever answer
    run.kill("SIGTERM");
    await Bun.sleep(300);
    expect(run.exitCode).toBeNull();
    run.kill("SIGINT");
    expect(await run.exited).toBe(130);
  }, 180_000);
});

// tmux carries the screen; without it there is no terminal to test in.
describe.skipIf(!hasTmux)("a viewer of a live engine (needs tmux)", () => {
  /** A viewer in a terminal, that has started its engine. */
  async function view(state: string, ...more: string[]): Promise<Terminal> {
    exchange = await ExchangeProcess.start(program, "--seed", "4");
    const opened = new Terminal(
      { ...program, environment: { ...program.environment, ...exchange.credentials } },
      80,
      24,
    );
    terminal = opened;
    opened.start(...words(state), ...more);
    await opened.shows(/LIVE/, PATIENCE_MS);
    await quotes();
    return opened;
  }

  /** Processes of the program on this state folder: engines are headless, viewers aren't. */
  function processesOf(state: string): readonly { readonly pid: number; readonly isViewer: boolean }[] {
    const list = Bun.spawnSync(["ps", "-eo", "pid=,args="]).stdout.toString().split("\n");
    return list
      .filter((line) => line.includes(`${program.path} `) && line.includes(join(folder, state)))
      .filter((line) => !line.includes("tmux"))
      .map((line) => ({ pid: Number.parseInt(line, 10), isViewer: !line.includes("--headless") }));
  }

  const viewersOf = (state: string) => processesOf(state).filter(({ isViewer }) => isViewer);

  /** Ends the engine that a viewer has started and left. */
  async function end(state: string): Promise<void> {
    for (const { pid } of processesOf(state)) process.kill(pid, "SIGTERM");
    await until(() => processesOf(state).length === 0, "the engine has ended");
  }

  test("whose session is killed leaves it quoting; so does one that is stopped, or killed", async () => {
    const state = "left";
    const opened = await view(state);
    expect((await status(state)).state).toMatch(/quoting|partly/);
    opened.close();
    await until(() => viewersOf(state).length === 0, "the viewer is gone");
    expect((await status(state)).state).toMatch(/quoting|partly/);
    expect(await resting()).toBeGreaterThan(0);

    const second = new Terminal(program, 80, 24);
    terminal = second;
    second.start("attach", "--state", join(folder, state));
    await second.shows(/LIVE/, PATIENCE_MS);
    const { pid: viewer } = viewersOf(state)[0]!;
    process.kill(viewer, "SIGSTOP");
    await Bun.sleep(1_000); // four snapshots that nobody reads
    expect((await status(state)).state).toMatch(/quoting|partly/);
    process.kill(viewer, "SIGKILL");
    await until(() => viewersOf(state).length === 0, "the viewer is gone");
    expect((await status(state)).state).toMatch(/quoting|partly/);
    await end(state);
  }, 180_000);

  test("whose session is killed ends it, where that was asked for", async () => {
    const state = "ended";
    const opened = await view(state, "--stop-with-terminal");
    const sentAt = performance.now();
    opened.close();
    await until(async () => (await resting()) === 0, "nothing rests");
    process.stdout.write(
      `tmux kill-session: nothing rests after ${((performance.now() - sentAt) / 1_000).toFixed(2)} s\n`,
    );
    await until(() => processesOf(state).length === 0, "the engine has ended");
  }, 180_000);

  test("q on it ends it too, without a question, where that was asked for", async () => {
    const state = "left-and-ended";
    const opened = await view(state, "--stop-with-terminal");
    opened.send("q");
    await opened.shows(/ended: the viewer's lea[\s\S]*ready>/, PATIENCE_MS);
    expect(await resting()).toBe(0);
    expect(processesOf(state)).toEqual([]);
  }, 180_000);
});
