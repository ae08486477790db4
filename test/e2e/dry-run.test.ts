import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { View } from "../../src/app/view.ts";
import { compileProgram, type Program } from "./program.ts";
import { ExchangeProcess } from "./served-exchange.ts";

// The whole program against `tauroi exchange`: what it can't do by construction is counted there.

const WITHIN_MS = 60_000;
const EAGER = ["--profile", "fixed-3c"];

let program: Program;
let exchange: ExchangeProcess | undefined;
let runs = 0;

beforeAll(async () => {
  program = await compileProgram();
}, 120_000);

afterEach(async () => {
  await exchange?.stop();
  exchange = undefined;
});

afterAll(() => program.remove());

async function statusOf(state: string): Promise<View | undefined> {
  const { exitCode, out } = await program.run("status", "--state", state, "--json");
  return exitCode === 0 ? (JSON.parse(out) as View) : undefined;
}

/** What an engine shows, once it is so. */
async function shown(state: string, isSo: (view: View) => boolean): Promise<View> {
  const by = performance.now() + WITHIN_MS;
  for (;;) {
    const view = await statusOf(state);
    if (view !== undefined && isSo(view)) return view;
    if (performance.now() > by) throw new Error(`it never came to this: ${isSo}`);
    await Bun.sleep(200);
  }
}

test.each([
  { by: "the stream", hasKey: true },
  { by: "REST", hasKey: false },
])(
  "a dry run by $by: fills, no write at the exchange, and a replay that comes to the same",
  async ({ hasKey }) => {
    exchange = await ExchangeProcess.start(program, "--seed", "4");
    const state = join(program.folder, `dry-${++runs}`);
    const words = ["run", "--venue", exchange.url, "--headless", "--json", "--state", state, "--balance-usd", "500"];
    const engine = program.startWith(hasKey ? exchange.credentials : {}, ...words, ...EAGER);
    const output = new Response(engine.stdout).text();
    const log = new Response(engine.stderr).text();
    const quoted = (view: View) =>
      view.contracts.find(({ bid }) => bid.working.some((quote) => quote.state === "resting"));

    const view = await shown(state, (each) => quoted(each) !== undefined);
    expect(view).toMatchObject({ mode: "DRY-RUN", dryRun: { feed: hasKey ? "stream" : "polled" } });
    expect(view.money.balanceUsd).toBe(500);
    // Somebody sells through every bid there is: ours isn't in his way, and would have been.
    const { ticker } = quoted(view)!;
    await exchange.control("place", { account: "someone", ticker, side: "ask", price: "0.01", count: "2000" });
    await shown(state, ({ contracts }) => contracts.some(({ fills }) => fills > 0));
    const { out: status } = await program.run("status", "--state", state);
    expect(status).toMatch(/DRY-RUN.*\n.*\n.*optimistic: through-only net/);

    engine.kill("SIGTERM");
    expect(await engine.exited).toBe(128 + 15);
    const summary = JSON.parse(await output);
    expect(summary).toMatchObject({ venue: exchange.url, mode: "dry-run", optimistic: true, seed: null });
    expect(summary.fills).toBeGreaterThan(0);
    expect(summary.through_only.fills).toBeGreaterThan(0);
    expect((await log).includes('"polled"')).toBe(!hasKey);

    expect(Object.keys(await exchange.requests())).toEqual(["GET"]);
    expect(await exchange.resting()).toEqual([]);
    expect(await exchange.account()).toMatchObject({ balance_dollars: "1000.000000", positions: [] });

    const replayed = await program.run("replay", state, "--json");
    const { fills, gross_usd, fees_usd, net_usd, through_only } = summary;
    const { mismatches, runs: results } = JSON.parse(replayed.out);
    expect({ exitCode: replayed.exitCode, mismatches }).toEqual({ exitCode: 0, mismatches: 0 });
    expect(results).toMatchObject([{ fills, gross_usd, fees_usd, net_usd, optimistic: true, through_only }]);
  },
  120_000,
);

test("a dry run keeps away from the journal of runs with real orders", async () => {
  exchange = await ExchangeProcess.start(program, "--seed", "4");
  const state = join(program.folder, "real");
  const common = ["run", "--venue", exchange.url, "--headless", "--state", state, "--profile", "documented"];
  const live = program.startWith(exchange.credentials, ...common, "--live", "--duration", "1s");
  expect(await live.exited).toBe(0);
  const dry = program.startWith(exchange.credentials, ...common, "--duration", "1s");
  const error = await new Response(dry.stderr).text();
  expect(await dry.exited).toBe(2);
  expect(error).toMatch(/--state .*name another folder/);
}, 120_000);
