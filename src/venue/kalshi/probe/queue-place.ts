import { after } from "../../../market/units.ts";
import { queuePosition } from "../rest/queue-positions.ts";
import { known, unknown } from "./fact.ts";
import type { Probe } from "./probe.ts";
import { farSpot } from "./spots.ts";

const FIRST_LIFE_MS = 25_000;
const LATER_MS = 40_000;

/** V-3: whether an amend of the expiry alone keeps the place in the queue, by two orders of ours behind each other. */
export const queuePlace: Probe = {
  facts: ["expiry_amend_keeps_place"],
  does: "amends the expiry of the first of two orders in a queue",
  async measure(bench) {
    const group = await bench.group();
    const spot = await farSpot(bench);
    const first = await bench.create({ ...spot, group, lifeMs: FIRST_LIFE_MS });
    const second = await bench.create({ ...spot, group });
    const places = async () =>
      [await bench.read(queuePosition(first.orderId)), await bench.read(queuePosition(second.orderId))] as const;
    await bench.vouched(second.at);
    const [first0, second0] = await places();
    const amended = await bench.amend(first, { expiresAt: after(bench.now(), LATER_MS) });
    await bench.vouched(amended.at ?? bench.now());
    const [first1, second1] = await places();
    const seen = `ahead of the first and the second order: ${first0 / 100} and ${second0 / 100} contracts, after the amend ${first1 / 100} and ${second1 / 100}`;
    if (first0 >= second0) {
      return [unknown("expiry_amend_keeps_place", "the second order was not told to be behind the first", seen)];
    }
    return [known("expiry_amend_keeps_place", first1 < second1, seen)];
  },
};
