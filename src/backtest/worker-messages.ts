import type { EventTask, Job, RunResult } from "./event-work.ts";

/** Where the thread's main module is, from the repository's root. */
export const BACKTEST_WORKER = "./src/backtest/worker.ts";

/** What a thread is told: first what all tasks have in common, then task after task, the next when it has done the last. */
export type ToWorker =
  | { readonly type: "job"; readonly job: Job }
  | { readonly type: "task"; readonly place: number; readonly task: EventTask };

/** What a thread tells. */
export type FromWorker =
  | { readonly type: "run"; readonly place: number; readonly result: RunResult }
  | { readonly type: "done" }
  | { readonly type: "failed"; readonly message: string; readonly stack: string | undefined };
