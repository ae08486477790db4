import type { Bench } from "./bench.ts";
import { collateralReturn } from "./collateral-return.ts";
import { everythingCancelled } from "./everything-cancelled.ts";
import { expiryRemoval } from "./expiry-removal.ts";
import { type Result, unknown, VENUE_FACTS } from "./fact.ts";
import { filledOrder } from "./filled-order.ts";
import { groupCalls } from "./group-calls.ts";
import { keptTerms } from "./kept-terms.ts";
import { lapsedAttestation } from "./lapsed-attestation.ts";
import { type LeftOver, leftOver } from "./left-over.ts";
import { pausedExpiry } from "./paused-expiry.ts";
import { postOnlyCross } from "./post-only-cross.ts";
import { hasFailed, Interrupted, type Probe } from "./probe.ts";
import { queuePlace } from "./queue-place.ts";
import { readLag } from "./read-lag.ts";
import { reportedBalance } from "./reported-balance.ts";
import { signatureAge } from "./signature-age.ts";

/**
 * Every probe. How far readings can be believed comes before all that are measured by readings; what cancels everything comes last, for it strikes for a
 * minute.
 */
export const PROBES: readonly Probe[] = [
  signatureAge,
  readLag,
  groupCalls,
  reportedBalance,
  queuePlace,
  keptTerms,
  expiryRemoval,
  postOnlyCross,
  filledOrder,
  collateralReturn,
  lapsedAttestation,
  pausedExpiry,
  everythingCancelled,
];

const NOT_BELIEVED =
  "it is measured by readings, and how far they can be believed (V-11) could not be measured: try again";

export interface ProbeRun extends LeftOver {
  readonly results: readonly Result[];
  /** Somebody has asked for the end before all was measured. */
  readonly isInterrupted: boolean;
}

/**
 * Runs the probes of these facts (all when undefined), one after the other, and takes away after each what it has left. How far readings can be believed
 * is measured first unless it is known. Throws only what no probe should.
 */
export async function runProbes(
  bench: Bench,
  numbers: ReadonlySet<number> | undefined,
  tell: (text: string) => void,
): Promise<ProbeRun> {
  const results: Result[] = [];
  let isInterrupted = false;
  for (const [place, probe] of PROBES.entries()) {
    const isNeeded = probe === readLag && !bench.isReadLagKnown;
    const isWanted = isNeeded || probe.facts.some((name) => numbers?.has(VENUE_FACTS[name].v) ?? true);
    if (!isWanted) continue;
    if (place > PROBES.indexOf(readLag) && !bench.isReadLagKnown) {
      results.push(...probe.facts.map((name) => unknown(name, NOT_BELIEVED)));
      continue;
    }
    tell(`${numbersOf(probe)}: ${probe.does}`);
    let found: readonly Result[] = [];
    try {
      found = await probe.measure(bench);
    } catch (error) {
      if (error instanceof Interrupted) isInterrupted = true;
      else if (hasFailed(error)) {
        found = probe.facts.map((name) => unknown(name, error.message));
      } else {
        await bench.tidy();
        throw error;
      }
    }
    for (const problem of await bench.tidy()) tell(`not taken away yet: ${problem}`);
    results.push(...found);
    if (isInterrupted) break;
  }
  return { results, isInterrupted, ...(await leftOver(bench)) };
}

function numbersOf({ facts }: Probe): string {
  return [...new Set(facts.map((name) => `V-${VENUE_FACTS[name].v}`))].join(", ");
}
