import type { Clock } from "../ambient/clock.ts";
import type { Files } from "../ambient/files.ts";
import type { Timer, Timers } from "../ambient/timers.ts";
import type { Signal } from "../engine/input.ts";
import { parsedJson } from "../market/json-text.ts";
import { type OutsideReading, readOutsideSignal } from "./outside-signal.ts";
import type { SourceReport } from "./source-report.ts";

/** How often the file is looked at. */
const LOOK_MS = 1_000;
/** A larger file is not read: it should be begun anew now and then. */
const LARGEST_CHARACTERS = 4_000_000;
/** A line may be so long. */
const LONGEST_LINE = 2_000;

export interface SignalFileOptions {
  readonly path: string;
  readonly files: Pick<Files, "readText">;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Of the contracts that are traded. */
  readonly tickers: readonly string[];
  readonly emit: (signal: Signal) => void;
  readonly report: (report: SourceReport) => void;
}

/**
 * Watches a file into which a trader's own scripts write events, one JSON document a line. What stands in it at the start holds too, as far as it isn't
 * past. Lines count once; a file that has become shorter is read from its beginning. It never throws: what can't be read is told and changes nothing.
 */
export class SignalFile {
  readonly #options: SignalFileOptions;
  #timer: Timer | undefined;
  /** What has been read of it. */
  #done = "";
  #lines = 0;
  #problems = 0;
  #problem = "";
  #reported = "";

  constructor(options: SignalFileOptions) {
    this.#options = options;
  }

  start(): void {
    this.#look();
  }

  close(): void {
    this.#timer?.cancel();
  }

  #look(): void {
    try {
      this.#read();
    } catch (error) {
      this.#report("blind", error instanceof Error ? error.message : String(error));
    }
    this.#timer = this.#options.timers.after(LOOK_MS, () => this.#look());
  }

  #read(): void {
    const { files, path } = this.#options;
    const text = files.readText(path);
    if (text === undefined) {
      this.#report("blind", `${path} is not there yet`);
      return;
    }
    if (text.length > LARGEST_CHARACTERS) {
      this.#report("blind", `${path} is too large to be read every second: begin a new one`);
      return;
    }
    if (!text.startsWith(this.#done)) this.#done = ""; // another file stands there now
    const whole = text.lastIndexOf("\n") + 1; // a line without its end is still being written
    const isFirst = this.#lines === 0;
    for (const line of text.slice(this.#done.length, whole).split("\n"))
      if (line.trim() !== "") this.#take(line, isFirst);
    this.#done = text.slice(0, whole);
    const odd = this.#problems === 0 ? "" : `; ${this.#problems} not understood, the last: ${this.#problem}`;
    this.#report("active", `${this.#lines} events${odd}`);
  }

  /** `isFirst`: it stood there before we looked, so that it may be over. */
  #take(line: string, isFirst: boolean): void {
    const { clock, tickers, emit } = this.#options;
    this.#lines++;
    const reading: OutsideReading =
      line.length > LONGEST_LINE
        ? { problem: `${line.length} characters; ${LONGEST_LINE} is the most` }
        : readOutsideSignal(parsedJson(line), { now: clock.now(), tickers });
    if ("signal" in reading) emit(reading.signal);
    else if (!(isFirst && reading.isPast === true)) {
      this.#problems++;
      this.#problem = `line ${this.#lines}, ${reading.problem}`;
    }
  }

  #report(state: SourceReport["state"], detail: string): void {
    const said = `${state} ${detail}`;
    if (said === this.#reported) return;
    this.#reported = said;
    this.#options.report({ source: "file", state, detail });
  }
}
