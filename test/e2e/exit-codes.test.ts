import { Database } from "bun:sqlite";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EXIT } from "../../src/cli/exit-code.ts";
import { compileProgram, type Program } from "./program.ts";
import { ExchangeProcess } from "./served-exchange.ts";

/** Each exit code of the table, made to happen by the compiled program. */

let program: Program;
let folder: string;
const shown = new Set<number>();

beforeAll(async () => {
  program = await compileProgram();
  folder = await mkdtemp(join(tmpdir(), "tauroi-exit-"));
}, 120_000);

afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

async function exits(code: number, run: Bun.Subprocess<"ignore", "pipe", "pipe">, words = ""): Promise<string> {
  const [out, error] = await Promise.all([new Response(run.stdout).text(), new Response(run.stderr).text()]);
  const exitCode = await run.exited;
  expect({ exitCode, error: exitCode === code ? "" : error }).toEqual({ exitCode: code, error: "" });
  expect(out + error).toContain(words);
  shown.add(code);
  return out;
}

const REHEARSAL = ["run", "--headless", "--speed", "max", "--seed", "7"];

test("0: the work is done", async () => {
  await exits(EXIT.fine, program.start(...REHEARSAL, "--duration", "2m"), "ended: duration");
}, 60_000);

test("1: a journal whose commands are not those that the engine gives", async () => {
  const state = join(folder, "changed");
  await exits(EXIT.fine, program.start(...REHEARSAL, "--duration", "2m", "--state", state));
  const database = new Database(join(state, "journal.sqlite"));
  const { changes } = database.run(
    'UPDATE commands SET body = replace(body, \'"side":"bid"\', \'"side":"ask"\') WHERE type = \'place\'',
  );
  database.close();
  expect(changes).toBeGreaterThan(0);
  await exits(EXIT.unexpected, program.start("replay", join(state, "journal.sqlite")));
}, 60_000);

test("2: an option that there is none of, and a setting that can't be", async () => {
  await exits(EXIT.usage, program.start(...REHEARSAL, "--metrics-prot", "0"), "--metrics-port");
  await exits(EXIT.usage, program.startWith({ TAUROI_ALERT_URL: "verysecret" }, ...REHEARSAL), "TAUROI_ALERT_URL");
}, 60_000);

test("3: no credentials where orders are real", async () => {
  const words = ["run", "--live", "--headless", "--profile", "documented", "--venue", "http://127.0.0.1:9"];
  await exits(EXIT.credentials, program.start(...words), "TAUROI_KEY_ID");
  const nowhere = join(folder, "nowhere", "summary.md"); // a supervisor goes by the code, whatever else can't be done
  await exits(EXIT.credentials, program.start(...words, "--summary", nowhere), nowhere);
}, 60_000);

test("4: nobody there", async () => {
  await exits(EXIT.venueUnreachable, program.start("run", "--headless", "--venue", "http://127.0.0.1:9"));
  await exits(EXIT.venueUnreachable, program.start("status"));
}, 60_000);

test("5: an account that what an earlier run has left can't explain, and 7: one that another engine has", async () => {
  const first = await ExchangeProcess.start(program, "--seed", "4", "--port", "0");
  const port = new URL(first.url).port;
  const state = join(folder, "unexplained");
  const trade = (exchange: ExchangeProcess) => {
    const words = ["run", "--live", "--headless", "--profile", "documented", "--venue", exchange.url, "--state", state];
    return program.startWith(exchange.credentials, ...words);
  };
  const engine = trade(first);
  for (let held = 0; held === 0; held = (await first.account()).positions.length) {
    const [quote] = await first.resting();
    if (quote !== undefined) {
      const { book_side, ticker, yes_price_dollars: price } = quote;
      const side = book_side === "bid" ? "ask" : "bid";
      await first.control("place", { account: "stranger", ticker, side, price, count: "2000" });
    }
    await Bun.sleep(300);
  }
  await exits(EXIT.accountHeld, trade(first));
  await Bun.sleep(1_500); // until the fill is journaled
  engine.kill("SIGTERM");
  await exits(128 + 15, engine);
  await first.stop();
  const another = await ExchangeProcess.start(program, "--seed", "4", "--port", port);
  await exits(EXIT.reconciliationDrift, trade(another), "can't be explained");
  await another.stop();
}, 120_000);

test("6: the breaker has halted", async () => {
  const environment = { TAUROI_MAX_DAILY_LOSS_PCT: "0.0002" };
  await exits(EXIT.haltedByRisk, program.startWith(environment, ...REHEARSAL, "--duration", "12h"));
}, 60_000);

test.each([
  ["SIGHUP", 1],
  ["SIGINT", 2],
  ["SIGTERM", 15],
] as const)(
  "128 + n: %s, once orders are pulled",
  async (signal, number) => {
    const state = join(folder, signal);
    const engine = program.start("run", "--headless", "--speed", "1", "--seed", "3", "--state", state);
    while ((await program.run("status", "--state", state)).exitCode !== 0) await Bun.sleep(50);
    engine.kill(signal);
    await exits(128 + number, engine, `ended: signal ${signal}`);
  },
  60_000,
);

test("every code of the table has been seen", () => {
  for (const [name, code] of Object.entries(EXIT)) expect(shown.has(code), name).toBe(true);
});
