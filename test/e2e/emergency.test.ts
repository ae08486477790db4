import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { KEY_ID } from "../venue/kalshi/key-material.ts";
import { compileProgram, type Program } from "./program.ts";
import { ExchangeProcess, epochOf } from "./served-exchange.ts";

let program: Program;
let folder: string;
let states = 0;
let state: string;
let exchange: ExchangeProcess;
const processes: Bun.Subprocess[] = [];

beforeAll(async () => {
  program = await compileProgram();
  folder = await mkdtemp(join(tmpdir(), "tauroi-emergency-"));
}, 120_000);
afterEach(async () => {
  for (const each of processes.splice(0)) {
    each.kill("SIGKILL");
    await each.exited;
  }
  await exchange.stop();
});
afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

type Started = Bun.Subprocess<"ignore", "pipe", "pipe">;

function start(...words: string[]): Started {
  const started = program.startWith(exchange.credentials, ...words);
  processes.push(started);
  return started;
}

async function ended(process: Started) {
  const [out, error] = await Promise.all([new Response(process.stdout).text(), new Response(process.stderr).text()]);
  return { exitCode: await process.exited, out, error };
}

const tauroi = (...words: string[]) => ended(start(...words));
const trade = (...words: string[]) =>
  start("run", "--live", "--headless", "--profile", "documented", "--venue", exchange.url, "--state", state, ...words);

/** An engine whose quotes rest on an exchange. */
async function quoting(...words: string[]): Promise<Started> {
  exchange = await ExchangeProcess.start(program, "--seed", "4", ...words);
  state = join(folder, `state-${++states}`);
  const engine = trade();
  while ((await exchange.resting()).length < 4) {
    if (engine.exitCode !== null) throw new Error(await new Response(engine.stderr).text());
    await Bun.sleep(100);
  }
  return engine;
}

async function dead(engine: Started, signal: "SIGKILL" | "SIGSTOP" = "SIGKILL"): Promise<void> {
  engine.kill(signal);
  if (signal === "SIGKILL") await engine.exited;
}

describe("tauroi kill", () => {
  test("without an engine, on a broken journal and an empty bucket, cancels and confirms; trading again needs the word", async () => {
    await dead(await quoting());
    await writeFile(join(state, "journal.sqlite"), "no journal any more");
    await exchange.faults("429=next:15");
    const { exitCode, out } = await tauroi("kill", "--state", state, "--json");
    expect(JSON.parse(out)).toMatchObject({ grade: "CONFIRMED", through: "exchange", still_resting: 0, exit_code: 0 });
    expect(exitCode).toBe(0);
    expect(await exchange.resting()).toEqual([]);
    expect(JSON.parse(await readFile(join(state, "killed.json"), "utf8"))).toMatchObject({
      by: "cli",
      oursOnly: false,
    });
    const refused = await ended(trade());
    expect(refused).toMatchObject({ exitCode: 2, error: expect.stringContaining("--after-kill resume") });
    const misspelt = await ended(trade("--after-kill", "yes"));
    expect(misspelt).toMatchObject({ exitCode: 2, error: expect.stringContaining("the word is resume") });
  }, 180_000);

  test("with nothing but credentials and an address", async () => {
    await dead(await quoting());
    await rm(state, { recursive: true });
    const { exitCode, out } = await tauroi("kill", "--venue", exchange.url);
    expect([exitCode, out]).toEqual([0, expect.stringContaining("CONFIRMED: nothing rests")]);
    expect(await exchange.resting()).toEqual([]);
  }, 180_000);

  test("where the account may not cancel everything, through statuses of 500", async () => {
    await dead(await quoting());
    await exchange.control("cancel-all-allowed", { allowed: false });
    await exchange.faults("500-before=next:4", "500-after=next:4");
    const { exitCode, out } = await tauroi("kill", "--state", state);
    expect([exitCode, out]).toEqual([0, expect.stringContaining("CONFIRMED: nothing rests")]);
    expect(await exchange.resting()).toEqual([]);
  }, 180_000);

  test("with an engine that hangs: it needn't answer, and when it wakes it trades no more", async () => {
    const engine = await quoting();
    await dead(engine, "SIGSTOP");
    const { exitCode, error } = await tauroi("kill", "--state", state);
    expect(exitCode).toBe(0);
    expect(error).toContain("going to the exchange itself");
    expect(await exchange.resting()).toEqual([]);
    engine.kill("SIGCONT");
    const { exitCode: code } = await ended(engine);
    expect([0, 7]).toContain(code); // killed by the marker, or taken by another hand, whichever it sees first
    expect(await exchange.resting()).toEqual([]);
  }, 180_000);

  test("while an engine starts: that doesn't begin to trade", async () => {
    await dead(await quoting());
    await exchange.faults("latency=4000@GET/portfolio/positions*");
    const engine = trade();
    await Bun.sleep(4_000);
    expect((await tauroi("kill", "--state", state)).exitCode).toBe(0);
    await exchange.faults();
    await ended(engine);
    const starts = new Set(
      (await exchange.everyOrder()).map(({ clientOrderId }) => epochOf({ client_order_id: clientOrderId })),
    );
    expect(starts.size).toBe(1); // the first engine's
    expect(await readFile(join(state, "killed.json"), "utf8")).toContain('"by": "cli"');
  }, 180_000);

  test("with an engine that answers: through it, which ends; its orders alone with --ours", async () => {
    const engine = await quoting();
    const ticker = (await exchange.resting())[0]!.ticker;
    await exchange.control("place", { account: KEY_ID, ticker, side: "bid", price: "0.0100", count: "1" });
    const { exitCode, out } = await tauroi("kill", "--ours", "--state", state, "--json");
    expect(JSON.parse(out)).toMatchObject({ grade: "CONFIRMED", ours_only: true });
    expect(exitCode).toBe(0);
    expect((await exchange.resting()).map(({ client_order_id }) => client_order_id ?? "")).toEqual([""]);
    await ended(engine);
  }, 180_000);

  test("without an engine --ours leaves an order of another hand", async () => {
    const engine = await quoting();
    const ticker = (await exchange.resting())[0]!.ticker;
    await dead(engine);
    await exchange.control("place", { account: KEY_ID, ticker, side: "bid", price: "0.0100", count: "1" });
    const { exitCode, out } = await tauroi("kill", "--ours", "--state", state);
    expect([exitCode, out]).toEqual([0, expect.stringContaining("CONFIRMED: nothing of ours rests")]);
    expect(await exchange.resting()).toHaveLength(1);
  }, 180_000);

  test("says what it lacks: no engine and no credentials exit 3, nobody to go to 4", async () => {
    exchange = await ExchangeProcess.start(program);
    const nothing = await program.run("kill");
    expect(nothing).toMatchObject({ exitCode: 3, out: expect.stringContaining("TAUROI_KEY_ID") });
    const nowhere = await tauroi("kill", "--state", join(folder, "none"));
    expect(nowhere).toMatchObject({ exitCode: 4, out: expect.stringContaining("--venue") });
  }, 180_000);
});

describe("tauroi watchdog", () => {
  test("lets a healthy engine live, and ends on a signal", async () => {
    const engine = await quoting();
    expect(await tauroi("watchdog", "--once", "--state", state)).toMatchObject({ exitCode: 0, error: "" });
    const dog = start("watchdog", "--state", state, "--heartbeat-s", "12"); // more than a loaded machine makes of one second
    await Bun.sleep(14_000);
    dog.kill("SIGTERM");
    const { exitCode, out } = await ended(dog);
    expect(exitCode).toBe(143);
    expect(out).not.toContain("kill");
    expect(engine.exitCode).toBeNull();
    expect((await exchange.resting()).length).toBeGreaterThan(0);
  }, 180_000);

  test("kills for an engine that hangs, long before its orders expire", async () => {
    const engine = await quoting();
    const dog = start("watchdog", "--state", state, "--heartbeat-s", "5");
    await Bun.sleep(3_000);
    await dead(engine, "SIGSTOP");
    const { exitCode, out } = await ended(dog);
    expect(out).toContain("has taken nothing in");
    expect([exitCode, await exchange.resting()]).toEqual([6, []]);
    const { by } = JSON.parse(await readFile(join(state, "killed.json"), "utf8")) as { by: string };
    expect(by).toContain("watchdog: the engine listens");
  }, 180_000);

  test("kills an engine that is alive and filled too fast", async () => {
    const engine = await quoting();
    const dog = start("watchdog", "--state", state, "--max-fills-per-minute", "1");
    await Bun.sleep(2_000);
    while (dog.exitCode === null && engine.exitCode === null) {
      for (const { book_side, ticker, yes_price_dollars: price } of await exchange.resting()) {
        const side = book_side === "bid" ? "ask" : "bid";
        await exchange.control("place", { account: "stranger", ticker, side, price, count: "2000" });
      }
      await Bun.sleep(1_000);
    }
    const { exitCode, out } = await ended(dog);
    expect(out).toMatch(/kill: \d+ fills within a minute, more than 1/);
    expect([exitCode, await exchange.resting()]).toEqual([6, []]);
    await ended(engine);
  }, 180_000);
});
