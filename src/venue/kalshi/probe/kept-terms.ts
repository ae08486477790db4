import { after } from "../../../market/units.ts";
import { mayHaveExpired } from "./expired.ts";
import { known, unknown } from "./fact.ts";
import type { Probe } from "./probe.ts";
import { farSpot } from "./spots.ts";

const FIRST_LIFE_MS = 25_000;
const LATER_MS = 40_000;

/** V-14: whether an amended order is still in its group, which is triggered to see it, and still to be cancelled on a pause, which its reading tells. */
export const keptTerms: Probe = {
  facts: ["amend_keeps_terms"],
  does: "amends an order, reads it and triggers its group",
  async measure(bench) {
    const group = await bench.group();
    const placed = await bench.create({ ...(await farSpot(bench)), group, lifeMs: FIRST_LIFE_MS });
    const amended = await bench.amend(placed, { expiresAt: after(bench.now(), LATER_MS) });
    const read = await bench.orderAfter(placed.orderId, amended.at ?? bench.now());
    await bench.trigger(group);
    const triggered = await bench.orderAfter(placed.orderId, bench.now());
    const { status } = triggered;
    const isInGroup = status === "canceled";
    const hasFlag = read.cancelOnPause;
    const seen = [
      `after the amend it is listed with group ${read.orderGroupId ?? "none"} and cancel_order_on_pause ${hasFlag ?? "not told"}`,
      `after its group was triggered it is ${status}`,
    ];
    if (status !== "resting" && (triggered.filled > 0 || mayHaveExpired(triggered, bench.now()))) {
      return [unknown("amend_keeps_terms", "it was filled, or expired, before its group could be: try again", ...seen)];
    }
    if (isInGroup && hasFlag === undefined) {
      return [unknown("amend_keeps_terms", "the exchange doesn't tell the pause flag of an order", ...seen)];
    }
    return [known("amend_keeps_terms", isInGroup && hasFlag === true, ...seen)];
  },
};
