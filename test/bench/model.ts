/**
 * Speed of the fair-value model: the filters beside the same arithmetic in C (filter.c), the whole model an order, a
 * recalibration, and bytes allocated. Needs gcc.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TakerOrder } from "../../src/market/taker-order.ts";
import { priceFromCents, quantityFromContracts, type Time } from "../../src/market/units.ts";
import { Fitter } from "../../src/model/fit.ts";
import { type Depth, GaussianSum } from "../../src/model/gaussian-sum.ts";
import { JumpFilter } from "../../src/model/jump-filter.ts";
import { LegModel } from "../../src/model/leg-model.ts";
import { clip, sigmoid } from "../../src/model/log-odds.ts";
import { type ModelParameters, PRIOR } from "../../src/model/parameters.ts";
import type { Print, Series } from "../../src/model/series.ts";
import { gaussian, simulate, uniform } from "../model/simulation.ts";
import type { BenchResult } from "./result.ts";

const SPACE: ModelParameters = {
  ...PRIOR,
  sigma2PerHour: 0.0025,
  jumpsPerHour: 0.02,
  jumpsPerOrder: 0.002,
  jumpVariance: 0.36,
  noiseCents2: 0.01,
  bounceCents: 0,
  outlierProbability: 0.01,
  outlierVarianceRatio: 25,
  drift: "none",
};
const START_VARIANCE = 0.25;
const PRINTS = 20_000;
const REPETITIONS = 60;
const STEPS = 100_000;
const HERE = new URL(".", import.meta.url).pathname;

/** Milliseconds of the fastest of several runs: the others were disturbed. */
function fastest(repetitions: number, run: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < repetitions; i++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** One pass of a filter over a series; the log-likelihood. */
function filterAll(depth: Depth, series: Series): number {
  const filter = depth === 0 ? new JumpFilter(0, START_VARIANCE) : new GaussianSum(depth, 0, START_VARIANCE);
  return filter instanceof JumpFilter ? passOver(filter, series) : sumOver(filter, series);
}

function passOver(
  filter: JumpFilter,
  { length, hours, logOdds, direction, tickVariance, noiseWeight }: Series,
): number {
  let sum = 0;
  for (let k = 0; k < length; k++) {
    filter.predict(SPACE, hours[k]!);
    filter.update(SPACE, logOdds[k]!, direction[k]!, tickVariance[k]!, noiseWeight[k]!);
    sum += filter.logLikelihood;
  }
  return sum;
}

function sumOver(
  filter: GaussianSum,
  { length, hours, logOdds, direction, tickVariance, noiseWeight }: Series,
): number {
  let sum = 0;
  for (let k = 0; k < length; k++) {
    filter.predict(SPACE, hours[k]!);
    filter.update(SPACE, logOdds[k]!, direction[k]!, tickVariance[k]!, noiseWeight[k]!);
    sum += filter.logLikelihood;
  }
  return sum;
}

/** The parameters and prints, laid out as filter.c reads them. */
function binary(series: Series): Float64Array {
  const parameters = [
    SPACE.sigma2PerHour,
    SPACE.jumpsPerHour,
    SPACE.jumpsPerOrder,
    SPACE.jumpVariance,
    SPACE.noiseCents2,
    SPACE.bounceCents,
    SPACE.outlierProbability,
    SPACE.outlierVarianceRatio,
    SPACE.reversionPerHour,
    SPACE.reversionLogOdds,
    SPACE.drift === "martingale" ? 1 : 0,
    START_VARIANCE,
  ];
  const { hours, logOdds, direction, tickVariance, noiseWeight } = series;
  const prints = Array.from({ length: series.length }, (_, k) => [
    hours[k]!,
    logOdds[k]!,
    direction[k]!,
    tickVariance[k]!,
    noiseWeight[k]!,
  ]);
  return Float64Array.from([...parameters, ...prints.flat()]);
}

function run(...command: string[]): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync(command);
  if (exitCode !== 0) throw new Error(`${command.join(" ")}: exit code ${exitCode}\n${stderr}`);
  return stdout.toString();
}

/** The filters beside their twins in C. */
function filters(): BenchResult[] {
  const { series } = simulate(SPACE, PRINTS, 1);
  const folder = mkdtempSync(join(tmpdir(), "tauroi-bench-"));
  try {
    const [program, prints] = [join(folder, "filter"), join(folder, "prints.bin")];
    writeFileSync(prints, binary(series));
    run("gcc", "-O3", "-march=native", "-o", program, join(HERE, "filter.c"), "-lm");
    return ([0, 2] as const).map((depth) => {
      let logLikelihood = 0;
      const ours = fastest(REPETITIONS, () => {
        logLikelihood = filterAll(depth, series);
      });
      const [nanoseconds, theirs] = run(program, prints, String(depth), String(REPETITIONS)).trim().split(" ");
      if (Math.abs(logLikelihood - Number(theirs)) > 1e-9) {
        throw new Error(
          `depth ${depth}: log-likelihood ${logLikelihood} here, ${theirs} in C: they differ by over 1e-9`,
        );
      }
      const value = (ours / PRINTS) * 1e6;
      return {
        name: `filter depth ${depth}`,
        value,
        unit: "ns/trade",
        baseline: "C, gcc -O3 -march=native",
        baseline_value: Number(nanoseconds),
        ratio: value / Number(nanoseconds),
        log_likelihood: logLikelihood,
        baseline_log_likelihood: Number(theirs),
      };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A tape of one contract on one-cent ticks. */
function tape(length: number): TakerOrder[] {
  const random = uniform(7);
  const normal = gaussian(random);
  let [x, at] = [0, 1_760_000_000_000];
  return Array.from({ length }, () => {
    const hours = -0.1 * Math.log(random());
    at += Math.round(hours * 3_600_000);
    x = 0.999 * x + Math.sqrt(0.01 * hours) * normal() + (random() < 0.02 ? 0.4 * normal() : 0);
    const buys = random() < 0.5;
    const cents = clip(Math.round(100 * sigmoid(x) + (buys ? 0.8 : -0.8)), 1, 99);
    const prints = [{ price: priceFromCents(cents), quantity: quantityFromContracts(10) }];
    return { ticker: "BENCH", at: at as Time, side: buys ? "buy" : "sell", prints };
  });
}

function alone(name: string, value: number, unit: string): BenchResult {
  return { name, value, unit, baseline: null, baseline_value: null, ratio: null };
}

/** The whole model of a leg, and a recalibration of it. */
function model(): BenchResult[] {
  const orders = tape(PRINTS);
  const observing = fastest(10, () => {
    const leg = new LegModel(PRIOR);
    for (const order of orders) leg.observe(order);
  });

  const prints: Print[] = orders.slice(0, 1000).map(({ at, side, prints: [print] }) => ({
    hours: (at - orders[0]!.at) / 3_600_000,
    cents: print!.price / 100,
    contracts: print!.quantity / 100,
    side,
  }));
  const fitter = new Fitter(prints.length);
  const prior = {
    diffusionSteps: 20,
    sigma2PerHour: PRIOR.sigma2PerHour,
    noisePrints: 15,
    noiseCents2: PRIOR.noiseCents2,
    jumps: 4,
    jumpVariance: PRIOR.jumpVariance,
    timeJumps: 1,
    timeHours: 18,
    orderJumps: 1,
    jumpOrders: 10,
    outliers: 2.5,
    outlierPrints: 50,
  };
  const start = fitter.cold(prints, PRIOR, prior);
  const ten = { rounds: 1, iterations: 10, tolerance: 0 };
  const calibrating = fastest(40, () => {
    fitter.warm(prints, start, prior, ten);
  });
  return [
    alone("leg model depth 2, estimate and z-scores", (observing / PRINTS) * 1e6, "ns/order"),
    alone("recalibration, 1,000 trades, 10 EM iterations and standard error", calibrating, "ms"),
  ];
}

/** What can be asked for with --allocate: one step many times over, in a process that logs its garbage collections. */
const ALLOCATING: Readonly<Record<string, () => () => void>> = {
  "filter depth 0": () => {
    const { series } = simulate(SPACE, STEPS, 1);
    const filter = new JumpFilter(0, START_VARIANCE);
    return () => passOver(filter, series);
  },
  "filter depth 2": () => {
    const { series } = simulate(SPACE, STEPS, 1);
    const filter = new GaussianSum(2, 0, START_VARIANCE);
    return () => sumOver(filter, series);
  },
  "leg model": () => {
    const orders = tape(2 * STEPS);
    const leg = new LegModel(PRIOR);
    let next = 0;
    return () => {
      for (const end = next + STEPS; next < end; next++) leg.observe(orders[next]!);
    };
  },
};

/** Bytes of garbage a step, from the collector's own log. */
function allocations(): BenchResult[] {
  return Object.keys(ALLOCATING).map((name) => {
    const command = [process.execPath, import.meta.path, "--allocate", name];
    const { stderr } = Bun.spawnSync(command, { env: { ...process.env, BUN_JSC_logGC: "1" } });
    const sweeps = [...stderr.toString().matchAll(/Full sweep: (\d+)kb => (\d+)kb/g)];
    const [, before, after] = sweeps.at(-1) ?? [];
    if (before === undefined) throw new Error(`${command.join(" ")}: no garbage collection in its log`);
    return alone(`${name}, allocated`, (1024 * (Number(before) - Number(after))) / STEPS, "bytes/trade");
  });
}

export function bench(): BenchResult[] {
  return [...filters(), ...model(), ...allocations()];
}

/** This file run by itself only allocates, for the collector's log of another process to be read. */
if (import.meta.main) {
  const steps = ALLOCATING[process.argv[process.argv.indexOf("--allocate") + 1] ?? ""];
  if (steps === undefined) throw new Error("run the benchmarks by `bun run bench model`");
  const run = steps();
  run(); // compiled by now
  Bun.gc(true);
  run();
  Bun.gc(true);
}
