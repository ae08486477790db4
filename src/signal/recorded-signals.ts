import { z } from "zod";
import type { Signal } from "../engine/input.ts";
import { parsedJson } from "../market/json-text.ts";
import { firstProblem, momentOf, momentShape, signalFields, signalOf } from "./outside-signal.ts";

/** A file of recorded signals that can't be read as one. The message names the file, the line and the field. */
export class RecordedSignalError extends Error {
  override readonly name = "RecordedSignalError";
}

/** A live event with the moment at which it came. The program's own sources may be among them: a recording has what was heard. */
const shape = z.strictObject({ at: momentShape, ...signalFields });

/**
 * Reads a recording: one JSON document a line, `{at, source, ticker, severity, until, reason, multiplier?}`, as a trader's own script writes them and with `at`, when it was heard;
 * in the order of `at`. Tickers stay as they are written, whole or the end of one. Throws RecordedSignalError.
 *
 * @param path what messages call it
 */
export function readRecordedSignals(text: string, path: string): readonly Signal[] {
  const signals: Signal[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const refuse = (problem: string): never => {
      throw new RecordedSignalError(`${path}: line ${index + 1}: ${problem}`);
    };
    const parsed = shape.safeParse(parsedJson(line) ?? refuse("it is not JSON"));
    if (!parsed.success) return refuse(firstProblem(parsed.error));
    const { at: words, ...fields } = parsed.data;
    const at = momentOf(words);
    const reading = signalOf(fields, at);
    if ("problem" in reading) {
      return refuse(reading.isPast === true ? "until: not after at" : reading.problem);
    }
    const before = signals.at(-1);
    if (before !== undefined && at < before.at) {
      refuse(`at: ${new Date(at).toISOString()} is before that of the line above; they come in time order`);
    }
    signals.push(reading.signal);
  }
  return signals;
}
