import { type Pace, progressBar, progressLine } from "../record/progress-text.ts";
import type { RecordProgress } from "../record/recorder.ts";
import { hideProgress, showProgress } from "./backtest-progress.ts";

const LINE_EVERY_MS = 10_000;
const FOLLOWED_EVERY_MS = 60_000;

/** Shows how far a recording is: a bar on a terminal, a line every so often elsewhere. */
export class RecordDisplay {
  readonly #isTerminal: boolean;
  readonly #print: (line: string) => void;
  readonly #beganAt: number;
  #first: RecordProgress | undefined;
  #saidAt = Number.NEGATIVE_INFINITY;
  #wasFollowing = false;

  /** `print` writes a line on standard error. Times are of the steady clock. */
  constructor(isTerminal: boolean, print: (line: string) => void, now: number) {
    this.#isTerminal = isTerminal;
    this.#print = print;
    this.#beganAt = now;
  }

  show(progress: RecordProgress, now: number): void {
    this.#first ??= progress;
    const pace: Pace = { progress, first: this.#first, elapsedMs: now - this.#beganAt };
    if (this.#isTerminal) {
      showProgress(progressBar(pace));
      return;
    }
    const everyMs = progress.following ? FOLLOWED_EVERY_MS : LINE_EVERY_MS;
    const isDue = now - this.#saidAt >= everyMs || progress.following !== this.#wasFollowing;
    this.#wasFollowing = progress.following;
    if (!isDue) return;
    this.#saidAt = now;
    this.#print(progressLine(pace));
  }

  /** Prints a line of its own. */
  say(text: string): void {
    if (this.#isTerminal) hideProgress();
    this.#print(text);
  }
}
