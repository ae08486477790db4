import type { Command } from "commander";
import type { ChartPrinter, Interface } from "../app/viewer.ts";

/** One command of the command line. What it describes is light; the work is loaded only when it is called. */
export interface CommandEntry {
  readonly name: string;
  /** Gives the command its summary, arguments and options. */
  readonly describe: (command: Command) => void;
  readonly load: () => Promise<{ readonly action: Action }>;
}

/** Does the command's work and answers the exit code. What it throws is printed and exits 1, or as a CommandFailure says. */
// biome-ignore lint/suspicious/noExplicitAny: options are parsed into the shape that the command's own description states
export type Action<Options = any> = (invocation: Invocation<Options>) => Promise<number>;

export interface Invocation<Options> extends Surroundings {
  /** The command line, without the program's name. */
  readonly words: readonly string[];
  /** The words after the command's name that are no options. */
  readonly operands: readonly string[];
  readonly options: Options;
}

/** What main gives to every command. */
export interface Surroundings {
  readonly interface: Interface;
  readonly charts: ChartPrinter;
  /** Prints text and a line break on standard output. Never throws: a reader that went away is no failure. */
  readonly print: (text: string) => void;
  /** The same on standard error. */
  readonly complain: (text: string) => void;
  /** Registers what must be done before the program ends on an error that nobody caught: pull orders, restore the terminal. */
  readonly beforeCrash: (act: (error: unknown) => Promise<void>) => void;
}
