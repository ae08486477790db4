import { tapeFile } from "../ambient/tape-source.ts";
import { systemTimers } from "../ambient/timers.ts";
import { loadProfile } from "../app/profiles.ts";
import { backtestDocument } from "../backtest/document.ts";
import { type Selection, TapeSelection } from "../backtest/event-tape.ts";
import { type ConfigurationOutcome, type Progress, runBacktest } from "../backtest/runner.ts";
import { settingOf } from "../backtest/setting.ts";
import { backtestTable } from "../backtest/table.ts";
import { readSettlements } from "../tape/settlements.ts";
import { readTapes } from "../tape/taker-orders.ts";
import type { BacktestOptions } from "./backtest-options.ts";
import type { Action } from "./command.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";

/** Runs every profile with every fill model over the tapes. Nothing is printed before all of it is done. */
export const action: Action<BacktestOptions> = async ({ options, print }) => {
  const profiles = options.profile.map(loadProfile); // a wrong name is told before anything is read
  const selection = await select(options);
  const { model, setting, seed, feeType } = options;
  const configurations = profiles.flatMap((profile) =>
    options.fills.map((fillModel) => ({ profile, model, fillModel })),
  );
  const outcomes = await carriedOut(
    runBacktest({ events: selection.events, configurations, setting: settingOf(setting), seed }),
  );
  const document = backtestDocument({ tapes: options.tape, selection, feeType, setting, seed, outcomes });
  print(options.json ? JSON.stringify(document, null, 2) : backtestTable(document));
  return EXIT.fine;
};

async function select({ tape, settlements, minTrades, feeType }: BacktestOptions): Promise<Selection> {
  const twice = tape.find((path, index) => tape.indexOf(path) < index);
  if (twice !== undefined) {
    throw new CommandFailure(
      `--tape ${twice}: named twice, and its trades would count twice; name it once`,
      EXIT.usage,
    );
  }
  const legs =
    settlements === undefined ? new Map() : await readSettlements({ name: settlements, bytes: tapeFile(settlements) });
  const collected = new TapeSelection();
  for await (const orders of readTapes(tape.map((name) => ({ name, bytes: tapeFile(name) })))) {
    for (const order of orders) collected.add(order);
  }
  const selection = collected.select({ settlements: legs, minTrades, feeType });
  if (selection.events.length === 0) {
    const problem = `--min-trades ${minTrades}: no ticker on the tapes has that many trades; ask for fewer`;
    throw new CommandFailure(problem, EXIT.usage);
  }
  return selection;
}

/** Lets the program breathe between runs, and shows on a terminal how far it is. */
async function carriedOut(
  backtest: Generator<Progress, readonly ConfigurationOutcome[]>,
): Promise<readonly ConfigurationOutcome[]> {
  const show = (text: string): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
  };
  for (;;) {
    const { done, value } = backtest.next();
    if (done === true) {
      show("");
      return value;
    }
    show(`${value.done} of ${value.of} runs, ${value.event}`);
    await new Promise<void>((resume) => systemTimers.after(0, resume));
  }
}
