/**
 * Compiles the whole program into one file that needs neither Bun nor packages: `bun run build [--target T] [--outfile F]`.
 * T is one of Bun's targets, such as bun-linux-x64 or bun-darwin-arm64; without it the program is for this machine. `bun run build --all`
 * compiles it for every kind of machine that is released, as dist/tauroi-linux-x64 and so on.
 */
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { sourceCommit } from "../src/app/version.ts";
import { BACKTEST_WORKER } from "../src/backtest/worker-messages.ts";
import { JOURNAL_WORKER } from "../src/journal/thread-messages.ts";
import { BUILD_PLUGINS } from "./build-plugins.ts";

const ROOT = join(import.meta.dirname, "..");

/** The kinds of machine that are released, by the names of their files: what `uname` says, in one spelling. */
const RELEASED = ["linux-x64", "linux-arm64", "darwin-arm64", "darwin-x64"];

export interface BuildOptions {
  readonly entry: string;
  readonly outfile: string;
  readonly target?: string | undefined;
}

/**
 * Compiles `entry` to `outfile`, and into the same file the main modules of its threads, which it starts by their paths from the root
 * (`src/ambient/workers.ts`). Splitting and bytecode make it start fast: what is imported when called costs nothing
 * before.
 */
export async function compile({ entry, outfile, target }: BuildOptions): Promise<void> {
  await Bun.build({
    entrypoints: [entry, join(ROOT, BACKTEST_WORKER), join(ROOT, JOURNAL_WORKER)],
    root: ROOT,
    compile: {
      outfile,
      ...(target === undefined ? {} : { target: target as Bun.Build.CompileTarget }),
      // What lies in the folder where a trader starts it is none of its business.
      autoloadBunfig: false,
      autoloadDotenv: false,
    },
    format: "esm",
    splitting: true,
    bytecode: true,
    minify: { syntax: true, whitespace: true, identifiers: false },
    define: { "process.env.NODE_ENV": '"production"', TAUROI_COMMIT: JSON.stringify(sourceCommit()) },
    plugins: [...BUILD_PLUGINS],
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      target: { type: "string" },
      outfile: { type: "string" },
      all: { type: "boolean", default: false },
    },
  });
  const { target, outfile, all } = values;
  if (all && (target !== undefined || outfile !== undefined)) {
    throw new Error("--all names its targets and files itself: leave --target and --outfile out");
  }
  if (target !== undefined && !/^bun-(linux|darwin|windows)-(x64|arm64)(-\w+)*$/.test(target)) {
    throw new Error(`--target ${target}: it is a kind of machine such as bun-linux-x64 or bun-darwin-arm64`);
  }
  if (!all) return build(outfile ?? join(ROOT, "dist", "tauroi"), target);
  for (const name of RELEASED) await build(join(ROOT, "dist", `tauroi-${name}`), `bun-${name}`);
}

async function build(outfile: string, target: string | undefined): Promise<void> {
  const startedMs = performance.now();
  await compile({ entry: join(ROOT, "bin", "tauroi.ts"), outfile, target });
  const megabytes = Bun.file(outfile).size / 1e6;
  const seconds = (performance.now() - startedMs) / 1000;
  process.stdout.write(`${relative(process.cwd(), outfile)}: ${megabytes.toFixed(0)} MB in ${seconds.toFixed(1)} s\n`);
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    const causes = error instanceof AggregateError ? error.errors : [error];
    for (const cause of causes)
      process.stderr.write(`build: ${cause instanceof Error ? cause.message : String(cause)}\n`);
    process.exitCode = 1;
  });
}
