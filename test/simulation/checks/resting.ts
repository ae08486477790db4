import type { Check, Violated } from "../check.ts";
import { ownEpoch } from "../wire.ts";
import type { World } from "../world.ts";

/** Nothing of ours rests for longer after its program could last reach the exchange. Readings of the clock here come every 500 ms. */
const BOUND_MS = 50_500;

/** What rests on the exchange: known to the engine, one order a side, of one engine, never as a taker, never for long without its program. */
export function restingChecks(world: World, violated: Violated): Check {
  /** By epoch, the exchange's time at which its program could last act. */
  const reachedAt = new Map<string, number>();
  return {
    fact(fact) {
      if (fact.type === "fill" && fact.order.account === world.account && fact.taker) {
        const epoch = ownEpoch(fact.order.clientOrderId);
        if (epoch !== undefined)
          violated("we never take liquidity", `${fact.order.clientOrderId} took at ${fact.price}`);
      }
      if (fact.type !== "accepted" || fact.order.account !== world.account) return;
      const { ticker, side, clientOrderId } = fact.order;
      const epoch = ownEpoch(clientOrderId);
      if (epoch === undefined) return;
      reachedAt.set(epoch, world.exchange.now);
      for (const other of world.resting.values()) {
        if (other.clientOrderId === clientOrderId) continue;
        if (ownEpoch(other.clientOrderId) !== epoch)
          violated("two engines never both quote", `${clientOrderId} beside ${other.clientOrderId}`);
        if (other.ticker === ticker && other.side === side)
          violated("one order a side", `${clientOrderId} beside ${other.clientOrderId}`);
      }
    },
    arriving({ life }) {
      const program = world.programs.find((one) => one.life === life);
      if (program !== undefined) reachedAt.set(program.epoch, world.exchange.now);
    },
    look() {
      for (const { life, epoch, outcome, run } of world.programs) {
        if (life.isActive && !world.network.isParted && outcome.type !== "ended" && outcome.type !== "refused") {
          reachedAt.set(epoch, world.exchange.now);
        }
        if (!life.isActive || outcome.type !== "running") continue;
        for (const { clientOrderId } of world.resting.values()) {
          if (ownEpoch(clientOrderId) !== epoch) continue;
          const order = run?.session.engine.desk?.orders.get(clientOrderId!);
          if (order === undefined || order.state === "gone")
            violated("what rests is in our table", `${clientOrderId} is ${order?.state ?? "unknown there"}`);
        }
      }
      if (world.truth.state !== "open") return;
      for (const { clientOrderId, expiresAt } of world.resting.values()) {
        const silentMs = world.exchange.now - (reachedAt.get(ownEpoch(clientOrderId)!) ?? 0);
        if (silentMs > BOUND_MS)
          violated(
            "nothing rests 50 s after its program",
            `${clientOrderId} after ${silentMs} ms, expiry ${expiresAt}`,
          );
      }
    },
  };
}
