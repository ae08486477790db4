import { systemFiles } from "../ambient/files.ts";
import { readCalendar } from "../app/signal-sources.ts";
import { heardSignals, type OutsideNews } from "../backtest/event-signals.ts";
import type { NewsDocument } from "../backtest/report/document-shape.ts";
import type { StoredTape } from "../backtest/tape-columns.ts";
import { RecordedSignalError, readRecordedSignals } from "../signal/recorded-signals.ts";
import type { BacktestOptions } from "./backtest-options.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";

/**
 * What `--signals` and `--calendar` name; undefined when neither is given. Throws CommandFailure or ConfigError when a file isn't there or isn't
 * right.
 */
export function namedNews({
  signals,
  calendar,
}: Pick<BacktestOptions, "signals" | "calendar">): OutsideNews | undefined {
  if (signals === undefined && calendar === undefined) return undefined;
  return {
    signals: signals === undefined ? [] : recordedSignals(signals),
    calendar: calendar === undefined ? undefined : readCalendar(systemFiles, calendar),
  };
}

/** What the report says of them. */
export function newsDocument(news: OutsideNews | undefined, events: readonly StoredTape[]): NewsDocument | undefined {
  if (news === undefined) return undefined;
  const heard = heardSignals(
    news,
    events.map(({ event }) => event),
  );
  return { signals: news.signals.length, heard, windows: news.calendar?.windows.length ?? 0 };
}

function recordedSignals(path: string): OutsideNews["signals"] {
  const text = systemFiles.readText(path);
  if (text === undefined) throw new CommandFailure(`--signals ${path}: there is no such file`, EXIT.usage);
  try {
    return readRecordedSignals(text, path);
  } catch (error) {
    if (error instanceof RecordedSignalError) throw new CommandFailure(`--signals ${error.message}`, EXIT.usage);
    throw error;
  }
}
