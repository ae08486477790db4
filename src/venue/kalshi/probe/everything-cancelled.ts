import { after, type Time } from "../../../market/units.ts";
import { cancelAllOrders } from "../rest/cancel-order.ts";
import { KalshiError } from "../rest/error.ts";
import { orders } from "../rest/orders.ts";
import type { Bench, Placed } from "./bench.ts";
import { mayHaveExpired } from "./expired.ts";
import { known, type Result, unknown } from "./fact.ts";
import type { Probe } from "./probe.ts";
import { farSpot, type Spot } from "./spots.ts";

const ALLOWED = "cancel_all_allowed";
const NEW_GROUPS = "cancel_all_hits_new_groups";
/** What is placed within a minute of it may be cancelled too. */
const MINUTE_MS = 60_000;
const MARGIN_MS = 5_000;
const FIRST_LOOK_MS = 8_000;
const SECOND_LOOK_MS = 38_000;

/**
 * V-4 and V-16: whether the account may cancel everything at once, and whether what it does for a minute afterwards also hits orders of a group that
 * is newer. An order in an older group shows that it does anything at all. Only where nobody else's order rests.
 */
export const everythingCancelled: Probe = {
  facts: [ALLOWED, NEW_GROUPS],
  does: "cancels everything at once, then watches new orders for a minute",
  async measure(bench) {
    await bench.vouched(bench.now());
    const resting = await bench.client.all(orders({ status: "resting" }));
    const foreign = resting.filter((order) => !bench.isOwn(order));
    if (foreign.length > 0) {
      const why = `it would cancel ${foreign.length} orders of another hand that rest on the account: cancel them, or try later`;
      return [unknown(ALLOWED, why), unknown(NEW_GROUPS, why)];
    }
    const old = await bench.group();
    const spot = await farSpot(bench);
    const { subaccount } = bench.place;
    try {
      await bench.write(cancelAllOrders(subaccount === 0 ? {} : { subaccount }));
    } catch (error) {
      if (!(error instanceof KalshiError) || error.mayHaveHappened) throw error;
      const told = `DELETE /portfolio/events/orders: HTTP ${error.status} (${error.code ?? error.reason})`;
      if (error.status !== 403)
        return [unknown(ALLOWED, "refused for another reason", told), unknown(NEW_GROUPS, told)];
      return [known(ALLOWED, false, told), unknown(NEW_GROUPS, "the account may not cancel everything at once", told)];
    }
    const at = bench.now();
    bench.cancelledAllAt = at;
    const hit = await watched(bench, spot, old, at);
    await bench.sleepUntil(after(at, MINUTE_MS + MARGIN_MS)); // or an engine that starts now would lose its orders
    return [known(ALLOWED, true, "DELETE /portfolio/events/orders: accepted"), hit];
  },
};

/** Keeps an order in the old and in a new group through the minute, and looks which were cancelled. */
async function watched(bench: Bench, spot: Spot, old: string, at: Time): Promise<Result> {
  const fresh = await bench.group();
  const seen: string[] = [];
  let isOldHit = false;
  for (const lookAfterMs of [FIRST_LOOK_MS, SECOND_LOOK_MS, MINUTE_MS]) {
    const lookAt = after(at, lookAfterMs);
    const pair = [await bench.create({ ...spot, group: old }), await bench.create({ ...spot, group: fresh })] as const;
    await bench.sleepUntil(lookAt);
    const [inOld, inFresh] = [await wasCancelled(bench, pair[0]), await wasCancelled(bench, pair[1])];
    isOldHit ||= inOld;
    const words = (isHit: boolean): string => (isHit ? "cancelled" : "still there");
    seen.push(
      `${lookAfterMs / 1_000} s after it: the order in the older group ${words(inOld)}, in the newer one ${words(inFresh)}`,
    );
    if (inFresh) return known(NEW_GROUPS, true, ...seen);
    for (const placed of pair) await bench.cancel(placed);
  }
  if (isOldHit) return known(NEW_GROUPS, false, ...seen);
  return unknown(NEW_GROUPS, "no new order was cancelled in that minute, not even in the older group", ...seen);
}

async function wasCancelled(bench: Bench, { orderId }: Placed): Promise<boolean> {
  const order = await bench.orderAfter(orderId, bench.now());
  return order.status === "canceled" && !mayHaveExpired(order, bench.now());
}
