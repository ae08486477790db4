import { openNotifySocket } from "../ambient/notify-socket.ts";
import type { JobSummaryFile } from "../app/job-summary-file.ts";
import type { Run } from "../app/run.ts";
import { RunNoteTaker } from "../app/run-notes.ts";
import type { RunSummary } from "../app/run-summary.ts";
import { SupervisorReport, supervisorOf } from "../app/supervisor-report.ts";
import { untilItThrows } from "../app/until-it-throws.ts";
import type { Command } from "../engine/command.ts";
import { LIVE_GUARDS } from "../engine/guards.ts";
import type { Input } from "../engine/input.ts";

export interface OnlookerOptions {
  /** Where the job's summary is added at the end. */
  readonly summaryFile: JobSummaryFile | undefined;
  readonly complain: (text: string) => void;
}

/** Those who look on at a run for others: its job's summary, its supervisor. They change nothing, and their failure stops nothing. */
export interface Onlookers {
  /** To be told of every input with the commands it caused. */
  watch(input: Input, commands: readonly Command[]): void;
  /** The run that is looked at. */
  join(run: Run): void;
  /** It is over, or will be in a moment; said again, it changes nothing. */
  ended(summary: () => RunSummary, exitCode: number): void;
}

export function onlookers({ summaryFile, complain }: OnlookerOptions): Onlookers {
  const taker = summaryFile && new RunNoteTaker();
  const report = openReport(complain);
  let run: Run | undefined;
  // Trading doesn't end for the sake of those who look on: one that throws is told nothing more.
  const lost = (whom: string) => (why: string) => complain(`tauroi: ${whom} is told nothing more: ${why}`);
  const tellReport = untilItThrows((input: Input) => {
    const looked = run;
    if (looked !== undefined) report?.watch(input, () => statusOf(looked));
  }, lost("the supervisor"));
  const tellTaker = untilItThrows((input: Input, commands: readonly Command[]) => {
    taker?.watch(input, commands, run?.session.engine.desk);
  }, lost("the job's summary"));
  const watch: Onlookers["watch"] = (input, commands) => {
    tellReport(input);
    tellTaker(input, commands);
  };
  return {
    watch,
    join(joined) {
      run = joined;
      const { desk } = joined.session.engine;
      if (desk !== undefined) watch(desk.start, []);
    },
    ended(summary, exitCode) {
      const looked = run;
      if (summaryFile === undefined || taker === undefined || looked?.session.engine.desk === undefined) return;
      summaryFile.write(() => ({ summary: summary(), view: looked.snapshot(), notes: taker.notes, exitCode }));
    },
  };
}

/** A supervisor's socket that can't be used is said, and stops nothing: the supervisor itself acts on the silence. */
function openReport(complain: (text: string) => void): SupervisorReport | undefined {
  const settings = supervisorOf(process.env, process.pid);
  if (settings === undefined) return undefined;
  try {
    const notify = openNotifySocket(settings.address);
    const { loopStallMs } = LIVE_GUARDS.health;
    if (notify !== undefined)
      return new SupervisorReport({ notify, watchdogMs: settings.watchdogMs, stallMs: loopStallMs });
    complain("tauroi: NOTIFY_SOCKET: this system has no unix sockets of datagrams; its supervisor hears nothing");
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    complain(`tauroi: NOTIFY_SOCKET: ${error.message}`);
  }
  return undefined;
}

/** `LIVE quoting, net +1.20 USD` or `LIVE pulled: the feed is lost, net ...`. */
function statusOf(run: Run): string {
  const { mode, state, stateReason, money } = run.snapshot();
  return `${mode} ${state}${stateReason === "" ? "" : `: ${stateReason}`}, net ${money.netUsd.toFixed(2)} USD`;
}
