import { CONTRACT } from "../../../market/units.ts";
import type { Bench } from "./bench.ts";
import { hasFailed, Interrupted } from "./probe.ts";

/** What orders of probes have left. */
export interface LeftOver {
  /** Contracts that were bought or sold, as far as can be seen. */
  readonly filled: number;
  /** What could not be taken away, one line each; empty as a rule. */
  readonly left: readonly string[];
}

/** Makes sure that nothing of these probes rests: what could not be taken away, and how many contracts were filled. */
export async function leftOver(bench: Bench): Promise<LeftOver> {
  const left = [...(await bench.tidy())];
  let filled = 0;
  try {
    await untilVouched(bench);
    for (const order of await bench.ownOrders()) {
      filled += order.filled / CONTRACT;
      if (order.status === "resting") await bench.cancel(order);
    }
  } catch (error) {
    if (!hasFailed(error)) throw error;
    left.push(`whether an order of a probe still rests can't be seen: ${error.message}`);
  }
  return { left, filled };
}

/** Waits for readings that have everything, unless somebody is in haste: then they are taken as they are. */
async function untilVouched(bench: Bench): Promise<void> {
  try {
    await bench.vouched(bench.now());
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
}
