import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { killRepeatedly } from "./killing.ts";
import { compileProgram, type Program } from "./program.ts";
import { ExchangeProcess, epochOf } from "./served-exchange.ts";

let program: Program;
let folder: string;
let exchange: ExchangeProcess | undefined;
const engines: Bun.Subprocess[] = [];

beforeAll(async () => {
  program = await compileProgram();
  folder = await mkdtemp(join(tmpdir(), "tauroi-kill-"));
}, 120_000);
afterEach(async () => {
  for (const engine of engines.splice(0)) {
    engine.kill("SIGKILL");
    await engine.exited;
  }
  await exchange?.stop();
  exchange = undefined;
});
afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Starts an engine; `machine` names the one that it thinks it is on, which has folders of its own for what processes share. */
function trade(on: ExchangeProcess, state: string, machine: string): Bun.Subprocess<"ignore", "pipe", "pipe"> {
  const words = ["run", "--live", "--headless", "--profile", "documented", "--venue", on.url];
  const own = join(folder, machine);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const place = { ...on.credentials, HOME: own, TMPDIR: own };
  const engine = program.startWith(place, ...words, "--state", join(folder, state));
  engines.push(engine);
  return engine;
}

/** Waits until something rests, and answers for whose start. */
async function quoted(on: ExchangeProcess): Promise<string> {
  for (;;) {
    const [order] = await on.resting();
    if (order !== undefined) return epochOf(order);
    await Bun.sleep(20);
  }
}

test("an engine that is killed again and again leaves no orphan, no duplicate and books that agree", async () => {
  // Many more by their own command: bun run kill-test --kills 200.
  const report = await killRepeatedly({ program, kills: 5, seed: 11, leap: true });
  expect(report).toMatchObject({ kills: 5, account: "agrees", violations: [] });
  expect(report.orders).toBeGreaterThan(5);
}, 300_000);

describe("of two engines on one account", () => {
  test.each([
    ["on one state folder", "one", "one", "here"],
    ["on two", "first", "second", "here"],
    ["on two machines", "its", "other", "there"],
  ])(
    "%s the second ends with exit code 7, and the first quotes on",
    async (_name, first, second, machine) => {
      exchange = await ExchangeProcess.start(program, "--seed", "5");
      const one = trade(exchange, first, "here");
      const epoch = await quoted(exchange);
      const other = trade(exchange, second, machine);
      const words = new Response(other.stderr).text();
      while (other.exitCode === null) {
        expect((await exchange.resting()).every((order) => epochOf(order) === epoch)).toBe(true);
        await Bun.sleep(20);
      }
      expect({ exitCode: await other.exited, words: await words }).toEqual({
        exitCode: 7,
        words: expect.stringMatching(/tauroi: .*(trades on this account|another)/),
      });
      expect(one.exitCode).toBeNull();
      expect(epochOf((await exchange.resting())[0]!)).toBe(epoch);
    },
    240_000,
  );

  test.each([
    ["on one machine", "here"],
    ["on two", "there"],
  ])(
    "%s, started at the same moment, never two quote",
    async (_name, machine) => {
      exchange = await ExchangeProcess.start(program, "--seed", "6");
      const both = [trade(exchange, `left-${machine}`, "here"), trade(exchange, `right-${machine}`, machine)];
      const quoting = async (): Promise<number> => {
        const epochs = new Set((await exchange!.resting()).map(epochOf));
        expect([...epochs].length).toBeLessThanOrEqual(1);
        return epochs.size;
      };
      while (both.every(({ exitCode }) => exitCode === null)) {
        await quoting();
        await Bun.sleep(20);
      }
      expect(both.some(({ exitCode }) => exitCode === 7)).toBe(true);
      while ((await quoting()) === 0 && both.some(({ exitCode }) => exitCode === null)) await Bun.sleep(20);
    },
    240_000,
  );
});
