import { Command, CommanderError } from "commander";
import { versionLine } from "../app/version.ts";
import type { CommandEntry, Surroundings } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { EXIT } from "./exit-code.ts";

const DEFAULT_COMMAND = "run";
const WIDTH = 80; // of help: asking the terminal costs more than all the rest of printing it

const AFTER_HELP = `
tauroi alone is tauroi ${DEFAULT_COMMAND}; tauroi COMMAND --help tells more about one.
Exit codes: 0 fine, 1 unexpected, 2 usage or configuration, 3 credentials, 4 no
engine or venue answers, 5 reconciliation drift, 6 halted by risk, 7 another
engine holds the account or the state folder; 128+n on signal n, after orders
are pulled.`;

/** Runs the command that `words` (the command line without the program's name) ask for; answers the exit code. */
export async function runProgram(
  words: readonly string[],
  surroundings: Surroundings,
  commands: readonly CommandEntry[] = COMMANDS,
): Promise<number> {
  let exitCode: number = EXIT.fine;
  const program = new Command("tauroi")
    .description("Makes markets in Kalshi's KXTOPMONTHLY event, with its own exchange to rehearse on.")
    .usage("[command] [options]")
    .version(versionLine(), "-V, --version", "print the version and the commit")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print what a command does")
    .addHelpText("after", AFTER_HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => surroundings.print(text.trimEnd()),
      writeErr: (text) => surroundings.complain(text.trimEnd()),
      outputError: (text, write) => write(text.replace(/^error:/, "tauroi:")),
      getOutHelpWidth: () => WIDTH,
      getErrHelpWidth: () => WIDTH,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });

  for (const { name, describe, load } of commands) {
    const command = program.command(name).helpOption("-h, --help", "print this help").allowExcessArguments(false);
    command.showHelpAfterError(`tauroi ${name} --help tells what there is.`);
    command.action(async () => {
      const { action } = await load();
      exitCode = await action({ ...surroundings, words, operands: command.args, options: command.opts() });
    });
    describe(command);
  }
  program.showHelpAfterError("tauroi --help tells what there is.");

  try {
    await program.parseAsync(withCommand(words), { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  }
}

/** The default command is written out rather than left to commander, which would take a misspelt command for an argument of it. */
function withCommand(words: readonly string[]): readonly string[] {
  const [first] = words;
  if (first !== undefined && (!first.startsWith("-") || ["-h", "--help", "-V", "--version"].includes(first)))
    return words;
  return [DEFAULT_COMMAND, ...words];
}
