import { countUntil } from "../../market/ascending-times.ts";
/** What stands for no value: no price is negative. */
export const NONE = -1;

/** A value from a time on, until the next. Columns of equal length, times ascending. */
export interface Steps {
  /** Epoch milliseconds. */
  readonly at: Float64Array;
  /** 1/100 cent; `NONE` from when on there is none. */
  readonly value: Int16Array;
}

export const NO_STEPS: Steps = { at: new Float64Array(0), value: new Int16Array(0) };

/** Collects steps. */
export class StepRecorder {
  readonly #at: number[] = [];
  readonly #value: number[] = [];
  #last = NONE;

  /** From `at` on it is this. Saying what is already so changes nothing; of several at one time, the last counts. */
  add(at: number, value: number): void {
    if (value === this.#last) return;
    this.#last = value;
    if (this.#at.at(-1) === at) {
      this.#value[this.#value.length - 1] = value;
      return;
    }
    this.#at.push(at);
    this.#value.push(value);
  }

  get steps(): Steps {
    return { at: Float64Array.from(this.#at), value: Int16Array.from(this.#value) };
  }
}

/** The value at a time; `NONE` before the first. */
export function valueAt({ at, value }: Steps, time: number): number {
  return value[countUntil(at, time) - 1] ?? NONE;
}
