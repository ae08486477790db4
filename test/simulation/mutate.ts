/**
 * Tests the simulation: each mutation is a bug that it must find. `bun run mutate [NAME...] [--json] [--seeds N] [--workers N]`: all of them, or those
 * that are named. Ends with 1 when one is not found.
 */
import { usualWorkers } from "./crew.ts";
import { hunt, MUTATIONS, type Verdict } from "./mutations/tree.ts";

const MOST_SEEDS = 2_000;

const words = process.argv.slice(2);
const isJson = words.includes("--json");
const number = (name: string, usual: number): number => {
  const at = words.indexOf(`--${name}`);
  return at < 0 ? usual : Number(words.splice(at, 2)[1]);
};
const most = number("seeds", MOST_SEEDS);
const workers = number("workers", usualWorkers());
const names = words.filter((word) => !word.startsWith("--"));
const unknown = names.find((name) => MUTATIONS.every((mutation) => mutation.name !== name));

if (unknown !== undefined) {
  process.stderr.write(`mutate: there is no ${unknown}; there are ${MUTATIONS.map(({ name }) => name).join(", ")}\n`);
  process.exitCode = 2;
} else {
  const verdicts: Verdict[] = [];
  for (const mutation of MUTATIONS) {
    if (names.length > 0 && !names.includes(mutation.name)) continue;
    const verdict = await hunt(mutation, most, workers);
    verdicts.push(verdict);
    const { name, caught, seeds, invariant } = verdict;
    const outcome = caught ? `found within ${seeds} seeds (${invariant})` : `NOT FOUND in ${seeds} seeds`;
    if (!isJson) process.stdout.write(`${name.padEnd(28)} ${outcome}\n`);
  }
  if (isJson) process.stdout.write(`${JSON.stringify(verdicts, null, 2)}\n`);
  if (verdicts.some(({ caught }) => !caught)) process.exitCode = 1;
}
