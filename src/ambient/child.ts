/** A process that this one has started and that is to end with it: its input closes then. */
export interface ChildProcess {
  readonly pid: number;
  /** The first line that it prints; what it complained of is the rejection's message when it ends before. */
  readonly firstLine: Promise<string>;
  readonly exited: Promise<number>;
  /** Ends it without its knowing (SIGKILL). */
  kill(): void;
}

/** Starts a command with this process's environment. */
export function startChild(command: readonly string[]): ChildProcess {
  const child = Bun.spawn([...command], { stdin: "pipe", stdout: "pipe", stderr: "pipe" });
  const complaint = new Response(child.stderr).text();
  const firstLine = (async () => {
    let text = "";
    const decoder = new TextDecoder();
    for await (const bytes of child.stdout) {
      text += decoder.decode(bytes, { stream: true });
      const end = text.indexOf("\n");
      if (end >= 0) return text.slice(0, end);
    }
    throw new Error((await complaint).trim() || `process ${child.pid} ended without a word`);
  })();
  firstLine.catch(() => undefined); // whoever waits for it hears of it
  return { pid: child.pid, firstLine, exited: child.exited, kill: () => child.kill("SIGKILL") };
}

/** Resolves when this process's input has ended: whoever started it is gone. */
export async function inputEnded(): Promise<void> {
  for await (const _ of Bun.stdin.stream()) {
    // nobody says anything
  }
}
