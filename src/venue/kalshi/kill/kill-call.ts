import type { Timers } from "../../../ambient/timers.ts";
import { KalshiError } from "../rest/error.ts";
import type { CallOptions } from "../rest/read-client.ts";

/** How every request of a kill is made (SAFETY.md, Kill): once, on a connection of its own, and given up soon. */
export const KILL_CALL: CallOptions = { timeoutMs: 1_500, freshConnection: true, attempts: 1 };

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 1_000;
/** A bucket of 100 a second that somebody else keeps empty has two tokens again so soon. */
const THROTTLED_WAIT_MS = 60;

export interface Persistence {
  readonly timers: Timers;
  /** A number in [0, 1), for the jitter of waits. */
  readonly uniform: () => number;
  /** Nothing is sent any more once this is so. */
  readonly isOver: () => boolean;
  /** Told of each failure. */
  readonly failed?: (error: KalshiError) => void;
}

/**
 * Repeats `attempt` for ever, until it doesn't throw KalshiError, or `isOver`; answers what it came to, or undefined when it was over before. It waits
 * between attempts as the last failure asks for: next to nothing after a timeout, which was wait enough; longer and longer after quick ones.
 */
export async function persist<T>(attempt: () => Promise<T>, parts: Persistence): Promise<T | undefined> {
  for (let failures = 1; !parts.isOver(); failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof KalshiError)) throw error;
      parts.failed?.(error);
      await pause(parts.timers, waitMs(error, failures, parts.uniform()));
    }
  }
  return undefined;
}

/** How long to wait after the `failures`-th failure in a row. */
export function waitMs({ kind, status }: KalshiError, failures: number, uniform: number): number {
  if (kind === "clock" && failures === 1) return 0; // the refusal has told the exchange's time: signed anew, it may pass
  const isSilent = status === undefined && failures === 1;
  const first = kind === "throttled" ? THROTTLED_WAIT_MS : isSilent ? 0 : FIRST_WAIT_MS;
  const whole = Math.min(LONGEST_WAIT_MS, first * 2 ** Math.min(10, failures - 1));
  return whole * (0.5 + 0.5 * uniform);
}

/** Resolves after so long. */
export function pause(timers: Timers, delayMs: number): Promise<void> {
  return new Promise((resolve) => timers.after(delayMs, resolve));
}
