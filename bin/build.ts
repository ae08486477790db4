/**
 * Compiles the whole program into one file that needs neither Bun nor packages: `bun run build [--target T] [--outfile F]`.
 * T is one of Bun's targets, such as bun-linux-x64 or bun-darwin-arm64; without it the program is for this machine.
 */
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { sourceCommit } from "../src/app/version.ts";
import { BACKTEST_WORKER } from "../src/backtest/worker-messages.ts";
import { JOURNAL_WORKER } from "../src/journal/thread-messages.ts";
import { BUILD_PLUGINS } from "./build-plugins.ts";

const ROOT = join(import.meta.dirname, "..");

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
    options: { target: { type: "string" }, outfile: { type: "string", default: join(ROOT, "dist", "tauroi") } },
  });
  if (values.target !== undefined && !/^bun-(linux|darwin|windows)-(x64|arm64)(-\w+)*$/.test(values.target)) {
    throw new Error(`--target ${values.target}: it is a kind of machine such as bun-linux-x64 or bun-darwin-arm64`);
  }
  const startedMs = performance.now();
  await compile({ entry: join(ROOT, "bin", "tauroi.ts"), ...values });
  const megabytes = Bun.file(values.outfile).size / 1e6;
  const seconds = (performance.now() - startedMs) / 1000;
  process.stdout.write(
    `${relative(process.cwd(), values.outfile)}: ${megabytes.toFixed(0)} MB in ${seconds.toFixed(1)} s\n`,
  );
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    const causes = error instanceof AggregateError ? error.errors : [error];
    for (const cause of causes)
      process.stderr.write(`build: ${cause instanceof Error ? cause.message : String(cause)}\n`);
    process.exitCode = 1;
  });
}
