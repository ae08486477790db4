import type { Clock } from "../ambient/clock.ts";
import type { Random } from "../ambient/random.ts";
import type { Timers } from "../ambient/timers.ts";
import type { AccountReading, Input, Signal } from "../engine/input.ts";
import type { Journal } from "../journal/journal.ts";
import { after, type Time } from "../market/units.ts";
import { Calibrator } from "../model/calibrator.ts";
import type { BalanceConvention } from "../risk/balance-convention.ts";
import type { Addresses } from "../venue/kalshi/addresses.ts";
import { createKalshiVenue, type KalshiVenue, type KalshiVenueOptions } from "../venue/kalshi/kalshi-venue.ts";
import type { KalshiKey } from "../venue/kalshi/key.ts";
import type { VenueNotice } from "../venue/kalshi/notice.ts";
import { OpenError } from "../venue/kalshi/open-error.ts";
import type { VenueInput } from "../venue/venue.ts";
import { type AccountCheck, checkAccount } from "./account-check.ts";
import { Activity } from "./activity.ts";
import type { Configuration } from "./config.ts";
import { exchangeView, KeyStanding } from "./exchange-view.ts";
import { accountName, type LeftBehind, leftOn, pastOf } from "./left-behind.ts";
import { marker } from "./marker.ts";
import { recover } from "./recovery.ts";
import type { Run } from "./run.ts";
import { BASIC_WRITES, beginSession } from "./run-start.ts";
import { Session, type SessionEnd } from "./session.ts";
import type { OpenSignals, SignalSources } from "./signal-sources.ts";
import { takeSnapshot } from "./snapshot.ts";

/** After the end, so long is waited for a reading of the account that is newer than it. */
const LAST_READING_MS = 15_000;
const BETWEEN_READINGS_MS = 500;
/** What was written less than this before a reading's `asOf` may not be in it yet (SAFETY.md, V-11). */
const READ_LAG_MS = 1_000;

export interface LiveRunParts {
  readonly configuration: Configuration;
  readonly addresses: Addresses;
  readonly key: KalshiKey;
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
  /** What the journal knows of earlier runs, and the epochs of all its sessions; nothing when left out. */
  readonly left?: LeftBehind;
  readonly epochs?: readonly string[];
  /** What the operator should know of how the journal was opened, one line each. */
  readonly notes?: readonly string[] | undefined;
  /** Begin although another engine seems to be alive on the account, which ends by that. */
  readonly takeover?: boolean;
  /** Keeps beside the run what a kill without it has to know, and the mark of a kill. */
  readonly beside?: { watch(input: Input): void };
  /** What beyond the market is heeded. */
  readonly signals?: OpenSignals | undefined;
  /** How the exchange reckons the balance, as far as that was measured; what the last run has found counts for more. */
  readonly measured?: Partial<BalanceConvention>;
  /** Told of every input with the commands it caused. */
  readonly watch?: ConstructorParameters<typeof Session>[0]["watch"];
  /** Told what the venue wants known, by its clock. */
  readonly notice?: (notice: VenueNotice, at: Time) => void;
  /** How the venue reaches the exchange, where that isn't as usual. */
  readonly wire?: Pick<KalshiVenueOptions, "streamTiming" | "fetch" | "openSocket" | "schemaWatch">;
}

/** A session on a Kalshi-compatible exchange, with orders that are real there. */
export interface LiveRun extends Run {
  readonly venue: KalshiVenue;
}

/** Opens the venue and everything that trades on it. Throws an error with an exit code when trading can't begin. */
export async function openLiveRun(parts: LiveRunParts): Promise<LiveRun> {
  const { configuration, addresses, key, program, journal, clock, timers, random, epoch } = parts;
  const { profile, limits } = configuration;
  const { epochs = [] } = parts;
  const traded = accountName(addresses.restUrl, key.id);
  const left = leftOn(traded, parts.left);
  let activity: Activity | undefined;
  const early: VenueNotice[] = [];
  const keyStanding = new KeyStanding();
  const notice = (said: VenueNotice): void => {
    const at = venue.clock.now();
    if (activity === undefined) early.push(said);
    else activity.note(at, said.severity, said.text);
    parts.notice?.(said, at);
  };
  const venue = createKalshiVenue({
    ...addresses,
    name: configuration.venue,
    key,
    target: configuration.target,
    epoch,
    past: pastOf(left, epochs),
    takeover: parts.takeover,
    orderSize: Math.min(profile.orderSize, limits.maxOrderSize),
    clock,
    timers,
    random,
    onAttempt: keyStanding.note,
    notice,
    ...parts.wire,
  });
  const calibrator = new Calibrator();
  const session = new Session({
    venue,
    clock: venue.clock,
    timers,
    journal,
    calibrator,
    calibrateEveryMs: profile.calibrateIntervalS * 1_000,
    health: () => ({ clockUncertaintyMs: venue.clock.uncertaintyMs ?? null }),
    unattended: parts.unattended,
    watch(input, commands) {
      parts.beside?.watch(input);
      activity?.watch(input, commands, session.engine.desk);
      parts.watch?.(input, commands);
    },
  });
  let last: ((reading: AccountReading) => void) | undefined;
  const discovery = await venue.open((input: VenueInput) => {
    if (input.type === "account") last?.(input);
    session.take(input);
  });
  const at = venue.clock.now();
  const recovery = recover({
    left,
    epochs,
    found: venue.accountAtStart!,
    at,
    tickers: new Set(discovery.event.legs.map(({ ticker }) => ticker)),
    mutuallyExclusive: discovery.event.mutuallyExclusive,
    limits,
    profile: configuration.profile,
    mark: marker(discovery, venue.accountAtStart!),
  });
  if (recovery.unexplained.length > 0 && parts.unattended) {
    venue.close();
    throw new OpenError(unexplainedText(recovery.unexplained), 5);
  }
  let sources: SignalSources | undefined;
  try {
    const emit = (signal: Signal): void => session.hear(signal);
    sources = parts.signals?.({ event: discovery.event, clock: venue.clock, timers, emit, notice });
  } catch (error) {
    venue.close();
    throw error;
  }
  activity = new Activity(discovery.event.ticker);
  for (const { severity, text } of early) activity.note(at, severity, text);
  const writeTokens = venue.writeTokens ?? BASIC_WRITES;
  beginSession({
    session,
    calibrator,
    discovery,
    configuration,
    program,
    epoch,
    writeTokens,
    at,
    account: traded,
    notes: parts.notes,
    recovery: { ...recovery, convention: { ...parts.measured, ...recovery.convention } },
  });
  sources?.start();
  if (configuration.durationMs !== undefined)
    timers.after(configuration.durationMs, () => session.operate("stop", "duration"));

  /** Compares the account with our books as of now, as soon as the exchange vouches for it; what differs is read again for a while. */
  const lastCheck = async (): Promise<AccountCheck> => {
    const since = after(venue.clock.now(), READ_LAG_MS);
    const checked = Promise.withResolvers<void>();
    let check: AccountCheck = { agrees: false, detail: "the account could not be read after the end" };
    last = (reading) => {
      if (reading.asOf <= since) return;
      check = checkAccount(session.engine.desk!, reading);
      if (check.agrees) checked.resolve();
    };
    const late = timers.after(LAST_READING_MS, () => checked.resolve());
    const ask = (): void => {
      venue.send({ type: "readAccount" });
      again = timers.after(BETWEEN_READINGS_MS, ask);
    };
    let again = timers.after(0, ask);
    await checked.promise;
    late.cancel();
    again.cancel();
    return check;
  };

  let account: AccountCheck | undefined;
  const endsWithViewer = parts.endsWithViewer ?? !parts.unattended;
  const context = {
    program,
    venue: venue.name,
    mode: "LIVE",
    speed: undefined,
    activity,
    endsWithViewer,
    sources,
  } as const;
  return {
    session,
    venue,
    get account() {
      return account;
    },
    snapshot: () => takeSnapshot(session.engine.desk!, { ...context, exchange: exchangeView(venue, keyStanding) }),
    async play(): Promise<SessionEnd> {
      const end = await session.ended;
      sources?.close();
      if (end.reason !== "crashed" && end.reason !== "taken") account = await lastCheck();
      venue.close();
      return end;
    },
  };
}

function unexplainedText(differences: readonly string[]): string {
  const mend = "look at the account, then start on a terminal and adopt it there, or name an empty folder with --state";
  return `what the exchange shows can't be explained by what earlier runs left: ${differences.join("; ")}; ${mend}`;
}
