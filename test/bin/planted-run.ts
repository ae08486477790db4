import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");
const IGNORED = join(ROOT, "dist"); // below the project, so that the planted tests find vitest

/** How a run of vitest ended, and all that it printed on standard output. */
export interface RunOutcome {
  readonly exitCode: number;
  readonly lines: readonly string[];
}

/** Runs vitest, with the project's reporter, on a project that consists of `files` (path to text). */
export async function runPlantedTests(
  files: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<RunOutcome> {
  await mkdir(IGNORED, { recursive: true });
  const root = await mkdtemp(join(IGNORED, "planted-"));
  try {
    for (const [path, text] of Object.entries(files)) await Bun.write(join(root, path), text);
    const reporter = `--reporter=${join(ROOT, "test", "reporter.ts")}`;
    const command = ["--bun", "run", "vitest", "run", "--pool=threads", "--root", root, reporter];
    const child = Bun.spawn([process.execPath, ...command, ...args], {
      cwd: ROOT,
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], NO_COLOR: "1" },
      stdout: "pipe",
      stderr: "ignore",
    });
    const text = await child.stdout.text();
    return { exitCode: await child.exited, lines: text.trimEnd().split("\n") };
  } finally {
    await rm(root, { recursive: true });
  }
}
