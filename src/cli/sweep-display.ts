import type { SweepPace } from "../backtest/sweep/run-sweep.ts";
import { clockText } from "../record/progress-text.ts";
import { hideProgress, showProgress } from "./backtest-progress.ts";

const LINE_EVERY_MS = 10_000;
const LATER_EVERY_MS = 60_000;
const BAR = 24;

/** Shows how far a sweep is, with the time left: a bar on a terminal, elsewhere a line every 10 s, later every minute. */
export class SweepDisplay {
  readonly #isTerminal: boolean;
  readonly #print: (line: string) => void;
  readonly #beganAt: number;
  #saidAt: number;

  /** `print` writes a line on standard error. Times are of the steady clock. */
  constructor(isTerminal: boolean, print: (line: string) => void, now: number) {
    this.#isTerminal = isTerminal;
    this.#print = print;
    this.#beganAt = now;
    this.#saidAt = now;
  }

  show(pace: SweepPace, now: number): void {
    const elapsedMs = now - this.#beganAt;
    if (this.#isTerminal) {
      showProgress(`${barOf(pace)} ${paceText(pace, elapsedMs)}`);
      return;
    }
    if (now - this.#saidAt < (elapsedMs < LATER_EVERY_MS ? LINE_EVERY_MS : LATER_EVERY_MS)) return;
    this.#saidAt = now;
    this.#print(paceText(pace, elapsedMs));
  }

  end(): void {
    if (this.#isTerminal) hideProgress();
  }
}

/** `480 of 3600 runs (13%), KXHIGHNY-25JAN01, 4:12 left`: by the orders that were gone through in the time that has passed. */
export function paceText({ runs, of, worked, left, event }: SweepPace, elapsedMs: number): string {
  const time = elapsedMs < 1_000 || left === 0 ? "" : `, ${clockText((left / worked) * elapsedMs)} left`;
  return `${runs} of ${of} runs (${Math.floor((100 * runs) / of)}%), ${event}${time}`;
}

function barOf({ runs, of }: SweepPace): string {
  const full = Math.floor((runs / of) * BAR);
  return `[${"#".repeat(full)}${"-".repeat(BAR - full)}]`;
}
