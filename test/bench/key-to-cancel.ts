/**
 * A key to its cancel on the wire: from the byte on the compiled program's terminal, through viewer, control socket and engine, to the cancel's
 * arrival at the exchange, with 15 contracts at 50 book updates a second each and the journal on the disk of the folder for temporary files.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileProgram } from "../e2e/program.ts";
import { numbersFrom } from "../tui/sample-numbers.ts";
import { ed25519Key, KEY_ID } from "../venue/kalshi/key-material.ts";
import { BusyExchange, TICKERS } from "./busy-exchange.ts";
import type { BenchResult } from "./result.ts";
import { TerminalProcess } from "./terminal-process.ts";

const UPDATES_PER_SECOND = 50;
const ROUNDS = 20;
const LIMIT_MS = 20;
const PATIENCE_MS = 120_000;

/** A cancel as the exchange's server gets it. */
interface Arrival {
  readonly at: number;
  readonly ticker: string | undefined;
}

/** Has each cancel noted as soon as the server has its request; how to undo that. */
function noteCancels(tickerOf: (orderId: string) => string | undefined, arrivals: Arrival[]): () => void {
  const serve = Bun.serve;
  type Handler = (request: Request, server: unknown) => unknown;
  const noting = (options: { fetch: Handler }) => {
    const { fetch } = options;
    const noted: Handler = (request, server) => {
      if (request.method === "DELETE") {
        const id = new URL(request.url).pathname.split("/").at(-1) ?? "";
        arrivals.push({ at: performance.now(), ticker: tickerOf(id) });
      }
      return fetch(request, server);
    };
    return serve({ ...options, fetch: noted } as unknown as Parameters<typeof serve>[0]);
  };
  Bun.serve = noting as unknown as typeof serve;
  return () => {
    Bun.serve = serve;
  };
}

async function until(what: string, reached: () => boolean): Promise<void> {
  for (let waited = 0; !reached(); waited += 10) {
    if (waited > PATIENCE_MS) throw new Error(what);
    await Bun.sleep(10);
  }
}

export async function bench(): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), "tauroi-key-"));
  const program = await compileProgram();
  const key = ed25519Key();
  writeFileSync(join(folder, "key.pem"), key.pem, { mode: 0o600 });
  const arrivals: Arrival[] = [];
  let exchange: BusyExchange | undefined;
  const undo = noteCancels((id) => exchange?.tickerOf(id), arrivals);
  exchange = new BusyExchange({
    keyId: KEY_ID,
    publicKeyPem: key.publicKey.export({ type: "spki", format: "pem" }).toString(),
  });
  const busy = exchange;
  let viewer: TerminalProcess | undefined;
  try {
    await busy.warmUp();
    const words = ["run", "--venue", busy.server.restUrl, "--live", "--event", busy.event, "--profile", "documented"];
    viewer = new TerminalProcess([program.path, ...words, "--state", join(folder, "state")], {
      columns: 120,
      rows: 40,
      folder,
      environment: {
        ...program.environment,
        TAUROI_KEY_ID: KEY_ID,
        TAUROI_PRIVATE_KEY_FILE: join(folder, "key.pem"),
      },
    });
    const quoting = () => [...busy.resting(KEY_ID).values()].filter((orders) => orders === 2).length;
    await until(`only ${quoting()} contracts are quoted`, () => quoting() === TICKERS.length);
    busy.stir(UPDATES_PER_SECOND);
    const startedAt = performance.now();
    const waits = await pressed(viewer, busy, arrivals, quoting);
    const updates = busy.changes / ((performance.now() - startedAt) / 1_000) / TICKERS.length;
    viewer.type("qs");
    await viewer.exited;
    return [
      ...[50, 99, 100].map((percent) => quantile(waits, percent)),
      plain("book updates a second and contract", updates, ""),
      plain("keys pressed", waits.length, ""),
    ];
  } catch (error) {
    throw new Error(`the viewer's last words: ${viewer?.tail.slice(-3_000)}`, { cause: error });
  } finally {
    undo();
    await viewer?.end();
    await busy.close();
    await program.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Pulls contract after contract, then lets all quote again; milliseconds from each key to the first cancel of its contract. */
async function pressed(
  viewer: TerminalProcess,
  exchange: BusyExchange,
  arrivals: Arrival[],
  quoting: () => number,
): Promise<number[]> {
  const random = numbersFrom(1);
  const waits: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    viewer.type("g");
    for (const ticker of TICKERS) {
      await Bun.sleep(60 + 120 * random()); // keys come at any moment of a frame
      const before = arrivals.length;
      const at = performance.now();
      viewer.type("p");
      await until(`no cancel of ${ticker}`, () => arrivals.slice(before).some((arrival) => arrival.ticker === ticker));
      waits.push(arrivals.slice(before).find((arrival) => arrival.ticker === ticker)!.at - at);
      viewer.type("l");
    }
    await until("orders rest after all is pulled", () => exchange.resting(KEY_ID).size === 0);
    viewer.type("R");
    await Bun.sleep(50);
    viewer.type("y");
    await until(`only ${quoting()} contracts are quoted again`, () => quoting() === TICKERS.length);
  }
  return waits;
}

function quantile(times: readonly number[], percent: number): BenchResult {
  const sorted = [...times].sort((one, other) => one - other);
  const value = sorted[Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1)]!;
  const isCompared = percent === 99;
  return {
    name: `key to cancel on the wire: p${percent}`,
    value,
    unit: "ms",
    baseline: isCompared ? "at most" : null,
    baseline_value: isCompared ? LIMIT_MS : null,
    ratio: isCompared ? value / LIMIT_MS : null,
  };
}

function plain(name: string, value: number, unit: string): BenchResult {
  return { name: `key to cancel on the wire: ${name}`, value, unit, baseline: null, baseline_value: null, ratio: null };
}
