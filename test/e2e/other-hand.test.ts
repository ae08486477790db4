import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { KEY_ID } from "../venue/kalshi/key-material.ts";
import { compileProgram, type Program } from "./program.ts";
import { ExchangeProcess } from "./served-exchange.ts";
import { hasTmux, Terminal } from "./terminal.ts";

/** For what a loaded machine does late. */
const PATIENCE_MS = 60_000;
const TICKER = "KXTOPMONTHLY-26SEP-MARV";

let program: Program;
let exchange: ExchangeProcess;
let terminal: Terminal;

// tmux carries the screen; without it there is no terminal to test in.
describe.skipIf(!hasTmux)("a trader's own hand on the account (needs tmux)", () => {
  beforeAll(async () => {
    program = await compileProgram();
  }, 120_000);
  afterEach(async () => {
    terminal.close();
    await exchange.stop();
  });
  afterAll(() => program.remove());

  test("is shown with both numbers, and its contract isn't quoted until it is adopted", async () => {
    exchange = await ExchangeProcess.start(program, "--seed", "4");
    terminal = new Terminal({ ...program, environment: { ...program.environment, ...exchange.credentials } }, 80, 24);
    const state = join(program.folder, "state");
    const live = ["run", "--live", "--profile", "documented", "--venue", exchange.url, "--state", state];
    terminal.start(...live, "--stop-with-terminal");
    await terminal.shows(/LIVE/, PATIENCE_MS);
    const isQuoted = async () => (await exchange.resting()).some(({ ticker }) => ticker === TICKER);
    while (!(await isQuoted())) await Bun.sleep(50);
    // As from Kalshi's app: an order of the account that the engine knows nothing of, filled at once.
    const bought = { ticker: TICKER, side: "bid", price: "0.9500", count: "2", time_in_force: "immediate_or_cancel" };
    expect(await exchange.control("place", { account: KEY_ID, ...bought })).toMatchObject({ fill_count: "2.00" });

    await terminal.shows(/differs \(A adopts\)/, PATIENCE_MS);
    terminal.send("Tab");
    const screen = await terminal.shows(/DIFFERS FROM THE EXCHANGE/, PATIENCE_MS);
    expect(screen).toContain(`${TICKER}: 2 held, of which 0 ours and 2 another hand's`);
    while (await isQuoted()) await Bun.sleep(50);
    terminal.send("a");
    await terminal.shows(/^Adopt Mara Velasco's\? {2}y yes/m, PATIENCE_MS);
    terminal.send("y");
    await terminal.shows(/what another hand has changed is ours now/, PATIENCE_MS);
    while (!(await isQuoted())) await Bun.sleep(50);
    terminal.send("q");
    await terminal.shows(/the exchange's account: agrees[\s\S]*ready>/, PATIENCE_MS);
  }, 180_000);
});
