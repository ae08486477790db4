import { after, type Time } from "../../../market/units.ts";
import { pauseWindows } from "../pauses.ts";
import { exchangeSchedule, exchangeStatus } from "../rest/exchange.ts";
import type { Bench } from "./bench.ts";
import { known, unknown } from "./fact.ts";
import type { Probe } from "./probe.ts";
import { farSpot } from "./spots.ts";

const NAME = "expiry_during_pause";
const BEFORE_MS = 15_000;
/** The order expires so long after the pause should have begun. */
const BEHIND_MS = 25_000;
const REMOVED_WITHIN_MS = 8_000;
const LOOK_EVERY_MS = 1_000;

/**
 * V-14: whether an order expires while trading is paused. Only where a pause is about to begin: the order of one contract stays through it, for this
 * alone, and is cancelled then.
 */
export const pausedExpiry: Probe = {
  facts: [NAME],
  does: "has an order expire in a pause of trading",
  async measure(bench) {
    const now = bench.now();
    const next = pauseWindows(await bench.read(exchangeSchedule()), now).find(
      ({ from }) => from > after(now, BEFORE_MS),
    );
    const mend = "run `tauroi doctor --probe --facts 14 --wait 10m` in the minutes before";
    if (next === undefined) return [unknown(NAME, "a pause of trading is needed, and none is announced")];
    const { from } = next;
    if (from - BEFORE_MS - now > bench.waitMs) {
      return [
        unknown(NAME, `a pause of trading is needed; the next begins at ${new Date(from).toISOString()}: ${mend}`),
      ];
    }
    const group = await bench.group();
    const spot = await farSpot(bench);
    await bench.sleepUntil(after(from, -BEFORE_MS));
    const placed = await bench.create({ ...spot, group, expiresAt: after(from, BEHIND_MS), throughPause: true });
    if (!(await isPausedBy(bench, placed.expiresAt))) {
      return [unknown(NAME, "the pause has not begun when it was announced to: try the next one")];
    }
    await bench.sleepUntil(after(placed.expiresAt, REMOVED_WITHIN_MS));
    const { status, updatedAt } = await bench.orderAfter(placed.orderId, bench.now());
    const { tradingActive } = await bench.read(exchangeStatus());
    const seen = `${(bench.now() - placed.expiresAt) / 1_000} s after its expiry the order is ${status}`;
    if (tradingActive) return [unknown(NAME, "the pause was over too soon: try the next one", seen)];
    if (status === "resting") return [known(NAME, false, seen)];
    if (updatedAt === undefined || updatedAt < placed.expiresAt) {
      return [unknown(NAME, "the pause itself may have taken the order off, before it expired", seen)];
    }
    return [known(NAME, true, seen)];
  },
};

async function isPausedBy(bench: Bench, at: Time): Promise<boolean> {
  while (bench.now() < after(at, -2 * LOOK_EVERY_MS)) {
    if (!(await bench.read(exchangeStatus())).tradingActive) return true;
    await bench.sleep(LOOK_EVERY_MS);
  }
  return false;
}
