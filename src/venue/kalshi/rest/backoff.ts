/** How reads are repeated. */
export interface RetryPolicy {
  /** How often a read is sent at most, the first time included. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
}

export const READ_RETRIES: RetryPolicy = { attempts: 5, firstDelayMs: 200, longestDelayMs: 5_000 };

/**
 * How long to wait after the `failures`-th failure in a row (1 is the first): doubling, bounded, and drawn from the upper half of
 * that, so that many clients don't come back together. `uniform` is a number in [0, 1).
 */
export function backoffMs(policy: RetryPolicy, failures: number, uniform: number): number {
  const whole = Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** (failures - 1));
  return whole * (0.5 + 0.5 * uniform);
}
