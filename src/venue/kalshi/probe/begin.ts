import { OpenError } from "../open-error.ts";
import { isOurs } from "../own-id.ts";
import { readRecentOrders, signOfLife } from "../signs-of-life.ts";
import type { Bench } from "./bench.ts";
import type { LeftGroups } from "./own-groups.ts";

/** What the last probes on an account have left behind. */
export interface LeftByProbes extends LeftGroups {
  /** Their start: its orders are no sign of life. */
  readonly epoch: string;
}

/**
 * Makes sure that no engine trades the account, and takes away what probes that have died have left. Throws OpenError (exit 7) when an order of another
 * start was touched less than a minute ago, KalshiError.
 */
export async function beginProbes(bench: Bench, left: LeftByProbes | undefined): Promise<void> {
  await bench.vouched(bench.now());
  const recent = await readRecentOrders(bench.client, bench.place, bench.now());
  const sign = signOfLife(recent, new Set(left === undefined ? [] : [left.epoch]), bench.now());
  if (sign !== undefined) {
    throw new OpenError(`an engine trades on this account: ${sign}; end it, and probe a minute later`, 7);
  }
  if (left !== undefined) bench.adopt(left);
  for (const order of recent) if (order.status === "resting" && isOurs(order.clientOrderId)) await bench.cancel(order);
  const [problem] = await bench.tidy();
  if (problem !== undefined) throw new OpenError(`what earlier probes have left can't be taken away: ${problem}`, 4);
}
