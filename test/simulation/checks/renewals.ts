import type { Check, Violated } from "../check.ts";
import { amendedOrder } from "../wire.ts";
import type { World } from "../world.ts";

/** The feed is stale 15 s after its last sign of life; a message may have been late itself. */
const STALE_MS = 17_000;
/** Without a reading of the account for 90 s nothing is renewed; one may have been under way. */
const UNRECONCILED_MS = 100_000;

/**
 * Expiries are renewed by a healthy engine alone: not while it is halted, killed or stopping, hears nothing, or can't keep what it does. How long ago
 * something was goes by its own clock: it can't know that its machine was suspended, and what it renews then lapses the sooner.
 */
export function renewalChecks(world: World, violated: Violated): Check {
  const readAt = new Map<string, number>();
  const streamedAt = new Map<string, number>();
  return {
    input(program, input) {
      if (input.type === "account") readAt.set(program.epoch, program.now);
      if (input.type === "heartbeat" && input.feed === "live") streamedAt.set(program.epoch, program.now - input.lagMs);
    },
    sent(request) {
      const orderId = amendedOrder(request);
      const order = orderId === undefined ? undefined : world.resting.get(orderId);
      if (order === undefined) return;
      const program = world.programs.find(({ life }) => life === request.life)!;
      const desk = program.run?.session.engine.desk;
      if (desk === undefined) return;
      const name = "only the healthy engine renews";
      const { clientOrderId: id } = order;
      if (desk.killSwitch.pulled) violated(name, `${id}: it is killed`);
      if (desk.stopping !== undefined) violated(name, `${id}: it is stopping`);
      if (desk.account.halted !== undefined) violated(name, `${id}: it is halted`);
      if (desk.legs.get(order.ticker)?.manualPull !== undefined) violated(name, `${id}: its market is pulled`);
      const staleMs = program.now - (streamedAt.get(program.epoch) ?? 0);
      if (staleMs > STALE_MS) violated(name, `${id}: nothing was streamed for ${staleMs} ms`);
      const unreadMs = program.now - (readAt.get(program.epoch) ?? 0);
      if (unreadMs > UNRECONCILED_MS) violated(name, `${id}: the account was not read for ${unreadMs} ms`);
    },
  };
}
