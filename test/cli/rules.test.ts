import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../src/ambient/clock.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { DOLLAR, money } from "../../src/market/units.ts";
import { openEmbeddedExchange } from "../../src/venue/sim/server/embedded-exchange.ts";
import type { HttpServer } from "../../src/venue/sim/server/http-server.ts";
import { runWords } from "./run-words.ts";

let server: HttpServer;
let folder: string;

beforeAll(() => {
  server = openEmbeddedExchange({
    seed: 5,
    clock: systemClock,
    timers: systemTimers,
    port: 0,
    accounts: [],
    balance: money(1_000 * DOLLAR),
    fees: { type: "quadratic", multiplier: 1 },
    faults: [],
    switches: [],
  });
});
afterAll(() => server.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-rules-"));
  return () => rmSync(folder, { recursive: true });
});

const rules = (...words: string[]) =>
  runWords(["rules", "--venue", server.restUrl, "--state", folder, ...words], COMMANDS);
const read = async () => JSON.parse((await rules("--json")).printed);

async function control(name: string, values: object): Promise<void> {
  const { origin } = new URL(server.restUrl);
  const answer = await fetch(`${origin}/admin/controls/${name}`, { method: "POST", body: JSON.stringify(values) });
  expect(answer.status).toBe(200);
}

test("shows the rules with their sources and their hash; without a terminal nothing is acknowledged by looking", async () => {
  const { exitCode, printed } = await rules();
  expect(exitCode).toBe(0);
  expect(printed).toMatch(/settled by: /);
  expect(printed).toMatch(/ {2}rules: If .* is the winner/);
  const { hash, acknowledged } = await read();
  expect(printed).toContain(`${hash}: not acknowledged; without a terminal: tauroi rules`);
  expect(acknowledged).toBe(false);
});

test("the hash acknowledges what was read, and nothing else", async () => {
  const { hash, event } = await read();
  const wrong = await rules("--acknowledge", "0000000000000000");
  expect(wrong).toMatchObject({ exitCode: 2, complained: expect.stringContaining(hash) });
  expect((await read()).acknowledged).toBe(false);
  const right = await rules(event, "--acknowledge", hash);
  expect(right).toMatchObject({ exitCode: 0, printed: expect.stringContaining("acknowledged, kept in") });
  expect(await read()).toMatchObject({ acknowledged: true, differences: [] });
});

test("what has changed since is shown line by line, and the old hash acknowledges it no more", async () => {
  const { hash, parts } = await read();
  await rules("--acknowledge", hash);
  await control("rules", { ticker: parts[1].name, rules_secondary: "In a tie\u001b[2J nobody wins." });
  const { printed } = await rules();
  expect(printed).toContain(`CHANGED since they were last acknowledged: ${parts[1].name}`);
  expect(printed).toContain("  + further rules: In a tie?[2J nobody wins.");
  expect(printed).toContain("  - further rules: A simulated event");
  expect((await rules("--acknowledge", hash)).exitCode).toBe(2);
  await control("rules", { ticker: parts[1].name });
  expect(await read()).toMatchObject({ hash, acknowledged: true });
});

test("an event that isn't there, and the exchange without a wire, are exit 2; nobody there is exit 4", async () => {
  expect((await rules("NOSUCH")).exitCode).toBe(2);
  expect((await runWords(["rules", "--venue", "sim", "--state", folder], COMMANDS)).exitCode).toBe(2);
  const nobody = ["rules", "--venue", "http://127.0.0.1:1", "--state", folder];
  expect((await runWords(nobody, COMMANDS)).exitCode).toBe(4);
});
