/** The main module of a thread that runs backtests, event by event. */
import { serveAsWorker } from "../ambient/workers.ts";
import { Calibrations } from "./calibrations.ts";
import { type Job, runsOf } from "./event-work.ts";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

let job: Job | undefined;
const calibrations = new Calibrations();

serveAsWorker<ToWorker, FromWorker>((message, side) => {
  if (message.type === "job") {
    job = message.job;
    return;
  }
  if (job === undefined) throw new Error("a task came before its job");
  const { place, task } = message;
  try {
    for (const result of runsOf(job, task, calibrations)) {
      side.answer({ type: "run", place, result }, result.outcome === undefined ? [] : [result.outcome.buffer]);
    }
    side.answer({ type: "done" });
  } catch (error) {
    const { message: why, stack } = error instanceof Error ? error : new Error(String(error));
    side.answer({ type: "failed", message: why, stack });
  }
});
