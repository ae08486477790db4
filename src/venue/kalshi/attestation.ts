import type { Time } from "../../market/units.ts";

const HOUR_MS = 3_600_000;
/** Nothing rests when it lapses: afterwards even cancels may be refused (SAFETY.md, V-13). */
const PULL_BEFORE_MS = HOUR_MS;
const ALARMS_MS = [7 * 24 * HOUR_MS, 2 * 24 * HOUR_MS, 24 * HOUR_MS, PULL_BEFORE_MS];

const MEND = "renew it in Kalshi's app or on its site";

/** Whether the account's location attestation lets it trade, and what to say about it. A level rises when there is something new to say. */
export interface AttestationState {
  readonly mayTrade: boolean;
  readonly level: number;
  readonly text: string;
}

/** `until` is undefined for an account that has never attested: then the exchange itself refuses what it must. */
export function attestationAt(until: Time | undefined, now: Time): AttestationState {
  if (until === undefined) {
    return {
      mayTrade: true,
      level: 1,
      text: `the account has no location attestation: orders may be refused; ${MEND}`,
    };
  }
  const leftMs = until - now;
  const level = ALARMS_MS.filter((alarm) => leftMs <= alarm).length;
  const when = new Date(until).toISOString();
  if (leftMs <= PULL_BEFORE_MS) {
    return { mayTrade: false, level, text: `the location attestation ends at ${when}: nothing is quoted; ${MEND}` };
  }
  return { mayTrade: true, level, text: `the location attestation ends at ${when}: ${MEND}` };
}
