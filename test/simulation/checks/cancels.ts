import type { Check, Violated } from "../check.ts";
import type { Life } from "../life.ts";
import { cancelledOrder } from "../wire.ts";
import type { World } from "../world.ts";

/** Cancels wait for nothing: each leaves in the millisecond in which the engine asks for it, whatever the disk does. */
export function cancelChecks(world: World, violated: Violated): Check {
  /** The exchange's names of orders, as the program was told them. */
  const names = new Map<string, string>();
  const sentNow = new Map<string, number>();
  const pending: { readonly life: Life; readonly orderId: string; readonly at: number }[] = [];
  return {
    input(program, _input, commands) {
      for (const command of commands) {
        if (command.type !== "cancel") continue;
        const orderId = names.get(command.clientOrderId);
        const isSent = sentNow.get(`${program.epoch} ${orderId}`) === world.now;
        if (orderId !== undefined && !isSent) pending.push({ life: program.life, orderId, at: world.now });
      }
    },
    answered(request) {
      const { answer } = request;
      if (answer === undefined || answer.status !== 201 || !request.path.endsWith("/events/orders")) return;
      const said = JSON.parse(answer.body) as { readonly order_id: string; readonly client_order_id?: string };
      names.set((JSON.parse(request.body) as { client_order_id: string }).client_order_id, said.order_id);
    },
    sent(request) {
      const orderId = cancelledOrder(request);
      if (orderId === undefined) return;
      const program = world.programs.find(({ life }) => life === request.life)!;
      sentNow.set(`${program.epoch} ${orderId}`, world.now);
      const at = pending.findIndex((one) => one.life === request.life && one.orderId === orderId);
      if (at < 0) return;
      const waitedMs = world.now - pending[at]!.at;
      pending.splice(at, 1);
      if (waitedMs > 0) violated("cancels wait for nothing", `${orderId} left after ${waitedMs} ms`);
    },
    look() {
      for (const { life, orderId, at } of pending.splice(0)) {
        if (at === world.now) pending.push({ life, orderId, at });
        else if (life.isActive)
          violated("cancels wait for nothing", `${orderId} has not left after ${world.now - at} ms`);
      }
    },
  };
}
