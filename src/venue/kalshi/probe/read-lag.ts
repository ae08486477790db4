import { userDataTimestamp } from "../rest/exchange.ts";
import { orders } from "../rest/orders.ts";
import type { Bench, Placed } from "./bench.ts";
import { known, type Result } from "./fact.ts";
import { type Probe, ProbeStop } from "./probe.ts";
import { farSpot } from "./spots.ts";

const SAMPLES = 6;
const LOOK_EVERY_MS = 60;
const LOOK_FOR_MS = 20_000;
/** So that orders come at different moments of whatever rhythm the readings have. */
const APART_MS = 370;

/** V-11: whether `as_of_time` claims more than the lists hold, by an order that is placed and looked for. */
export const readLag: Probe = {
  facts: ["read_lag_beyond_as_of_ms"],
  does: "places orders and looks when the lists have them",
  async measure(bench) {
    const group = await bench.group();
    const spot = await farSpot(bench);
    let worstMs = 0;
    for (let sample = 0; sample < SAMPLES; sample++) {
      const placed = await bench.create({ ...spot, group });
      worstMs = Math.max(worstMs, await claimedTooEarlyMs(bench, placed));
      await bench.cancel(placed);
      await bench.sleep(APART_MS);
    }
    bench.readingsLag(worstMs);
    return [result(worstMs)];
  },
};

function result(worstMs: number): Result {
  const seen =
    worstMs === 0
      ? "each was listed by the time that was vouched for"
      : `the lists vouched for a moment ${worstMs} ms after an order that they didn't have yet`;
  return known("read_lag_beyond_as_of_ms", worstMs, `${SAMPLES} orders placed and looked for: ${seen}`);
}

/** For how long after an order's making the lists claimed to be newer than it and hadn't got it. */
async function claimedTooEarlyMs(bench: Bench, { orderId, ticker, at }: Placed): Promise<number> {
  const until = bench.now() + LOOK_FOR_MS;
  let worstMs = 0;
  for (;;) {
    const asOf = await bench.read(userDataTimestamp()); // before the list, which is no older then
    const listed = await bench.client.all(orders({ ticker, status: "resting", subaccount: bench.place.subaccount }));
    if (listed.some((order) => order.orderId === orderId)) return worstMs;
    if (asOf > at) worstMs = Math.max(worstMs, asOf - at);
    if (bench.now() > until) throw new ProbeStop(`order ${orderId} was never listed`);
    await bench.sleep(LOOK_EVERY_MS);
  }
}
