import { type Command, Option } from "commander";
import { type AccountTargetOptions, describeAccountTarget } from "./target-options.ts";

export interface DrillOptions extends AccountTargetOptions {
  readonly yesIMeanIt?: boolean;
  /** This process is the one that is killed: the order that it places, as JSON, and the drill's epoch. */
  readonly standIn?: string;
  readonly epoch?: string;
}

/** The arguments of `tauroi drill`. */
export function describeDrill(command: Command): void {
  command
    .summary("rehearse a kill, and the death of an engine, with one contract far from the market")
    .description(
      "Places one contract at the lowest price there is, kills as tauroi kill --ours does, and waits until the exchange has confirmed it. Then\n" +
        "another process places one and is ended by SIGKILL; 50 s later the exchange must show that nothing rests. Takes about a minute.\n" +
        "The result is kept in drill.json in the state folder: a run with real orders wants one that has passed within 30 days.\n\n" +
        "On demo freely; elsewhere after a typed word. Never while an engine trades the account (exit 7). Exits 0 when it has passed, 5 when\n" +
        "something rested that should not have, 4 when nothing was proven.",
    )
    .option("--yes-i-mean-it", "drill with real money without a typed word");
  describeAccountTarget(command)
    .addOption(new Option("--stand-in <order>", "place this order and wait to be killed").hideHelp())
    .addOption(new Option("--epoch <epoch>", "of the drill").hideHelp());
}
