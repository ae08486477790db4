import type { Clock } from "../ambient/clock.ts";
import type { Timers } from "../ambient/timers.ts";
import { pace, VirtualTime } from "../ambient/virtual-time.ts";
import type { Journal } from "../journal/journal.ts";
import { Calibrator } from "../model/calibrator.ts";
import { crowdNamed } from "../venue/sim/crowds/named.ts";
import { createSimVenue, type SimVenue, type SimVenueOptions } from "../venue/sim/sim-venue.ts";
import { startOf } from "../venue/sim/simulated-event.ts";
import type { Discovery } from "../venue/venue.ts";
import { Activity } from "./activity.ts";
import type { Configuration } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import type { Run } from "./run.ts";
import { BASIC_WRITES, beginSession } from "./run-start.ts";
import { Session, type SessionEnd } from "./session.ts";
import type { OpenSignals } from "./signal-sources.ts";
import { takeSnapshot } from "./snapshot.ts";

/** About how many simulated seconds pass in one where nothing holds them back. */
const FASTEST = 600;

export interface SimRunParts {
  readonly configuration: Configuration;
  readonly seed: number;
  /** Makes this start's order ids unlike those of every other start on the same state folder. */
  readonly epoch: string;
  readonly program: string;
  readonly journal: Journal;
  /** What the operator should know of how the journal was opened, one line each. */
  readonly notes?: readonly string[] | undefined;
  /** Real ones: simulated time is driven by them, at the configuration's speed. */
  readonly clock: Clock;
  readonly timers: Timers;
  readonly unattended: boolean;
  /** Told of every input with the commands it caused. */
  readonly watch?: ConstructorParameters<typeof Session>[0]["watch"];
  /** How the embedded exchange differs from its usual self. */
  readonly exchange?: Omit<SimVenueOptions, "seed" | "time">;
  /** What beyond the market is heeded. */
  readonly signals?: OpenSignals | undefined;
}

/** A session on the embedded exchange. */
export interface SimRun extends Run {
  readonly venue: SimVenue;
  /** Simulated time. */
  readonly clock: Clock;
}

/** Opens the embedded exchange and everything that trades on it; nothing moves until `play`. */
export async function openSimRun(parts: SimRunParts): Promise<SimRun> {
  const { configuration, seed, program, journal } = parts;
  const crowd = crowdNamed(configuration.crowd);
  const time = new VirtualTime(startOf(crowd.event));
  const venue = createSimVenue({ crowd, ...parts.exchange, seed, time });
  const calibrator = new Calibrator();
  let activity: Activity | undefined;
  const session = new Session({
    venue,
    clock: time,
    timers: time,
    journal,
    calibrator,
    calibrateEveryMs: configuration.profile.calibrateIntervalS * 1_000,
    unattended: parts.unattended,
    watch: (input, commands) => {
      activity?.watch(input, commands, session.engine.desk);
      parts.watch?.(input, commands);
    },
  });
  const discovery = chosen(await venue.open((input) => session.take(input)), configuration.target);
  activity = new Activity(discovery.event.ticker, paceOf(configuration.speed));
  const { epoch } = parts;
  const at = time.now();
  const { notes } = parts;
  beginSession({ session, calibrator, discovery, configuration, program, epoch, writeTokens: BASIC_WRITES, at, notes });
  if (configuration.durationMs !== undefined)
    time.after(configuration.durationMs, () => session.operate("stop", "duration"));

  const endsWithViewer = !parts.unattended;
  const { speed } = configuration;
  const sources = parts.signals?.({
    event: discovery.event,
    clock: time,
    timers: time,
    emit: (one) => session.hear(one),
  });
  sources?.start();
  const context = { program, venue: venue.name, mode: "PAPER", speed, activity, endsWithViewer, sources } as const;
  return {
    session,
    venue,
    clock: time,
    snapshot: () => takeSnapshot(session.engine.desk!, context),
    async play() {
      const driving = pace(time, configuration.speed, parts.timers, parts.clock);
      // When the simulated world itself breaks, its time stands still: there is nothing left to wait for.
      const broken = new Promise<SessionEnd>((resolve) => {
        driving.done.catch((error: unknown) => resolve({ reason: "crashed", error }));
      });
      const end = await Promise.race([session.ended, broken]);
      driving.stop();
      sources?.close();
      venue.close();
      return end;
    },
  };
}

/** The engine's time in a real second, about. */
function paceOf(speed: Configuration["speed"]): number {
  return 1_000 * (speed === "max" ? FASTEST : speed);
}

/** What is to be traded of what the exchange has. Throws ConfigError naming what there is. */
function chosen(discovery: Discovery, target: Configuration["target"]): Discovery {
  const { event } = discovery;
  const none = (what: string, named: string, there: string): never => {
    throw new ConfigError([`${what}: the embedded exchange has no ${named}; it has ${there}`]);
  };
  if ("series" in target)
    return target.series === event.series ? discovery : none("series", target.series, event.series);
  if ("event" in target) return target.event === event.ticker ? discovery : none("event", target.event, event.ticker);
  const tickers = event.legs.map(({ ticker }) => ticker);
  for (const ticker of target.markets) if (!tickers.includes(ticker)) none("market", ticker, tickers.join(", "));
  return {
    ...discovery,
    event: {
      ...event,
      legs: event.legs.filter(({ ticker }) => target.markets.includes(ticker)),
      partial: tickers.some((ticker) => !target.markets.includes(ticker)),
    },
  };
}
