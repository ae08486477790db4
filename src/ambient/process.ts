/** A process that this one has started and that goes on without it. */
export interface DetachedProcess {
  readonly pid: number;
  /** Null while it runs. */
  readonly exitCode: number | null;
  readonly exited: Promise<number>;
  /** Sends SIGTERM, if it still runs. */
  stop(): void;
}

/**
 * Starts a command in a session of its own, so that neither the end of this process nor that of its terminal reaches it. Its
 * output goes to the two files, which must be there.
 */
export function startDetached(
  command: readonly string[],
  { output, log }: { readonly output: string; readonly log: string },
): DetachedProcess {
  const started = Bun.spawn([...command], {
    stdin: "ignore",
    stdout: Bun.file(output),
    stderr: Bun.file(log),
    detached: true,
  });
  started.unref();
  return {
    pid: started.pid,
    get exitCode() {
      return started.exitCode;
    },
    exited: started.exited,
    stop: () => started.kill("SIGTERM"),
  };
}

/** How this very program is started: the compiled binary by itself, from source by Bun and its main file. */
export function ownCommand(): readonly string[] {
  const isCompiled = Bun.main.startsWith("/$bunfs/") || Bun.main.includes("~BUN");
  return isCompiled ? [process.execPath] : [process.execPath, Bun.main];
}

/** Whether a process of this number runs, whoever's it is. */
export function isProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
