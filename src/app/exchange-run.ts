import type { Clock } from "../ambient/clock.ts";
import type { Random } from "../ambient/random.ts";
import type { Timers } from "../ambient/timers.ts";
import type { WriteTokens } from "../engine/start.ts";
import type { Journal } from "../journal/journal.ts";
import type { Time } from "../market/units.ts";
import { Calibrator } from "../model/calibrator.ts";
import type { Addresses } from "../venue/kalshi/addresses.ts";
import type { ExchangeAccess } from "../venue/kalshi/exchange-access.ts";
import type { ExchangeClock } from "../venue/kalshi/exchange-clock.ts";
import type { VenueNotice } from "../venue/kalshi/notice.ts";
import type { Discovery, Venue, VenueInput } from "../venue/venue.ts";
import { Activity } from "./activity.ts";
import type { Configuration } from "./config.ts";
import { BASIC_WRITES, beginSession, type RunStart } from "./run-start.ts";
import { Session, type SessionEnd, type SessionParts } from "./session.ts";
import type { OpenSignals, SignalSources } from "./signal-sources.ts";
import type { takeSnapshot } from "./snapshot.ts";

/** What a run on a Kalshi-compatible exchange is given, whether its orders are real or not. */
export interface ExchangeRunParts {
  readonly configuration: Configuration;
  readonly addresses: Addresses;
  readonly epoch: string;
  readonly program: string;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  /** Nobody is there to look: what would only be shown ends the run instead, or keeps it from beginning. */
  readonly unattended: boolean;
  /** The run ends with its last viewer; as `unattended` says when left out. */
  readonly endsWithViewer?: boolean;
  /** What the operator should know of how the journal was opened, one line each. */
  readonly notes?: readonly string[] | undefined;
  /** What beyond the market is heeded. */
  readonly signals?: OpenSignals | undefined;
  /** Told of every input with the commands it caused. */
  readonly watch?: SessionParts["watch"];
  /** Told what the venue wants known, by its clock. */
  readonly notice?: (notice: VenueNotice, at: Time) => void;
}

interface ExchangeVenue extends Venue {
  readonly clock: ExchangeClock;
  readonly writeTokens: WriteTokens | undefined;
}

/** Where runs on an exchange differ. */
interface RunKind<Opened extends ExchangeVenue> {
  /** Makes the venue, of what it shares with every other. */
  readonly venue: (access: Omit<ExchangeAccess, keyof Addresses>) => Opened;
  /** Told of every input of the venue before the session is. */
  readonly heard?: (input: VenueInput) => void;
  /** Told of every input with the commands it caused, before anybody else is. */
  readonly watch: NonNullable<SessionParts["watch"]>;
  /** Whose orders these are, and what the run goes on from. Throws where it can't begin. */
  readonly start: (venue: Opened, discovery: Discovery, at: Time) => Pick<RunStart, "account" | "recovery">;
}

/** A run on an exchange that has begun. */
interface ExchangeRun<Opened extends ExchangeVenue> {
  readonly session: Session;
  readonly venue: Opened;
  /** What its snapshots say of the run, the mode apart. */
  readonly shown: Omit<Parameters<typeof takeSnapshot>[1], "mode">;
  /** Resolves when the session is over and the sources are closed; the venue is still open. */
  readonly ended: () => Promise<SessionEnd>;
}

/** Opens the venue and everything that trades on it, and has the session begin. Throws an error with an exit code when it can't. */
export async function openExchangeRun<Opened extends ExchangeVenue>(
  parts: ExchangeRunParts,
  kind: RunKind<Opened>,
): Promise<ExchangeRun<Opened>> {
  const { configuration, program, journal, clock, timers, random, epoch, notes } = parts;
  let activity: Activity | undefined;
  const early: VenueNotice[] = [];
  const notice = (said: VenueNotice): void => {
    const at = venue.clock.now();
    if (activity === undefined) early.push(said);
    else activity.note(at, said.severity, said.text);
    parts.notice?.(said, at);
  };
  const { venue: name, target } = configuration;
  const venue = kind.venue({ name, target, epoch, clock, timers, random, notice });
  const calibrator = new Calibrator();
  const session = new Session({
    venue,
    clock: venue.clock,
    timers,
    journal,
    calibrator,
    calibrateEveryMs: configuration.profile.calibrateIntervalS * 1_000,
    health: () => ({ clockUncertaintyMs: venue.clock.uncertaintyMs ?? null }),
    unattended: parts.unattended,
    watch(input, commands) {
      kind.watch(input, commands);
      activity?.watch(input, commands, session.engine.desk);
      parts.watch?.(input, commands);
    },
  });
  const discovery = await venue.open((input) => {
    kind.heard?.(input);
    session.take(input);
  });
  const at = venue.clock.now();
  const { event } = discovery;
  let start: Pick<RunStart, "account" | "recovery">;
  let sources: SignalSources | undefined;
  try {
    start = kind.start(venue, discovery, at);
    sources = parts.signals?.({ event, clock: venue.clock, timers, emit: (signal) => session.hear(signal), notice });
  } catch (error) {
    venue.close();
    throw error;
  }
  activity = new Activity(event.ticker);
  for (const { severity, text } of early) activity.note(at, severity, text);
  const writeTokens = venue.writeTokens ?? BASIC_WRITES;
  beginSession({ session, calibrator, discovery, configuration, program, epoch, writeTokens, at, notes, ...start });
  sources?.start();
  const { durationMs } = configuration;
  if (durationMs !== undefined) timers.after(durationMs, () => session.operate("stop", "duration"));
  const endsWithViewer = parts.endsWithViewer ?? !parts.unattended;
  return {
    session,
    venue,
    shown: { program, venue: venue.name, speed: undefined, activity, endsWithViewer, sources },
    async ended() {
      const end = await session.ended;
      sources?.close();
      return end;
    },
  };
}
