import { systemFiles } from "../ambient/files.ts";
import { tapeFile } from "../ambient/tape-source.ts";
import { type QueueStudy, QueueStudyBuilder } from "../backtest/queue/queue-study.ts";
import type { RuleScore } from "../backtest/queue/rule-score.ts";
import { textColumns } from "../backtest/report/text-columns.ts";
import { openRecording } from "../tape/recording/recording.ts";
import { recordedRows } from "../tape/recording/row-reader.ts";
import type { TapeFile } from "../tape/tape-file.ts";
import type { Action } from "./command.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import type { QueueOptions } from "./queue-options.ts";

/** `tauroi queue`: nothing is printed before all is read. */
export const action: Action<QueueOptions> = async ({ operands, options, print }) => {
  const builder = new QueueStudyBuilder();
  for (const path of operands) {
    const { files, noOnYes } = streamOf(path, options.priceOf === "yes");
    builder.begin(noOnYes);
    for (const file of files) for await (const row of recordedRows(file, "stream")) builder.take(row);
  }
  const study = builder.finish();
  if (study.changes === 0) {
    throw new CommandFailure("there are no books in it; give a recording that was made with a key", EXIT.usage);
  }
  print(options.json === true ? JSON.stringify(document(study), null, 2) : table(study));
  return EXIT.fine;
};

function streamOf(path: string, noOnYes: boolean): { readonly files: readonly TapeFile[]; readonly noOnYes: boolean } {
  if (!systemFiles.isFolder(path)) return { files: [{ name: path, bytes: tapeFile(path) }], noOnYes };
  const recording = openRecording(path, { readText: systemFiles.readText, open: tapeFile });
  if (recording === undefined) throw new CommandFailure(`${path}: the folder has no recording.json`, EXIT.usage);
  return { files: recording.stream, noOnYes: recording.manifest.use_yes_price };
}

function document({ inference, all, joined, ...study }: QueueStudy): object {
  return {
    ...study,
    ticker_intervals: inference.intervals,
    clear_intervals: inference.clear,
    all: all.map(scoreDocument),
    joined: joined.map(scoreDocument),
  };
}

function scoreDocument(score: RuleScore): object {
  return {
    rule: score.rule,
    orders: score.orders,
    filled: score.filled,
    false_fills: score.falseFills,
    missed_fills: score.missedFills,
    filled_contracts: score.filledContracts / 100,
    foretold_contracts: score.foretoldContracts / 100,
    mean_error_contracts: score.meanError / 100,
  };
}

function table(study: QueueStudy): string {
  const { markets, hours, changes, trades, inference, followed, all, joined } = study;
  const known =
    inference.intervals === 0
      ? "told by prints"
      : `told by tickers: of ${inference.intervals} that tell of trades ${inference.clear} are clear`;
  return [
    `${markets} markets, ${hours.toFixed(2)} hours of one, ${changes} changes of books; ${trades} of them by trades, ${known}`,
    `${followed} orders could be followed`,
    "",
    ...scores("those at whose price something was traded", all),
    "",
    ...scores("of these, those that joined a queue", joined),
  ].join("\n");
}

function scores(heading: string, all: readonly RuleScore[]): readonly string[] {
  const rows = all.map((score) => [
    String(score.rule),
    String(score.orders),
    String(score.filled),
    String(score.falseFills),
    String(score.missedFills),
    score.filledContracts === 0 ? "-" : `${((score.foretoldContracts / score.filledContracts - 1) * 100).toFixed(1)}%`,
    (score.meanError / 100).toFixed(2),
  ]);
  const names = ["rule", "orders", "filled", "false fills", "missed fills", "contracts off", "mean error"];
  return textColumns(heading, names, rows, 1);
}
