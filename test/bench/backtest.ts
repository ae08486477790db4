/**
 * Speed of a backtest on real tapes: the production engine from memory and from a file on one core, and the whole of the command on
 * all of them. Needs ../shared/data. A trade is a row of the tape; rows of one sweep are one order.
 */
import { Random } from "../../src/ambient/random.ts";
import { tapeFile } from "../../src/ambient/tape-source.ts";
import { loadProfile } from "../../src/app/profiles.ts";
import { runEvent } from "../../src/backtest/event-run.ts";
import { TapeSelection } from "../../src/backtest/event-tape.ts";
import { markSeries } from "../../src/backtest/marks.ts";
import { PLAIN } from "../../src/backtest/outcome.ts";
import { type SettingName, settingOf } from "../../src/backtest/setting.ts";
import { type EventTape, openTape } from "../../src/backtest/tape-columns.ts";
import { LegModel } from "../../src/model/leg-model.ts";
import type { MakeModel } from "../../src/model/make-model.ts";
import { PRIOR } from "../../src/model/parameters.ts";
import { readTapes } from "../../src/tape/taker-orders.ts";
import type { BenchResult } from "./result.ts";

const FOLDER = new URL("../../../shared/data/kxhigh/", import.meta.url).pathname;
const NEW_YORK = `${FOLDER}kxhighny.csv.gz`;
const ALL = ["ny", "aus", "chi"].map((city) => `${FOLDER}kxhigh${city}.csv.gz`);
const ROOT = new URL("../../", import.meta.url).pathname;

const REPETITIONS = 5;
/** What the command is asked to stay under on two cores: seconds, and megabytes over all threads. */
const WHOLE_SECONDS = 180;
const WHOLE_MEGABYTES = 400;

/** The model without memory of modes, and parameters that stay as they are. */
const fixedModel: MakeModel = () => new LegModel({ ...PRIOR, calibrated: true }, { depth: 0 });

async function selection(path: string) {
  const collected = new TapeSelection();
  for await (const orders of readTapes([{ name: path, bytes: tapeFile(path) }])) {
    for (const order of orders) collected.add(order);
  }
  const settlements = new Map();
  return collected.select({ settlements, minTrades: 1, feeType: "quadratic_with_maker_fees", unsettled: "mark" });
}

function rowsOf(tapes: readonly EventTape[]): number {
  return tapes.reduce((sum, { trades }) => sum + trades.values().reduce((rows, count) => rows + count, 0), 0);
}

function trade(
  tapes: readonly EventTape[],
  marks: readonly ReturnType<typeof markSeries>[],
  name: SettingName,
): number {
  const profile = loadProfile("documented");
  const setting = settingOf(name);
  let fills = 0;
  for (const [index, tape] of tapes.entries()) {
    const random = Random.seeded(1).fork(tape.event.ticker);
    const common = { tape, model: "kalman", parameters: [], profile, fillModel: "queue", variant: PLAIN } as const;
    const outcome = runEvent({ ...common, setting, random, marks: marks[index]!, makeModel: fixedModel });
    for (const leg of outcome.legs) fills += leg.fills;
  }
  return fills;
}

/** The model alone on the same orders. */
function filter(tapes: readonly EventTape[]): void {
  for (const { orders } of tapes) {
    const models = new Map<string, ReturnType<MakeModel>>();
    for (const order of orders) {
      let model = models.get(order.ticker);
      if (model === undefined) {
        model = fixedModel("kalman", PRIOR, order.ticker);
        models.set(order.ticker, model);
      }
      model.observe(order);
    }
  }
}

/** Seconds of the fastest of several repetitions. */
function fastest(work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const startedMs = performance.now();
    work();
    best = Math.min(best, (performance.now() - startedMs) / 1_000);
  }
  return best;
}

async function fastestOf(work: () => Promise<void>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const startedMs = performance.now();
    await work();
    best = Math.min(best, (performance.now() - startedMs) / 1_000);
  }
  return best;
}

function figure(name: string, value: number, unit: string, baseline: string, beside: number): BenchResult {
  return { name, value, unit, baseline, baseline_value: beside, ratio: value / beside };
}

async function fromMemory(): Promise<BenchResult[]> {
  const tapes = (await selection(NEW_YORK)).events.map(openTape);
  const marks = tapes.map(({ orders }) => markSeries(orders));
  const rows = rowsOf(tapes);
  const alone = rows / fastest(() => filter(tapes));
  return (["realistic", "study"] as const).map((name) => {
    const speed = rows / fastest(() => trade(tapes, marks, name));
    const what = `backtest from memory, ${name}, documented, queue, depth 0, one core`;
    return figure(what, speed / 1_000, "k trades/s", "the model alone", alone / 1_000);
  });
}

async function fromFile(): Promise<BenchResult> {
  let rows = 0;
  const reading = await fastestOf(async () => {
    rows = (await selection(NEW_YORK)).trades;
  });
  const all = await fastestOf(async () => {
    const tapes = (await selection(NEW_YORK)).events.map(openTape);
    const marks = tapes.map(({ orders }) => markSeries(orders));
    trade(tapes, marks, "realistic");
  });
  const what = "backtest from gzip CSV, realistic, documented, queue, depth 0";
  return figure(what, rows / all / 1_000, "k trades/s", "reading the tape alone", rows / reading / 1_000);
}

/**
 * The most memory that a process ever had, in megabytes, as the kernel keeps it for the program that runs there. What `resourceUsage` has is no less than what
 * this process, which it was forked from, had at that moment.
 */
async function peakOf({ pid, exited }: Bun.Subprocess): Promise<number> {
  let kilobytes = 0;
  let hasEnded = false;
  void exited.then(() => (hasEnded = true));
  while (!hasEnded) {
    const status = await Bun.file(`/proc/${pid}/status`)
      .text()
      .catch(() => "");
    kilobytes = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? kilobytes);
    await Bun.sleep(200);
  }
  return kilobytes / 1_024;
}

/** The command itself: three cities, three profiles, three fill models, calibration at the profiles' cadence. */
async function whole(): Promise<BenchResult[]> {
  const profiles = ["documented", "coherent", "best"].flatMap((name) => ["--profile", name]);
  const settlements = `${FOLDER}markets.csv.gz`;
  const words = ["backtest", "--tape", ...ALL, "--settlements", settlements, ...profiles, "--workers", "2", "--json"];
  const startedMs = performance.now();
  const child = Bun.spawn([process.execPath, `${ROOT}bin/tauroi.ts`, ...words], { stdout: "pipe", stderr: "inherit" });
  const peak = peakOf(child);
  const document = (await new Response(child.stdout).json()) as { readonly configurations: readonly unknown[] };
  await child.exited;
  const seconds = (performance.now() - startedMs) / 1_000;
  const megabytes = await peak;
  const what = `whole of kxhigh, ${document.configurations.length} configurations, 2 workers`;
  return [
    figure(`${what}: time`, seconds, "s", "asked for at most", WHOLE_SECONDS),
    figure(`${what}: peak memory`, megabytes, "MB", "asked for at most", WHOLE_MEGABYTES),
  ];
}

export async function bench(): Promise<BenchResult[]> {
  return [...(await fromMemory()), await fromFile(), ...(await whole())];
}
