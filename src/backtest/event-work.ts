import { Random } from "../ambient/random.ts";
import type { Desk } from "../engine/desk.ts";
import type { Time } from "../market/units.ts";
import type { ParameterSet } from "../model/calibrator.ts";
import type { Calibrations } from "./calibrations.ts";
import { runEvent } from "./event-run.ts";
import { eventSignals, type OutsideNews } from "./event-signals.ts";
import { type MarkSeries, markSeries } from "./marks.ts";
import type { Configuration } from "./outcome.ts";
import { type PackedOutcome, packOutcome } from "./packed-outcome.ts";
import { type EventTotal, eventTotal } from "./report/event-total.ts";
import { type SettingName, settingOf } from "./setting.ts";
import { type EventTape, openTape, type StoredTape } from "./tape-columns.ts";
import type { TapeVenue } from "./tape-venue.ts";
import { type EventTrace, EventTracer } from "./trace/event-tracer.ts";
import { walkForward } from "./walk-forward.ts";

/** What is the same for all events of a backtest: plain data, which every thread has a copy of. */
export interface Job {
  readonly configurations: readonly Configuration[];
  readonly setting: SettingName;
  readonly seed: number;
  /** What is wanted of each run: all of it, or only what the event brought. */
  readonly keeps: "outcomes" | "totals";
  /** Undefined: nothing is heard but the market. */
  readonly news?: OutsideNews | undefined;
  /** What a report shows of each contract is kept too; undefined: nothing of it is. */
  readonly traced?: Traced | undefined;
}

/** Which configurations are followed contract by contract, and how closely. */
export interface Traced {
  /** Places in the job's list. */
  readonly configurations: readonly number[];
  /** Parts of an event's time that are told apart. */
  readonly buckets: number;
}

/** One event with the configurations that are to trade it: the unit of work of a thread. */
export interface EventTask {
  readonly tape: StoredTape;
  /** Places in the job's list. */
  readonly configurations: readonly number[];
}

/** What one configuration made of one event. */
export interface RunResult {
  /** Its place in the job's list. */
  readonly configuration: number;
  readonly total: EventTotal;
  /** Undefined when the job doesn't want it. */
  readonly outcome: PackedOutcome | undefined;
  /** Undefined when the configuration isn't followed. */
  readonly trace?: EventTrace | undefined;
}

/** A run went wrong: the message names its event and its configuration. */
export class RunError extends Error {
  override readonly name = "RunError";
}

/**
 * Runs configurations over one event, each on an account of its own, one after the other. What depends on the tape alone is worked out once for
 * all of them: the orders, what they mark fills at, and the model's parameters for each cadence. Throws RunError.
 *
 * @param calibrations where parameters are remembered from task to task
 */
export function* runsOf(
  job: Job,
  { tape: stored, configurations }: EventTask,
  calibrations: Calibrations,
): Generator<RunResult> {
  const tape = openTape(stored);
  const marks = markSeries(tape.orders);
  const calibrated = new Map<number, readonly ParameterSet[]>();
  const parametersEvery = (intervalS: number): readonly ParameterSet[] => {
    let parameters = calibrated.get(intervalS);
    // A job that wants outcomes comes to an event but once.
    parameters ??= job.keeps === "totals" ? calibrations.of(tape, intervalS) : walkForward(tape.orders, intervalS);
    calibrated.set(intervalS, parameters);
    return parameters;
  };
  const setting = settingOf(job.setting);
  const [first, last] = [tape.orders[0], tape.orders.at(-1)];
  const signals = job.news && first && last ? eventSignals(job.news, tape.event, first.at, last.at) : [];
  for (const place of configurations) {
    const configuration = job.configurations[place]!;
    const { profile, model } = configuration;
    const random = Random.seeded(job.seed).fork(tape.event.ticker); // the same delays to begin with for every configuration
    try {
      const parameters = model === "original" ? [] : parametersEvery(profile.calibrateIntervalS);
      const isTraced = job.traced?.configurations.includes(place) === true;
      const tracer = isTraced ? tracerOf(tape) : undefined;
      const run = { ...configuration, tape, parameters, signals, setting, random, marks };
      const outcome = runEvent(tracer === undefined ? run : { ...run, inspect: tracer.inspect });
      const packed = job.keeps === "outcomes" ? packOutcome(outcome) : undefined;
      const trace = tracer?.trace(job.traced?.buckets ?? 1, marks);
      yield { configuration: place, total: eventTotal(outcome), outcome: packed, ...(trace && { trace }) };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new RunError(`${tape.event.ticker}, ${configurationName(configuration)}: ${why}`, { cause: error });
    }
  }
}

/** What follows one run over the tape. */
function tracerOf({ event, settlements }: EventTape) {
  const tracer = new EventTracer(
    event.ticker,
    event.legs.map(({ ticker }) => ticker),
  );
  return {
    inspect: (at: Time, desk: Desk, venue: TapeVenue): void =>
      tracer.observe(at, desk, (ticker) => venue.quotes(ticker)),
    trace: (buckets: number, marks: ReadonlyMap<string, MarkSeries>): EventTrace =>
      tracer.trace(
        buckets,
        (ticker) => settlements.get(ticker),
        (ticker) => marks.get(ticker)?.at.at(-1),
      ),
  };
}

/** How messages call a configuration. */
export function configurationName({ profile, model, fillModel, variant }: Configuration): string {
  const details: string[] = [model, fillModel];
  if (variant.kind === "placebo") details.push(`placebo of ${variant.latencyMs} ms`);
  if (variant.kind === "random-fair") details.push(`random fair values, draw ${variant.draw}`);
  return `${profile.name} (${details.join(", ")})`;
}
