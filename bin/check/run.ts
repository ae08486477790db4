import { join } from "node:path";
import { checkAmbient } from "./ambient.ts";
import { checkLayers } from "./layers.ts";
import { formatProblem, readSources } from "./sources.ts";

/**
 * Everything that is checked without running the project: format and lint, types, dead code, the import order, and that
 * only src/ambient touches the real surroundings. All are run, even when one fails; exits 1 when any did.
 *
 * `bun run check` runs all, `bun run check NAME...` those named.
 */

const ROOT = join(import.meta.dirname, "..", "..");

interface Outcome {
  readonly passed: boolean;
  readonly output: string;
}

const CHECKS: Readonly<Record<string, () => Promise<Outcome>>> = {
  biome: () => tool("biome", "check", "--error-on-warnings", "--diagnostic-level=warn", "--colors=off"),
  types: () => tool("tsc", "--project", "."),
  knip: () => tool("knip", "--no-progress"),
  layers: async () => rules(checkLayers(await readSources(ROOT, ["src", "tui", "bin"])).map(formatProblem)),
  ambient: async () => rules(checkAmbient(await readSources(ROOT, ["src"])).map(formatProblem)),
};

async function tool(name: string, ...args: string[]): Promise<Outcome> {
  const child = Bun.spawn([process.execPath, "--bun", "run", "--silent", name, ...args], {
    cwd: ROOT,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, error, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { passed: code === 0, output: out + error };
}

function rules(problems: readonly string[]): Outcome {
  return { passed: problems.length === 0, output: problems.map((line) => `${line}\n`).join("") };
}

async function main(asked: readonly string[]): Promise<number> {
  const unknown = asked.find((name) => !Object.hasOwn(CHECKS, name));
  if (unknown !== undefined) {
    process.stderr.write(`check: there is no "${unknown}"; it is one of ${Object.keys(CHECKS).join(", ")}\n`);
    return 2;
  }
  const chosen = Object.entries(CHECKS).filter(([name]) => asked.length === 0 || asked.includes(name));
  const running = chosen.map(async ([name, run]) => ({ name, ...(await run()) }));
  const failed: string[] = [];
  for (const outcome of running) {
    const { name, passed, output } = await outcome;
    process.stdout.write(passed ? `check: ${name} ok\n` : `check: ${name} FAILED\n${output}`);
    if (!passed) failed.push(name);
  }
  if (failed.length > 0) process.stdout.write(`check: FAILED: ${failed.join(", ")}\n`);
  return failed.length > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
