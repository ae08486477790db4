import type { Money } from "../market/units.ts";
import { createDryVenue, type DryVenue, type DryVenueOptions } from "../venue/dry/dry-venue.ts";
import { ThroughOnly } from "../venue/dry/through-only.ts";
import type { KalshiKey } from "../venue/kalshi/key.ts";
import { dryAccountName } from "./dry-account.ts";
import { throughOnlyView } from "./dry-run-figures.ts";
import { type ExchangeRunParts, openExchangeRun } from "./exchange-run.ts";
import { exchangeView } from "./exchange-view.ts";
import type { Run } from "./run.ts";
import type { SessionEnd } from "./session.ts";
import { takeSnapshot } from "./snapshot.ts";
import type { DryRunView } from "./view.ts";

export interface DryRunParts extends ExchangeRunParts {
  /** Opens the stream; without one, public data are read again and again. */
  readonly key?: KalshiKey | undefined;
  /** What the run's own account begins with. */
  readonly balance: Money;
  /** How the venue reaches the exchange, where that isn't as usual. */
  readonly wire?: Pick<DryVenueOptions, "streamTiming" | "fetch" | "openSocket" | "schemaWatch" | "latency">;
}

/** A session on a Kalshi-compatible exchange that sends it nothing. */
export interface DryRun extends Run {
  readonly venue: DryVenue;
}

/** Opens the venue and everything that trades on it, on paper. Throws an error with an exit code when it can't begin. */
export async function openDryRun(parts: DryRunParts): Promise<DryRun> {
  const { addresses, key, balance, wire } = parts;
  const throughOnly = new ThroughOnly();
  const { session, venue, shown, ended } = await openExchangeRun(parts, {
    venue: (access) => createDryVenue({ ...access, ...addresses, ...wire, key, balance }),
    watch: (input, commands) => throughOnly.watch(input, commands),
    start: () => ({ account: dryAccountName(addresses.restUrl) }),
  });
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
      takeSnapshot(session.engine.desk!, {
        ...shown,
        mode: "DRY-RUN",
        dryRun: dryRun(),
        exchange: exchangeView(venue),
      }),
    async play(): Promise<SessionEnd> {
      const end = await ended();
      venue.close();
      return end;
    },
  };
}
