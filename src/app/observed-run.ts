import { join } from "node:path";
import type { Clock } from "../ambient/clock.ts";
import type { Files } from "../ambient/files.ts";
import type { Timers } from "../ambient/timers.ts";
import type { Command } from "../engine/command.ts";
import type { Input } from "../engine/input.ts";
import type { Journal } from "../journal/journal.ts";
import { Alerts } from "./alerts/alerts.ts";
import { conditionsOf } from "./alerts/conditions.ts";
import { createLog, type Log } from "./log.ts";
import type { Observation } from "./observation-settings.ts";
import type { Run } from "./run.ts";
import { RunLog } from "./run-log.ts";
import { endWords } from "./run-summary.ts";
import type { SessionEnd } from "./session.ts";
import { untilItThrows } from "./until-it-throws.ts";
import type { View } from "./view.ts";
import type { ViewerReply } from "./viewer.ts";

export interface ObservedRunParts {
  readonly observation: Observation;
  readonly program: string;
  /** "sim", "demo", "prod" or a URL. */
  readonly venue: string;
  /** The folder in which open alerts outlive the run. */
  readonly state: string | undefined;
  /** Real ones, also where the engine's time is simulated. */
  readonly clock: Clock;
  readonly timers: Timers;
  readonly files: Files;
  /** A file for the log; default standard error. */
  readonly logFile?: string;
  readonly fetch?: typeof fetch;
}

/** Log, metrics and alerts of a run. They look at it from outside, and their failure stops nothing. */
export interface ObservedRun {
  readonly log: RunLog;
  /** The same journal, with its times measured where metrics are served. */
  measured(journal: Journal): Journal;
  /** To be told of every input with the commands it caused. */
  watch(input: Input, commands: readonly Command[]): void;
  /** The run that is looked at from now on. */
  join(run: Run, journal: Journal): void;
  /** What viewers are shown, with the alerts that are open. */
  shown(view: View): View;
  acknowledge(id: string | undefined, by: string): ViewerReply;
  /** The run didn't begin, or broke off. Resolves when that is told, or can't be in time. After `ended` it changes nothing. */
  failed(why: string): Promise<void>;
  /** It is over. Resolves when the last alerts are delivered, or can't be in time. Never rejects; said again, it changes nothing. */
  ended(end: SessionEnd): Promise<void>;
  /** Where metrics are served; undefined where none are. */
  readonly metricsUrl: string | undefined;
  close(): void;
}

/** Opens what a run is observed by. Throws MetricsError (exit 2) when the port for metrics can't be had. */
export async function observeRun(parts: ObservedRunParts): Promise<ObservedRun> {
  const { observation, program, venue, state, clock, timers, files, fetch } = parts;
  const secrets = observation.alerts === undefined ? [] : [observation.alerts.url];
  const mayWait = venue === "sim";
  const written = {
    level: observation.logLevel,
    secrets,
    mayWait,
    ...(parts.logFile !== undefined && { file: parts.logFile }),
  };
  const log = new RunLog(written);
  const beside = createLog({ ...written, clock });
  const lost = (what: string) => (why: string) =>
    beside.tell("warning", "notice", `the run goes on without ${what}: ${why}`, { code: what });
  const metrics = await openMetrics(parts, beside, lost("metrics"));
  const writeDown = untilItThrows(log.watch, lost("log"));
  let run: Run | undefined;
  let ending: Promise<void> | undefined;
  const view = (): View => run!.snapshot();
  const alerts = new Alerts({
    settings: observation.alerts,
    program,
    where: () => [run?.venue.name ?? venue, run?.session.engine.desk?.start.event.ticker].filter(Boolean).join(" "),
    look: (share, isNear) => (run?.session.engine.desk === undefined ? undefined : conditionsOf(view(), share, isNear)),
    clock,
    timers,
    log: beside,
    file: state === undefined ? undefined : { path: join(state, "alerts.json"), files },
    fetch,
    messaged: metrics?.metrics.messaged,
  });
  return {
    log,
    measured: (journal) => (journal.backlog === undefined ? journal : (metrics?.measured(journal) ?? journal)),
    watch(input, commands) {
      writeDown(input, commands);
      metrics?.watch(input, commands);
    },
    join(joined, journal) {
      run = joined;
      metrics?.metrics.show({
        view: () => ({ ...view(), alerts: alerts.open }),
        desk: () => joined.session.engine.desk,
        journalBacklog: () => journal.backlog,
      });
      alerts.start();
    },
    shown: (shown) => ({ ...shown, alerts: alerts.open }),
    acknowledge: (id, by) => alerts.acknowledge(id, by),
    failed(why) {
      ending ??= alerts.end({ id: run === undefined ? "start-refused" : "crash", text: why }, why);
      return ending;
    },
    ended(end) {
      if (ending === undefined) log.ended(end.reason, endWords(end));
      ending ??= alerts.end(lastWords(end), `the session is over: ${endWords(end)}`);
      return ending;
    },
    metricsUrl: metrics?.url,
    close: () => metrics?.close(),
  };
}

/** Where an end is itself an alert: the others have been open before it. */
function lastWords(end: SessionEnd): Parameters<Alerts["end"]>[0] {
  if (end.reason === "crashed") return { id: "crash", text: `the engine has ended on an error: ${endWords(end)}` };
  return end.reason === "taken" ? { id: "taken", text: endWords(end) } : undefined;
}

/** What serving metrics takes is loaded only where they are served. */
async function openMetrics(
  { observation, program, clock, timers }: ObservedRunParts,
  log: Log,
  lost: (why: string) => void,
) {
  if (observation.metrics === undefined) return undefined;
  const [{ RunMetrics }, { serveMetrics }, { measuredJournal }] = await Promise.all([
    import("./metrics/run-metrics.ts"),
    import("./metrics/metrics-server.ts"),
    import("./metrics/measured-journal.ts"),
  ]);
  const metrics = new RunMetrics({ program, clock });
  const { contentType } = metrics;
  const { url, close } = serveMetrics({ ...observation.metrics, page: () => metrics.page(), contentType, timers });
  log.write("metrics-listening", `metrics are served at ${url}`, { url });
  const synced = untilItThrows(metrics.synced, lost); // orders wait behind it
  return {
    metrics,
    url,
    close,
    watch: untilItThrows(metrics.watch, lost),
    measured: (journal: Journal) => measuredJournal(journal, clock, synced),
  };
}
