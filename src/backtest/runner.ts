import { gatherCrew } from "./crew.ts";
import type { OutsideNews } from "./event-signals.ts";
import type { EventTask, Job, Traced } from "./event-work.ts";
import type { Configuration, ConfigurationOutcome } from "./outcome.ts";
import { type PackedOutcome, unpackOutcome } from "./packed-outcome.ts";
import type { SettingName } from "./setting.ts";
import type { StoredTape } from "./tape-columns.ts";
import type { EventTrace } from "./trace/event-tracer.ts";

export interface Backtest {
  readonly events: readonly StoredTape[];
  readonly configurations: readonly Configuration[];
  readonly setting: SettingName;
  readonly seed: number;
  /** What is heard from beyond the market; nothing when left out. */
  readonly news?: OutsideNews | undefined;
  /** Threads to use; 1 is this one. The result is the same for any number. */
  readonly workers: number;
  /** For a report: which configurations are followed contract by contract. Nothing when left out; results are the same. */
  readonly traced?: Traced | undefined;
}

/** How far a backtest has come, in runs of one configuration over one event. */
export interface Progress {
  readonly done: number;
  readonly of: number;
  readonly event: string;
}

/**
 * Runs every configuration over every event, each event on an account of its own. The model is calibrated once for an event and a cadence, and
 * shared. Rejects with RunError when a run goes wrong.
 */
export async function runBacktest(
  { events, configurations, setting, seed, news, workers, traced }: Backtest,
  hearProgress: (progress: Progress) => void = () => {},
): Promise<readonly ConfigurationOutcome[]> {
  const places = [...configurations.keys()];
  const tasks = events.map((tape): EventTask => ({ tape, configurations: places }));
  const packed = configurations.map((): PackedOutcome[] => new Array(events.length));
  const traces = configurations.map(() => new Map<string, EventTrace>());
  const crew = gatherCrew(Math.min(workers, tasks.length));
  let done = 0;
  try {
    const job: Job = { configurations, setting, seed, keeps: "outcomes", news, traced };
    await crew.carryOut(job, tasks, (place, result) => {
      packed[result.configuration]![place] = result.outcome!;
      if (result.trace !== undefined) traces[result.configuration]!.set(result.trace.event, result.trace);
      done += 1;
      hearProgress({ done, of: events.length * configurations.length, event: events[place]!.event.ticker });
    });
  } finally {
    crew.dismiss();
  }
  return configurations.map((configuration, place) => {
    const own = traces[place]!;
    return unpacking(own.size === 0 ? configuration : { ...configuration, traces: own }, events, packed[place]!);
  });
}

/** Unpacks the events each time somebody looks at them, so that never more than one configuration's are unpacked. */
function unpacking(
  configuration: Omit<ConfigurationOutcome, "events">,
  tapes: readonly StoredTape[],
  packed: readonly PackedOutcome[],
): ConfigurationOutcome {
  return {
    ...configuration,
    get events() {
      const outcomes = packed.map((each, place) => unpackOutcome(each, tapes[place]!.event));
      return outcomes.sort((a, b) => a.endedAt - b.endedAt || (a.event < b.event ? -1 : 1));
    },
  };
}
