/**
 * Simulates the whole application on many seeds: `bun run simulate --seeds N --from S [--json] [--workers N]`; `--trace` tells everything that happens.
 * Ends with 1 when something that must never be false was.
 */
import { runCrew, usualWorkers } from "./crew.ts";
import { eventLine, LastEvents } from "./events.ts";
import { type SeedResult, simulate, type Violation } from "./simulate.ts";
import { Tally } from "./tally.ts";

const LAST_EVENTS = 60;
/** Of so many failing seeds at most the last events are told. */
const TOLD = 3;

function option(name: string, usual: number): number {
  const at = process.argv.indexOf(`--${name}`);
  if (at < 0) return usual;
  const value = Number(process.argv[at + 1]);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  process.stderr.write(`simulate: --${name} ${process.argv[at + 1]} is not a whole number\n`);
  process.exit(2);
}

const isJson = process.argv.includes("--json");
const from = option("from", 1);
const seeds = option("seeds", 100);

if (process.argv.includes("--child"))
  setImmediate(child); // outside of any promise: the simulation drains them itself
else if (process.argv.includes("--trace")) setImmediate(trace);
else await all();

function child(): void {
  for (let seed = from; seed < from + seeds; seed++) process.stdout.write(`${JSON.stringify(simulate(seed))}\n`);
}

function trace(): void {
  for (let seed = from; seed < from + seeds; seed++) {
    const result = simulate(seed, { listener: (event) => process.stdout.write(`${eventLine(event)}\n`) });
    const { violation } = result;
    process.stdout.write(violation === undefined ? `seed ${seed}: nothing was violated\n` : failure(violation));
    if (violation !== undefined) process.exitCode = 1;
  }
}

function failure({ seed, at, invariant, detail }: Violation): string {
  return `seed ${seed}, ${at}: ${invariant}: ${detail}\n  bun run simulate --seeds 1 --from ${seed} --trace\n`;
}

/** Tells of a failing seed what came before the violation. */
function explain(violation: Violation): void {
  process.stderr.write(failure(violation));
  const last = new LastEvents(LAST_EVENTS);
  simulate(violation.seed, { listener: last.add });
  for (const line of last.lines) process.stderr.write(`  ${line}\n`);
}

async function all(): Promise<void> {
  const startedAt = performance.now();
  const tally = new Tally();
  let toldAt = startedAt;
  await runCrew({
    from,
    seeds,
    workers: option("workers", usualWorkers()),
    script: import.meta.path,
    onResult(result: SeedResult) {
      tally.add(result);
      if (result.violation !== undefined) process.stderr.write(failure(result.violation));
      if (!isJson && performance.now() > toldAt + 10_000) {
        toldAt = performance.now();
        process.stderr.write(`${tally.seeds} of ${seeds} seeds, ${tally.violations.length} violations\n`);
      }
      return true;
    },
  });
  const document = tally.document(performance.now() - startedAt);
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  if (tally.violations.length > 0) {
    process.exitCode = 1;
    await new Promise((resolve) => setImmediate(resolve));
    setImmediate(() => tally.violations.slice(0, TOLD).forEach(explain));
  }
}
