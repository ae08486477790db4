import type { Clock } from "../ambient/clock.ts";
import type { Random } from "../ambient/random.ts";
import type { Timers } from "../ambient/timers.ts";
import type { Journal } from "../journal/journal.ts";
import type { Money, Time } from "../market/units.ts";
import { Calibrator } from "../model/calibrator.ts";
import { createDryVenue, type DryVenue, type DryVenueOptions } from "../venue/dry/dry-venue.ts";
import { ThroughOnly } from "../venue/dry/through-only.ts";
import type { Addresses } from "../venue/kalshi/addresses.ts";
import type { KalshiKey } from "../venue/kalshi/key.ts";
import type { VenueNotice } from "../venue/kalshi/notice.ts";
import { Activity } from "./activity.ts";
import type { Configuration } from "./config.ts";
import { dryAccountName } from "./dry-account.ts";
import { throughOnlyView } from "./dry-run-figures.ts";
import { exchangeView } from "./exchange-view.ts";
import type { Run } from "./run.ts";
import { BASIC_WRITES, beginSession } from "./run-start.ts";
import { Session, type SessionEnd } from "./session.ts";
import type { OpenSignals, SignalSources } from "./signal-sources.ts";
import { takeSnapshot } from "./snapshot.ts";
import type { DryRunView } from "./view.ts";

export interface DryRunParts {
  readonly configuration: Configuration;
  readonly addresses: Addresses;
  /** Opens the stream; without one, public data are read again and again. */
  readonly key?: KalshiKey | undefined;
  /** What the run's own account begins with. */
  readonly balance: Money;
  readonly epoch: string;
  readonly program: string;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  /** Nobody is there to look: what would only be shown ends the run instead. */
  readonly unattended: boolean;
  /** The run ends with its last viewer; as `unattended` says when left out. */
  readonly endsWithViewer?: boolean;
  /** What the operator should know of how the journal was opened, one line each. */
  readonly notes?: readonly string[] | undefined;
  /** What beyond the market is heeded. */
  readonly signals?: OpenSignals | undefined;
  /** Told of every input with the commands it caused. */
  readonly watch?: ConstructorParameters<typeof Session>[0]["watch"];
  /** Told what the venue wants known, by its clock. */
  readonly notice?: (notice: VenueNotice, at: Time) => void;
  /** How the venue reaches the exchange, where that isn't as usual. */
  readonly wire?: Pick<DryVenueOptions, "streamTiming" | "fetch" | "openSocket" | "schemaWatch" | "latency">;
}

/** A session on a Kalshi-compatible exchange that sends it nothing. */
export interface DryRun extends Run {
  readonly venue: DryVenue;
}

/** Opens the venue and everything that trades on it, on paper. Throws an error with an exit code when it can't begin. */
export async function openDryRun(parts: DryRunParts): Promise<DryRun> {
  const { configuration, addresses, key, balance, program, journal, clock, timers, random, epoch } = parts;
  let activity: Activity | undefined;
  const early: VenueNotice[] = [];
  const venue = createDryVenue({
    ...addresses,
    ...parts.wire,
    name: configuration.venue,
    key,
    target: configuration.target,
    epoch,
    balance,
    clock,
    timers,
    random,
    notice(notice) {
      const at = venue.clock.now();
      if (activity === undefined) early.push(notice);
      else activity.note(at, notice.severity, notice.text);
      parts.notice?.(notice, at);
    },
  });
  const calibrator = new Calibrator();
  const throughOnly = new ThroughOnly();
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
      throughOnly.watch(input, commands);
      activity?.watch(input, commands, session.engine.desk);
      parts.watch?.(input, commands);
    },
  });
  const discovery = await venue.open((input) => session.take(input));
  const at = venue.clock.now();
  let sources: SignalSources | undefined;
  try {
    sources = parts.signals?.({
      event: discovery.event,
      clock: venue.clock,
      timers,
      emit: (signal) => session.hear(signal),
    });
  } catch (error) {
    venue.close();
    throw error;
  }
  activity = new Activity(discovery.event.ticker);
  for (const notice of early) activity.note(at, notice.severity, notice.text);
  const writeTokens = venue.writeTokens ?? BASIC_WRITES;
  const account = dryAccountName(addresses.restUrl);
  const { notes } = parts;
  beginSession({ session, calibrator, discovery, configuration, program, epoch, writeTokens, at, account, notes });
  sources?.start();
  if (configuration.durationMs !== undefined)
    timers.after(configuration.durationMs, () => session.operate("stop", "duration"));

  const endsWithViewer = parts.endsWithViewer ?? !parts.unattended;
  const shown = { program, venue: venue.name, mode: "DRY-RUN", speed: undefined, activity, endsWithViewer } as const;
  const dryRun = (): DryRunView => ({
    feed: venue.feed,
    throughOnly: throughOnlyView(session.engine.desk!, throughOnly),
  });
  return {
    session,
    venue,
    get dryRun() {
      return dryRun();
    },
    snapshot: () =>
      takeSnapshot(session.engine.desk!, { ...shown, sources, dryRun: dryRun(), exchange: exchangeView(venue) }),
    async play(): Promise<SessionEnd> {
      const end = await session.ended;
      sources?.close();
      venue.close();
      return end;
    },
  };
}
