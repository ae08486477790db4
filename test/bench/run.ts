/**
 * Runs the benchmarks, all or those that are named: `bun run bench [NAME...] [--json]`. None of them is part of the tests: a figure is
 * of the machine and the moment, and stands beside its baseline from the same run.
 */
import type { BenchResult } from "./result.ts";

const BENCHMARKS: Readonly<Record<string, () => Promise<BenchResult[]>>> = {
  backtest: async () => (await import("./backtest.ts")).bench(),
  control: async () => (await import("./control.ts")).bench(),
  gate: async () => (await import("./gate.ts")).bench(),
  key: async () => (await import("./key-to-cancel.ts")).bench(),
  model: async () => (await import("./model.ts")).bench(),
  stream: async () => (await import("./stream.ts")).bench(),
  tape: async () => (await import("./tape.ts")).bench(),
  tick: async () => (await import("./tick.ts")).bench(),
  tui: async () => (await import("./viewer.ts")).bench(),
};

function line({ name, value, unit, baseline, baseline_value, ratio }: BenchResult): string {
  const beside =
    baseline === null || baseline_value === null || ratio === null
      ? ""
      : `   ${baseline}: ${baseline_value.toFixed(1)}, ratio ${ratio.toFixed(2)}`;
  return `${name.padEnd(66)} ${value.toFixed(value < 10 ? 2 : 1).padStart(8)} ${unit}${beside}`;
}

const names = process.argv.slice(2).filter((word) => word !== "--json");
const unknown = names.find((name) => !Object.hasOwn(BENCHMARKS, name));
if (unknown !== undefined) {
  process.stderr.write(`bench: there is no ${unknown}; there are ${Object.keys(BENCHMARKS).join(", ")}\n`);
  process.exitCode = 2;
} else {
  const results: BenchResult[] = [];
  for (const name of names.length > 0 ? names : Object.keys(BENCHMARKS)) results.push(...(await BENCHMARKS[name]!()));
  const text = process.argv.includes("--json") ? JSON.stringify(results, null, 2) : results.map(line).join("\n");
  process.stdout.write(`${text}\n`);
}
