import type { CommandEntry, Surroundings } from "../../src/cli/command.ts";
import { runProgram } from "../../src/cli/program.ts";

export interface Outcome {
  readonly exitCode: number;
  readonly printed: string;
  readonly complained: string;
}

/** Runs a command line as main does, keeping what it says. */
export async function runWords(
  words: readonly string[],
  commands: readonly CommandEntry[],
  screen: Partial<Surroundings["interface"]> = {},
): Promise<Outcome> {
  const printed: string[] = [];
  const complained: string[] = [];
  const surroundings = {
    interface: screen,
    print: (text: string) => printed.push(text),
    complain: (text: string) => complained.push(text),
    beforeCrash: () => undefined,
  } as unknown as Surroundings;
  let exitCode: number;
  try {
    exitCode = await runProgram(words, surroundings, commands);
  } catch (error) {
    if (!(error instanceof Error && "exitCode" in error)) throw error;
    exitCode = Number(error.exitCode);
    complained.push(error.message);
  }
  return { exitCode, printed: printed.join("\n"), complained: complained.join("\n") };
}
