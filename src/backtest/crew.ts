import { systemTimers } from "../ambient/timers.ts";
import { startWorker, type WorkerThread } from "../ambient/workers.ts";
import { Calibrations } from "./calibrations.ts";
import { type EventTask, type Job, RunError, type RunResult, runsOf } from "./event-work.ts";
import { BACKTEST_WORKER, type FromWorker, type ToWorker } from "./worker-messages.ts";

/** Told of every run as it is done, with its task's place. The order of the calls differs from time to time; what they say doesn't. */
export type HearRun = (place: number, result: RunResult) => void;

/** Those who carry out the runs of a backtest. */
export interface Crew {
  /** Resolves when every task is done. One job at a time. Rejects with the first RunError, and then the crew is of no more use. */
  carryOut(job: Job, tasks: readonly EventTask[], hear: HearRun): Promise<void>;
  /** Ends all that is still going on. */
  dismiss(): void;
}

/** @param threads 1: this very thread, which lets others have the processor after every event */
export function gatherCrew(threads: number): Crew {
  return threads <= 1 ? new OwnThread() : new Threads(threads);
}

class OwnThread implements Crew {
  readonly #calibrations = new Calibrations();
  #isDismissed = false;

  async carryOut(job: Job, tasks: readonly EventTask[], hear: HearRun): Promise<void> {
    for (const [place, task] of tasks.entries()) {
      for (const result of runsOf(job, task, this.#calibrations)) hear(place, result);
      await new Promise<void>((resume) => systemTimers.after(0, resume));
      if (this.#isDismissed) return;
    }
  }

  dismiss(): void {
    this.#isDismissed = true;
  }
}

/** A job that is being carried out. */
interface Shift {
  readonly hear: HearRun;
  readonly tasks: readonly EventTask[];
  /** Places of the tasks that nobody has yet, those that take longest first. */
  readonly waiting: number[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  /** Threads that have a task. */
  busy: number;
}

/** Threads with one task each: what waits is only a place in a list. */
class Threads implements Crew {
  readonly #threads: readonly WorkerThread<ToWorker>[];
  /** Which thread had an event last. */
  readonly #hadBy = new Map<string, number>();
  #shift: Shift | undefined;
  #failure: Error | undefined;

  constructor(count: number) {
    this.#threads = Array.from({ length: count }, (_, member) =>
      startWorker<ToWorker, FromWorker>(BACKTEST_WORKER, {
        message: (message) => this.#heard(member, message),
        died: (problem) => this.#fail(new RunError(`a thread of the backtest died: ${problem}`)),
      }),
    );
  }

  carryOut(job: Job, tasks: readonly EventTask[], hear: HearRun): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      this.#shift = { hear, tasks, waiting: longestFirst(tasks), resolve, reject, busy: 0 };
      for (const [member, thread] of this.#threads.entries()) {
        thread.post({ type: "job", job });
        this.#giveNext(member, this.#shift);
      }
      this.#endIfDone(this.#shift);
    });
  }

  dismiss(): void {
    this.#failure ??= new RunError("the backtest was stopped");
    for (const thread of this.#threads) thread.stop();
  }

  #heard(member: number, message: FromWorker): void {
    const shift = this.#shift;
    if (shift === undefined) return;
    if (message.type === "run") {
      shift.hear(message.place, message.result);
    } else if (message.type === "done") {
      shift.busy -= 1;
      this.#giveNext(member, shift);
      this.#endIfDone(shift);
    } else {
      const error = new RunError(message.message);
      if (message.stack !== undefined) error.stack = message.stack;
      this.#fail(error);
    }
  }

  /** Gives a thread the next task: of an event that it had before, for it knows its calibrations, or that nobody had, or any. */
  #giveNext(member: number, shift: Shift): void {
    const { waiting, tasks } = shift;
    const eventOf = (place: number): string => tasks[place]!.tape.event.ticker;
    const fitting = waiting.findIndex((place) => (this.#hadBy.get(eventOf(place)) ?? member) === member);
    const [place] = waiting.splice(Math.max(0, fitting), 1);
    if (place === undefined) return;
    this.#hadBy.set(eventOf(place), member);
    shift.busy += 1;
    this.#threads[member]!.post({ type: "task", place, task: tasks[place]! });
  }

  #endIfDone(shift: Shift): void {
    if (shift.busy > 0) return;
    this.#shift = undefined;
    shift.resolve();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    const shift = this.#shift;
    this.#shift = undefined;
    this.dismiss();
    shift?.reject(error);
  }
}

/** Places of tasks, those that take longest first, so that no thread is left alone with a long one at the end. */
function longestFirst(tasks: readonly EventTask[]): number[] {
  const work = tasks.map(({ tape, configurations }) => tape.columns.at.length * configurations.length);
  return [...tasks.keys()].sort((a, b) => work[b]! - work[a]!);
}
