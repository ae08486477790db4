/** A month of five-hour cycles: `bun run month [--days N] [--seed N] [--trace]`. Prints one JSON document; ends with 1 when something was violated. */
import { toDollars } from "../../../src/market/units.ts";
import { eventLine } from "../events.ts";
import { playMonth } from "./month.ts";

function option(name: string, usual: number): number {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? usual : Number(process.argv[at + 1]);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  process.stderr.write(`month: --${name} ${process.argv[at + 1]} is not a whole number\n`);
  process.exit(2);
}

const days = option("days", 30);
const seed = option("seed", 1);

setImmediate(() => {
  const startedAt = performance.now();
  const { cycles, equityChange, violation, ...rest } = playMonth(seed, days, {
    ...(process.argv.includes("--trace") && { listener: (event) => process.stdout.write(`${eventLine(event)}\n`) }),
    onDay: (day, done) => process.stderr.write(`day ${day}: ${done.length} runs\n`),
  });
  const by = (name: "ending" | "state") =>
    Object.fromEntries([...Map.groupBy(cycles, (cycle) => cycle[name])].map(([what, those]) => [what, those.length]));
  const document = {
    ...rest,
    runs: cycles.length,
    endings: by("ending"),
    killed: cycles.filter(({ isKilled }) => isKilled).length,
    states: by("state"),
    longest_rest_after_a_run_ms: Math.max(0, ...cycles.map(({ restedMs }) => restedMs)),
    unexplained_cash_usd: toDollars(cycles.reduce((sum, { unexplained }) => sum + unexplained, 0) as never),
    equity_change_usd: toDollars(equityChange),
    violation: violation ?? null,
    seconds: Math.round((performance.now() - startedAt) / 1_000),
  };
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  if (violation !== undefined) process.exitCode = 1;
});
