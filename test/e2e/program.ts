import { mkdtemp, rm } from "node:fs/promises";
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

/** Compiles it, unless one that is compiled already is named. */
export async function compileProgram(compiled?: string): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), "tauroi-e2e-"));
  const path = compiled ?? join(folder, "tauroi");
  if (compiled === undefined) await compile({ entry: join(ROOT, "bin", "tauroi.ts"), outfile: path });
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
