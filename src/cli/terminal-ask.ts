import { createInterface } from "node:readline/promises";

/** Asks whoever sits there; answers what was typed, which is nothing where they have left (Ctrl-C, Ctrl-D, a terminal that is closed). */
export type Ask = (question: string) => Promise<string>;

/** How to ask at this terminal, on standard error; undefined where there is none. */
export function terminalAsk(): Ask | undefined {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) return undefined;
  return async (question) => {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    const left = new Promise<undefined>((resolve) => terminal.once("close", () => resolve(undefined)));
    const aborted = (): undefined => undefined; // the only way in which it fails
    try {
      const typed = await Promise.race([terminal.question(question).catch(aborted), left]);
      if (typed === undefined) process.stderr.write("\n");
      return typed?.trim() ?? "";
    } finally {
      terminal.close();
    }
  };
}
