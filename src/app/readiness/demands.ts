import { isLoopback } from "../../venue/kalshi/addresses.ts";

/** What a start with real orders has to show before anything is sent. */
export interface Demands {
  /** Measured facts, a rehearsed kill, acknowledged rules, a key that can't move money, an attested location; and a first session at size 1. */
  readonly readiness: boolean;
  /** A typed word, or `--yes-i-mean-it` with the limits spelled out. */
  readonly intent: boolean;
}

export const NO_DEMANDS: Demands = { readiness: false, intent: false };

/**
 * An exchange on this machine demands nothing unless that is asked for, and then everything, to rehearse it; demo demands readiness; whatever is
 * elsewhere is taken for real money.
 *
 * @param venue "demo", "prod" or a URL
 * @param isAsked `--require-readiness`
 */
export function demandsOf(venue: string, isAsked: boolean): Demands {
  const url = URL.parse(venue);
  const isHere = url !== null && isLoopback(url);
  if (isAsked) return { readiness: true, intent: true };
  return { readiness: !isHere, intent: !isHere && venue !== "demo" };
}
