import { drainMicrotasks } from "bun:jsc";
import type { VirtualTime } from "../../src/ambient/virtual-time.ts";
import type { Time } from "../../src/market/units.ts";
import type { ExchangeInProcess } from "./exchange.ts";

/**
 * Lets the next thing happen, in the world or on the exchange, with everything that follows from it at once. False when nothing is to come until
 * `until`, which it is then. To be called outside of any promise.
 */
export function step(world: VirtualTime, exchange: ExchangeInProcess, until: Time): boolean {
  const due = exchange.dueAt;
  const next = world.nextAt ?? Number.POSITIVE_INFINITY;
  if (Math.min(due, next) > until) {
    world.runUntil(until);
    return false;
  }
  if (next <= due) world.step();
  else {
    world.runUntil(due);
    exchange.served.catchUp();
  }
  drainMicrotasks();
  return true;
}
