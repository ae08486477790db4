import type { TakerOrder } from "../market/taker-order.ts";
import type { Time } from "../market/units.ts";
import { Calibrator, type ParameterSet } from "../model/calibrator.ts";

/**
 * The parameter sets of an event's tape, in time order: at every whole multiple of the interval that follows a trade, each fitted to
 * orders strictly before its own time. They depend on the tape alone, so one computation serves every configuration.
 */
export function walkForward(orders: readonly TakerOrder[], intervalS: number): readonly ParameterSet[] {
  const intervalMs = intervalS * 1_000;
  const calibrator = new Calibrator();
  const sets: ParameterSet[] = [];
  let due: Time | undefined;
  for (const order of orders) {
    if (due !== undefined && order.at >= due) {
      sets.push(...calibrator.calibrate(due));
      due = undefined;
    }
    calibrator.observe(order);
    due ??= ((Math.floor(order.at / intervalMs) + 1) * intervalMs) as Time;
  }
  return sets; // what the last orders would give is for orders that don't come
}
