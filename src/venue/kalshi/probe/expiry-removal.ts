import { known } from "./fact.ts";
import { type Probe, ProbeStop } from "./probe.ts";
import { farSpot } from "./spots.ts";

const SAMPLES = 3;
const LIFE_MS = 4_000;
const REMOVED_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 500;

/** V-2: how long after its expiry an order is taken off: by the time that its reading tells, else by when it was first seen gone. */
export const expiryRemoval: Probe = {
  facts: ["expiry_removal_ms"],
  does: "lets orders expire",
  async measure(bench) {
    const group = await bench.group();
    const spot = await farSpot(bench);
    const evidence: string[] = [];
    let worstMs = 0;
    for (let sample = 0; sample < SAMPLES; sample++) {
      const { orderId, expiresAt } = await bench.create({ ...spot, group, lifeMs: LIFE_MS + 350 * sample });
      await bench.sleepUntil(expiresAt);
      let order = await bench.orderAfter(orderId, expiresAt);
      while (order.status === "resting") {
        const now = bench.now();
        const isLate = now > expiresAt + REMOVED_WITHIN_MS;
        if (!isLate) await bench.sleep(LOOK_EVERY_MS);
        order = await bench.orderAfter(orderId, isLate ? now : expiresAt); // what is that late has to be certain
        if (!isLate || order.status !== "resting") continue;
        const seen = `an order still rested ${now - expiresAt} ms after its expiry; when it was removed was not waited for`;
        return [known("expiry_removal_ms", now - expiresAt, ...evidence, seen)];
      }
      if (order.filled > 0) throw new ProbeStop("an order was filled before it expired: try again");
      const toldMs = order.updatedAt === undefined ? undefined : order.updatedAt - expiresAt;
      const isTold = toldMs !== undefined && toldMs >= 0;
      const lagMs = isTold ? toldMs : bench.now() - expiresAt;
      worstMs = Math.max(worstMs, lagMs);
      evidence.push(`an order was removed ${lagMs} ms after its expiry${isTold ? "" : ", at most"}`);
    }
    return [known("expiry_removal_ms", worstMs, ...evidence)];
  },
};
