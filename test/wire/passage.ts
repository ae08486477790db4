import { drainMicrotasks } from "bun:jsc";
import type { VirtualTime } from "../../src/ambient/virtual-time.ts";
import { after, type Time } from "../../src/market/units.ts";

/** What a test waits for. */
interface Goal {
  /** Time goes no further than this before the test has its turn. */
  readonly until: Time;
  readonly isReached: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Steps between turns of the event loop, which the time limit of a test needs. */
const STEPS_IN_A_TURN = 250;
const NEVER = Number.POSITIVE_INFINITY as Time;

/**
 * Time that passes while a test waits for it, and stands still while the test's own code runs: what the test does next, it does at just the time that it
 * has waited for, whoever else waits. Only what is real (a file, a process) may not be awaited while somebody waits for time.
 */
export class Passage {
  readonly #time: VirtualTime;
  readonly #step: (until: Time) => boolean;
  readonly #stepsInATurn: number;
  #goals: Goal[] = [];
  /** Everything due by then has happened. */
  #doneUntil = Number.NEGATIVE_INFINITY;
  #isUnderWay = false;
  #isClosed = false;

  /** `step` lets the next thing happen; false when nothing is to come until `until`, which it is then. */
  constructor(time: VirtualTime, step: (until: Time) => boolean, stepsInATurn = STEPS_IN_A_TURN) {
    this.#time = time;
    this.#step = step;
    this.#stepsInATurn = stepsInATurn;
  }

  /** Lets so much time pass, and all happen that is due by then. */
  async pass(ms: number): Promise<void> {
    const until = after(this.#time.now(), ms);
    await this.#wait(until, () => this.#doneUntil >= until);
  }

  /** Lets time pass until something is settled. */
  async passing<T>(promise: Promise<T>): Promise<T> {
    let isOver = false;
    const over = (): void => {
      isOver = true;
    };
    promise.then(over, over);
    await this.#wait(NEVER, () => isOver);
    return await promise;
  }

  /** Time passes no more: whoever still waits does so for good. */
  close(): void {
    this.#isClosed = true;
    this.#goals = [];
  }

  #wait(until: Time, isReached: () => boolean): Promise<void> {
    if (this.#isClosed) throw new Error("time passes no more: the exchange is closed");
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#goals.push({ until, isReached, resolve, reject });
    if (!this.#isUnderWay) {
      this.#isUnderWay = true;
      setImmediate(() => this.#turn());
    }
    return promise;
  }

  /** Outside of any promise, so that all that has been promised can be done at its time. */
  #turn(): void {
    try {
      for (let steps = 0; steps < this.#stepsInATurn; steps++) {
        drainMicrotasks();
        this.#tell();
        if (this.#goals.length === 0) break;
        const soonest = Math.min(...this.#goals.map(({ until }) => until));
        const until = Math.max(this.#time.now(), soonest) as Time;
        if (!this.#step(until)) this.#doneUntil = until;
      }
    } catch (error) {
      for (const { reject } of this.#goals.splice(0)) reject(error);
    }
    this.#isUnderWay = this.#goals.length > 0;
    if (this.#isUnderWay) setImmediate(() => this.#turn());
  }

  /** Gives those their turn whose goal is reached, before time goes on. */
  #tell(): void {
    for (;;) {
      const reached = this.#goals.filter(({ isReached }) => isReached());
      if (reached.length === 0) return;
      this.#goals = this.#goals.filter((goal) => !reached.includes(goal));
      for (const { resolve } of reached) resolve();
      drainMicrotasks();
    }
  }
}
