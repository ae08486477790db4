import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a runner gives a step, where there is no runner: a clean folder, the files that a step writes to, and a PATH with stand-ins. */
export interface Runner {
  /** Where steps run. */
  readonly workspace: string;
  /** Puts a script on the PATH. */
  standIn(name: string, script: string): Promise<void>;
  /** Puts a program on the PATH. */
  program(name: string, path: string): Promise<void>;
  /** Starts a step as GitHub does with `shell: bash`. */
  start(run: string, environment?: Readonly<Record<string, string>>): Promise<RunningStep>;
  /** Starts one and waits for its end. */
  run(run: string, environment?: Readonly<Record<string, string>>): Promise<StepEnd>;
  remove(): Promise<void>;
}

export interface StepEnd {
  readonly exitCode: number;
  /** Standard output and standard error. */
  readonly said: string;
  /** What was written for the job's summary, for later steps' PATH. */
  readonly summary: string;
  readonly path: string;
}

export interface RunningStep {
  readonly process: Bun.Subprocess<"ignore", "pipe", "pipe">;
  readonly ended: Promise<StepEnd>;
}

/** Nothing of this machine's environment comes along. */
export async function createRunner(): Promise<Runner> {
  const folder = await mkdtemp(join(tmpdir(), "tauroi-step-"));
  const [workspace, bin, temporary, home] = ["workspace", "bin", "temp", "home"].map((name) => join(folder, name));
  for (const made of [workspace!, bin!, temporary!, home!]) await mkdir(made);
  let steps = 0;
  const start: Runner["start"] = async (run, environment = {}) => {
    steps += 1;
    const file = async (name: string): Promise<string> => {
      const path = join(temporary!, `${name}-${steps}`);
      await writeFile(path, "");
      return path;
    };
    const [script, summary, path] = [await file("script"), await file("summary"), await file("path")];
    await writeFile(script, run);
    const process = Bun.spawn(["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script], {
      cwd: workspace!,
      env: {
        PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
        HOME: home!,
        CI: "true",
        TMPDIR: temporary!, // where engines are announced: those of other tests are no business of a step
        RUNNER_TEMP: temporary!,
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_PATH: path,
        ...environment,
      },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    const said = Promise.all([new Response(process.stdout).text(), new Response(process.stderr).text()]);
    const ended = (async (): Promise<StepEnd> => ({
      said: (await said).join(""),
      exitCode: await process.exited,
      summary: await readFile(summary, "utf8"),
      path: await readFile(path, "utf8"),
    }))();
    return { process, ended };
  };
  return {
    workspace: workspace!,
    async standIn(name, script) {
      await writeFile(join(bin!, name), script, { mode: 0o755 });
    },
    async program(name, path) {
      await symlink(path, join(bin!, name));
    },
    start,
    run: async (run, environment) => (await start(run, environment)).ended,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/**
 * Ends a step as GitHub ends one whose run is cancelled: SIGINT to the step's process, after 7.5 s SIGTERM, after 2.5 s more SIGKILL. Answers the signals that
 * it took.
 */
export async function cancel({ process }: RunningStep): Promise<readonly string[]> {
  const signals = [
    ["SIGINT", 7_500],
    ["SIGTERM", 2_500],
    ["SIGKILL", 0],
  ] as const;
  const sent: string[] = [];
  for (const [signal, patienceMs] of signals) {
    if (process.exitCode !== null || process.signalCode !== null) break;
    process.kill(signal);
    sent.push(signal);
    await Promise.race([process.exited, Bun.sleep(patienceMs)]);
  }
  await process.exited;
  return sent;
}
