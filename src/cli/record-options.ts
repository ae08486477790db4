import { type Command, InvalidArgumentError, Option } from "commander";
import { RECORDING_FORMATS, type RecordingFormat } from "../tape/recording/recording-format.ts";
import { durationMs } from "./option-values.ts";
import { describeTarget, type TargetOptions } from "./target-options.ts";

export interface RecordOptions extends TargetOptions {
  readonly out?: string;
  readonly format: readonly RecordingFormat[];
  readonly from?: number;
  readonly window?: number;
  readonly historyOnly?: boolean;
  readonly duration?: number;
  readonly json?: boolean;
}

/** The arguments of `tauroi record`. */
export function describeRecord(command: Command): void {
  command
    .summary("save a tape: trades over REST, books, trades and tickers of the stream")
    .description(
      "Records an event: every trade since its markets opened, then new ones as they come, and, with a key (TAUROI_KEY_ID, " +
        "TAUROI_PRIVATE_KEY_FILE), the stream's books, trades and tickers message by message. May be ended at any moment, by " +
        "whatever: asked for the same again, it goes on where it was. The folder is a tape for backtest and exchange. See " +
        "docs/recording.md.",
    );
  describeTarget(command, "this event, be it over")
    .option("--out <dir>", "the recording's folder (default ./recordings/EVENT)")
    .addOption(
      new Option("--format <format...>", "what rows are written in").choices(RECORDING_FORMATS).default(["jsonl"]),
    )
    .option("--from <time>", "where the history begins, such as 2026-11-01 (default: when its markets opened)", moment)
    .option("--window <time>", "trades are read and made certain in stretches of so much time (default 1d)", durationMs)
    .option("--history-only", "end when the history is read")
    .option(
      "--duration <time>",
      "end after so long, such as 90s or 24h (default: when the event is decided)",
      durationMs,
    )
    .option("--json", "print one JSON document at the end");
}

/** Epoch milliseconds of a day or a time, UTC. */
function moment(text: string): number {
  const at = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new InvalidArgumentError("It is a day or a time in UTC, as 2026-11-01 or 2026-11-01T12:00Z.");
  return at;
}
