/**
 * What the interface costs: the compiled program's viewer on a terminal of 120x40, attached to a control socket that shows 15 contracts four
 * times a second, in an ordinary market and with every panel changing with every frame; and on a real engine for a simulated day.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemTimers } from "../../src/ambient/timers.ts";
import { fetchView } from "../../src/app/control-client.ts";
import { createControlServer } from "../../src/app/control-server.ts";
import type { View } from "../../src/app/view.ts";
import { compileProgram, type Program } from "../e2e/program.ts";
import { sampleView } from "../tui/sample-view.ts";
import type { BenchResult } from "./result.ts";
import { TerminalProcess } from "./terminal-process.ts";

const CONTRACTS = 15;
const SIZE = { columns: 120, rows: 40 };
const WARM_UP_MS = 4_000;
const MEASURED_MS = 20_000;
const FRAMES_PER_SECOND = 4;
/** In an ordinary market a contract looks different every two seconds. */
const ORDINARY_EVERY_FRAMES = 8;

const QUARTER_OF_A_DAY_MS = 6 * 3_600_000;
const MEGABYTES_LIMIT = 130;
const LAG_LIMIT_MS = 5;

/** What a viewer that is measured loads first: how late its timers are, written down when it is asked to. */
const LAG_PROBE = `
const EVERY_MS = 5;
const lags = [];
let due = performance.now() + EVERY_MS;
setInterval(() => {
  const now = performance.now();
  lags.push(Math.max(0, now - due));
  due = now + EVERY_MS;
}, EVERY_MS).unref();
process.on("SIGUSR2", () => {
  lags.length = 0;
});
process.on("SIGUSR1", () => {
  require("node:fs").writeFileSync(process.env.TAUROI_BENCH_LAGS, JSON.stringify(lags));
});
`;

/** A market in which, with every frame, some contracts change (each has its own turn), or all of them. */
function marketAt(frame: number, everyFrames: number): View {
  const view = sampleView({ contracts: CONTRACTS, frame });
  const contracts = view.contracts.map((contract, index) => {
    const turn = Math.floor((frame + (index * everyFrames) / CONTRACTS) / everyFrames) * everyFrames;
    return sampleView({ contracts: CONTRACTS, frame: turn }).contracts[index] ?? contract;
  });
  return { ...view, contracts };
}

interface Cost {
  readonly cpuPercent: number;
  readonly bytesPerFrame: number;
  readonly clears: number;
  readonly megabytes: number;
}

/** What watching such a market costs; `lags` measures the event loop's lag instead, which costs something itself. */
async function watching(program: Program, everyFrames: number, lags?: number[]): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), "tauroi-bench-"));
  let frame = 0;
  const server = await createControlServer({
    path: join(folder, "control.sock"),
    program: "tauroi bench",
    snapshot: () => marketAt(frame++, everyFrames),
    onCommand: () => ({ ok: true, text: "heard" }),
    timers: systemTimers,
  });
  const probe = join(folder, "probe.js");
  const written = join(folder, "lags.json");
  writeFileSync(probe, LAG_PROBE);
  const probing = { BUN_OPTIONS: `--preload=${probe}`, TAUROI_BENCH_LAGS: written };
  const environment = { ...program.environment, ...(lags !== undefined && probing) };
  const viewer = new TerminalProcess([program.path, "attach", "--state", folder], { ...SIZE, folder, environment });
  try {
    await viewer.shows(/Bruno Mars/);
    await Bun.sleep(WARM_UP_MS);
    if (lags !== undefined) viewer.signal("SIGUSR2");
    const before = { cpu: viewer.cpuSeconds, bytes: viewer.bytes, at: performance.now() };
    await Bun.sleep(MEASURED_MS);
    const seconds = (performance.now() - before.at) / 1_000;
    const cpuPercent = (100 * (viewer.cpuSeconds - before.cpu)) / seconds;
    const bytesPerFrame = (viewer.bytes - before.bytes) / (seconds * FRAMES_PER_SECOND);
    if (lags !== undefined) {
      viewer.signal("SIGUSR1");
      await Bun.sleep(500);
      lags.push(...(JSON.parse(readFileSync(written, "utf8")) as number[]));
    }
    return { cpuPercent, bytesPerFrame, clears: viewer.clears, megabytes: viewer.megabytes };
  } finally {
    await viewer.end();
    server.close("the bench is over");
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Resident megabytes of a viewer on a real engine, after a quarter of a simulated day and at its end. */
async function throughADay(program: Program): Promise<{ readonly early: number; readonly late: number }> {
  const state = join(program.folder, "day");
  const day = ["run", "--headless", "--seed", "7", "--speed", "max", "--duration", "24h", "--state", state];
  const engine = program.start(...day);
  const line = { path: join(state, "control.sock"), as: "bench", timers: systemTimers };
  const look = () => fetchView(line).catch(() => undefined);
  let first = await look();
  while (first === undefined && engine.exitCode === null) {
    await Bun.sleep(50);
    first = await look();
  }
  const place = { ...SIZE, folder: program.folder, environment: program.environment };
  const viewer = new TerminalProcess([program.path, "attach", "--state", state], place);
  try {
    await viewer.shows(/Nova Lind/);
    let early = Number.NaN;
    let late = Number.NaN;
    for (let view = await look(); view !== undefined; view = await look()) {
      late = viewer.megabytes;
      if (Number.isNaN(early) && view.at - (first?.at ?? 0) > QUARTER_OF_A_DAY_MS) early = late;
      await Bun.sleep(500);
    }
    return { early, late };
  } finally {
    await viewer.end();
    engine.kill("SIGKILL");
    await engine.exited;
  }
}

function quantile(times: readonly number[], percent: number): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1)]!;
}

/** A figure beside the most that it may be. */
function atMost(name: string, value: number, unit: string, limit: number): BenchResult {
  const ratio = limit === 0 ? null : value / limit;
  return { name: `viewer: ${name}`, value, unit, baseline: "at most", baseline_value: limit, ratio };
}

function plain(name: string, value: number, unit: string): BenchResult {
  return { name: `viewer: ${name}`, value, unit, baseline: null, baseline_value: null, ratio: null };
}

export async function bench(): Promise<BenchResult[]> {
  const program = await compileProgram();
  try {
    const results: BenchResult[] = [];
    for (const [market, everyFrames, cpuLimit] of [
      ["an ordinary market", ORDINARY_EVERY_FRAMES, 5],
      ["every panel changing", 1, 8],
    ] as const) {
      const cost = await watching(program, everyFrames);
      const lags: number[] = [];
      await watching(program, everyFrames, lags);
      results.push(
        atMost(`${market}: processor, of one core`, cost.cpuPercent, "%", cpuLimit),
        atMost(`${market}: event-loop lag p99`, quantile(lags, 99), "ms", LAG_LIMIT_MS),
        plain(`${market}: written for a frame`, cost.bytesPerFrame, "bytes"),
        atMost(`${market}: clear-screen sequences`, cost.clears, "", 0),
        atMost(`${market}: resident memory`, cost.megabytes, "MB", MEGABYTES_LIMIT),
      );
    }
    const { early, late } = await throughADay(program);
    results.push(atMost("a simulated day: resident memory at its end", late, "MB", MEGABYTES_LIMIT), {
      ...plain("a simulated day: the same beside a quarter of it", late, "MB"),
      baseline: "after 6 hours",
      baseline_value: early,
      ratio: late / early,
    });
    return results;
  } finally {
    await program.remove();
  }
}
