import type { AccountReading, Input } from "../engine/input.ts";
import { after } from "../market/units.ts";
import type { BalanceConvention } from "../risk/balance-convention.ts";
import { createKalshiVenue, type KalshiVenue, type KalshiVenueOptions } from "../venue/kalshi/kalshi-venue.ts";
import type { KalshiKey } from "../venue/kalshi/key.ts";
import { OpenError } from "../venue/kalshi/open-error.ts";
import { type AccountCheck, checkAccount } from "./account-check.ts";
import { type ExchangeRunParts, openExchangeRun } from "./exchange-run.ts";
import { exchangeView, KeyStanding } from "./exchange-view.ts";
import { accountName, type LeftBehind, leftOn, pastOf } from "./left-behind.ts";
import { marker } from "./marker.ts";
import { recover } from "./recovery.ts";
import type { Run } from "./run.ts";
import type { SessionEnd } from "./session.ts";
import { takeSnapshot } from "./snapshot.ts";

/** After the end, so long is waited for a reading of the account that is newer than it. */
const LAST_READING_MS = 15_000;
const BETWEEN_READINGS_MS = 500;
/** What was written less than this before a reading's `asOf` may not be in it yet (SAFETY.md, V-11). */
const READ_LAG_MS = 1_000;

export interface LiveRunParts extends ExchangeRunParts {
  readonly key: KalshiKey;
  /** What the journal knows of earlier runs, and the epochs of all its sessions; nothing when left out. */
  readonly left?: LeftBehind;
  readonly epochs?: readonly string[];
  /** Begin although another engine seems to be alive on the account, which ends by that. */
  readonly takeover?: boolean;
  /** Keeps beside the run what a kill without it has to know, and the mark of a kill. */
  readonly beside?: { watch(input: Input): void };
  /** How the exchange reckons the balance, as far as that was measured; what the last run has found counts for more. */
  readonly measured?: Partial<BalanceConvention>;
  /** How the venue reaches the exchange, where that isn't as usual. */
  readonly wire?: Pick<KalshiVenueOptions, "streamTiming" | "fetch" | "openSocket" | "schemaWatch">;
}

/** A session on a Kalshi-compatible exchange, with orders that are real there. */
export interface LiveRun extends Run {
  readonly venue: KalshiVenue;
}

/** Opens the venue and everything that trades on it. Throws an error with an exit code when trading can't begin. */
export async function openLiveRun(parts: LiveRunParts): Promise<LiveRun> {
  const { addresses, key, timers, epochs = [] } = parts;
  const { profile, limits } = parts.configuration;
  const traded = accountName(addresses.restUrl, key.id);
  const left = leftOn(traded, parts.left);
  const keyStanding = new KeyStanding();
  let last: ((reading: AccountReading) => void) | undefined;
  const { session, venue, shown, ended } = await openExchangeRun(parts, {
    venue: (access) =>
      createKalshiVenue({
        ...access,
        ...addresses,
        ...parts.wire,
        key,
        past: pastOf(left, epochs),
        takeover: parts.takeover,
        orderSize: Math.min(profile.orderSize, limits.maxOrderSize),
        onAttempt: keyStanding.note,
      }),
    heard(input) {
      if (input.type === "account") last?.(input);
    },
    watch: (input) => parts.beside?.watch(input),
    start({ accountAtStart }, discovery, at) {
      const recovery = recover({
        left,
        epochs,
        found: accountAtStart!,
        at,
        tickers: new Set(discovery.event.legs.map(({ ticker }) => ticker)),
        mutuallyExclusive: discovery.event.mutuallyExclusive,
        limits,
        profile,
        mark: marker(discovery, accountAtStart!),
      });
      if (recovery.unexplained.length > 0 && parts.unattended) {
        throw new OpenError(unexplainedText(recovery.unexplained), 5);
      }
      const convention = { ...parts.measured, ...recovery.convention };
      return { account: traded, recovery: { ...recovery, convention } };
    },
  });

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
  return {
    session,
    venue,
    get account() {
      return account;
    },
    snapshot: () =>
      takeSnapshot(session.engine.desk!, { ...shown, mode: "LIVE", exchange: exchangeView(venue, keyStanding) }),
    async play(): Promise<SessionEnd> {
      const end = await ended();
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
