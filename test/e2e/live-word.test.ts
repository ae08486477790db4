import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../src/ambient/clock.ts";
import { systemFiles } from "../../src/ambient/files.ts";
import { writeVenueFacts } from "../../src/app/probe/facts-file.ts";
import { writeDrill } from "../../src/app/readiness/drill-file.ts";
import { DRILL, FACTS } from "../app/readiness/evidence-sample.ts";
import { KEY_ID } from "../venue/kalshi/key-material.ts";
import { compileProgram, type Program } from "./program.ts";
import { ExchangeProcess } from "./served-exchange.ts";
import { hasTmux, Terminal } from "./terminal.ts";

let program: Program;
let exchange: ExchangeProcess;
let terminal: Terminal;
let state: string;
let live: readonly string[];

beforeAll(async () => {
  program = await compileProgram();
  exchange = await ExchangeProcess.start(program, "--seed", "4", "--switch", "key-scopes=read,write::trade");
  state = join(program.folder, "state");
  const { credentials: own, url } = exchange;
  terminal = new Terminal({ ...program, environment: { ...program.environment, ...own } }, 120, 40);
  live = ["run", "--live", "--require-readiness", "--venue", url, "--state", state, "--profile", "coherent"];
  await makeReady();
}, 180_000);

afterAll(async () => {
  terminal.close();
  await exchange.stop();
  await program.remove();
});

/** As a probe, a drill and whoever has read the rules leave it. */
async function makeReady(): Promise<void> {
  await mkdir(state, { mode: 0o700 });
  const { host } = new URL(exchange.url);
  const now = new Date(systemClock.now()).toISOString();
  const facts = FACTS.map((fact) => ({ ...fact, host, measured_at: now }));
  writeVenueFacts(state, { format: 1, key_id: KEY_ID, program: "p", facts }, systemFiles);
  writeDrill(state, { ...DRILL, host, key_id: KEY_ID, drilled_at: now }, systemFiles);
  const words = ["rules", "--venue", exchange.url, "--state", state];
  const { hash } = JSON.parse((await program.run(...words, "--json")).out) as { hash: string };
  expect((await program.run(...words, "--acknowledge", hash)).exitCode).toBe(0);
}

async function until(what: string, reached: () => Promise<boolean>): Promise<void> {
  const start = performance.now();
  while (!(await reached())) {
    if (performance.now() - start > 90_000) throw new Error(`${what}; the screen is:\n${terminal.screen()}`);
    await Bun.sleep(50);
  }
}

// tmux carries the screen; without it there is nobody to ask.
describe.skipIf(!hasTmux)("orders that are real", () => {
  test("are placed once the word was typed, by an engine that believes the process that has asked, and nobody else", async () => {
    for (const keys of [["y", "e", "s", "Enter"], ["C-d"], ["C-c"]]) {
      terminal.start(...live);
      await terminal.shows(/Type "trade coherent" to begin/, 90_000);
      expect(terminal.screen()).toMatch(/order +1 contract \(the first session/);
      terminal.send(...keys);
      const refused = await terminal.shows(/nothing was begun[\s\S]*ready>/);
      expect(refused).not.toContain("    at ");
      terminal.send("echo it was $?", "Enter");
      await terminal.shows(/it was 2/);
      terminal.send("clear", "Enter");
      await terminal.shows(/^ready> *$/m);
    }
    expect(await exchange.resting()).toEqual([]);

    terminal.start(...live);
    await terminal.shows(/Type "trade coherent" to begin/, 90_000);
    terminal.send("-l", "trade coherent");
    terminal.press("enter");
    await terminal.shows(/LIVE[\s\S]*K KILL/, 90_000);
    await until("nothing rests", async () => (await exchange.resting()).length > 0);
    terminal.press("q");
    await terminal.shows(/detach, the engine goes on quoting/);
    terminal.press("d");
    await terminal.shows(/the engine goes on \(process \d+\)/);
    const pid = Number(/the engine goes on \(process (\d+)\)/.exec(terminal.screen())?.[1]);
    const started = readFileSync(`/proc/${pid}/cmdline`, "utf8")
      .split("\0")
      .filter((word) => word !== "");
    expect(started).toContain("--confirmed");
    process.kill(pid, "SIGTERM");
    await until("something rests", async () => (await exchange.resting()).length === 0);

    // Its very words, started by somebody else, for whom nobody was asked.
    const copied = program.startWith(exchange.credentials, ...started.slice(1));
    expect(await copied.exited).toBe(2);
    expect(await new Response(copied.stderr).text()).toContain("nobody was asked for this");
    expect(await exchange.resting()).toEqual([]);
  }, 300_000);
});
