import { Command, CommanderError } from "commander";
import { COMMANDS } from "../../src/cli/commands.ts";
import { wordsOf } from "./shell-commands.ts";

const GENERAL: ReadonlySet<string> = new Set(["--help", "--version"]);

/** The words after the program's name, where a command line starts this program; undefined where it starts another. */
export function ownWords(line: string): readonly string[] | undefined {
  const words = wordsOf(line);
  const at = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
  const program = words[at];
  return program === "tauroi" || program === "bin/tauroi" ? words.slice(at + 1) : undefined;
}

/** What is wrong with a command line of this program, as its own command line would say; undefined when nothing is. */
export function complaint(words: readonly string[]): string | undefined {
  const { entry, rest } = commandOf(words);
  if (entry === undefined) return `there is no command ${words[0]}`;
  if (rest.some((word) => GENERAL.has(word))) return undefined;
  const command = new Command(entry.name).exitOverride().allowExcessArguments(false);
  command.configureOutput({ writeErr: () => {}, writeOut: () => {} });
  entry.describe(command);
  command.action(() => {});
  try {
    command.parse([...rest], { from: "user" });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return error.message;
    throw error;
  }
}

/** The same for a line that stands for many, with brackets and choices in it: whether the command and each option are there. */
export function complaintAboutPattern(words: readonly string[]): string | undefined {
  const { entry, rest } = commandOf(words.map((word) => word.replaceAll(/[[\]]/g, "")));
  if (entry === undefined) return `there is no command ${words[0]}`;
  const command = new Command(entry.name);
  entry.describe(command);
  const options = new Set(command.options.map(({ long }) => long));
  const unknown = rest
    .map((word) => /^--[a-z-]+/.exec(word)?.[0])
    .find((name) => name !== undefined && !options.has(name) && !GENERAL.has(name));
  return unknown === undefined ? undefined : `${entry.name} has no option ${unknown}`;
}

function commandOf(words: readonly string[]) {
  const [first = ""] = words;
  const isUsual = first === "" || first.startsWith("-");
  const entry = COMMANDS.find(({ name }) => name === (isUsual ? "run" : first));
  return { entry, rest: isUsual ? words.filter((word) => word !== "") : words.slice(1) };
}
