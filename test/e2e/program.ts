import { existsSync } from "node:fs";
import { link, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "../../bin/build.ts";

const ROOT = join(import.meta.dirname, "..", "..");

/** The whole program, compiled for these tests, with folders of its own for sockets and logs. */
export interface Program {
  readonly path: string;
  /** Where it is started: nothing of it is left elsewhere. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Runs it to its end. */
  run(...words: string[]): Promise<{ readonly exitCode: number; readonly out: string; readonly error: string }>;
  /** Starts it; the caller ends it. */
  start(...words: string[]): Bun.Subprocess<"ignore", "pipe", "pipe">;
  /** The same with more in its environment. */
  startWith(more: Readonly<Record<string, string>>, ...words: string[]): Bun.Subprocess<"ignore", "pipe", "pipe">;
  remove(): Promise<void>;
}

/** Names the folder in which the files of a test run share what one of them has compiled; where it is absent, each compiles its own. */
export const SHARED_FOLDER = "TEST_COMPILED_PROGRAM";

/** Compiles it, unless one that is compiled already is named. */
export async function compileProgram(compiled?: string): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), "tauroi-e2e-"));
  const path = compiled ?? join(folder, "tauroi");
  if (compiled === undefined) await compileTo(path);
  const environment = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    TMPDIR: folder,
    LANG: "C.UTF-8",
    TERM: "xterm-256color",
  };
  const startWith: Program["startWith"] = (more, ...words) =>
    Bun.spawn([path, ...words], {
      cwd: folder,
      env: { ...environment, ...more },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
  return {
    path,
    folder,
    environment,
    start: (...words) => startWith({}, ...words),
    startWith,
    async run(...words) {
      const process = startWith({}, ...words);
      const [out, error] = await Promise.all([
        new Response(process.stdout).text(),
        new Response(process.stderr).text(),
      ]);
      return { exitCode: await process.exited, out, error };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Compiles it to `path`, or has there what another file of this test run compiles. */
async function compileTo(path: string): Promise<void> {
  const entry = join(ROOT, "bin", "tauroi.ts");
  const shared = process.env[SHARED_FOLDER];
  if (shared === undefined) return compile({ entry, outfile: path });
  const whole = join(shared, "tauroi");
  const failed = join(shared, "failed");
  if (await isFirst(shared)) {
    try {
      await compile({ entry, outfile: path });
      await rename(path, whole);
    } catch (error) {
      await mkdir(failed);
      throw error;
    }
  }
  while (!existsSync(whole)) {
    if (existsSync(failed)) throw new Error("the program doesn't compile: the first file that uses it tells why");
    await Bun.sleep(50);
  }
  await link(whole, path);
}

async function isFirst(shared: string): Promise<boolean> {
  try {
    await mkdir(join(shared, "begun"));
    return true;
  } catch {
    return false;
  }
}
