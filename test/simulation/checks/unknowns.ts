import type { Check, Violated } from "../check.ts";
import type { Sent } from "../network.ts";
import { isCreate } from "../wire.ts";
import type { World } from "../world.ts";

/** What was signed so long ago is refused, whatever becomes of it. */
const SIGNATURE_MS = 30_000;

interface Create {
  readonly request: Sent;
  readonly id: string;
}

/** An order of unknown fate freezes its side: nothing is placed there while an earlier create may still arrive, or has fills that nobody has booked. */
export function unknownChecks(world: World, violated: Violated): Check {
  /** The last creates of each life, market and side. */
  const earlier = new Map<Sent["life"], Map<string, Create[]>>();
  /** Quantities of the fills that each engine was told, by order. */
  const booked = new Map<string, number>();
  const traded = new Set<string>();
  return {
    input(program, input) {
      if (input.type !== "fill" || traded.has(`${program.epoch} ${input.tradeId}`)) return;
      traded.add(`${program.epoch} ${input.tradeId}`);
      booked.set(input.clientOrderId, (booked.get(input.clientOrderId) ?? 0) + input.quantity);
    },
    sent(request) {
      if (!isCreate(request)) return;
      const {
        client_order_id: id,
        ticker,
        side,
      } = JSON.parse(request.body) as Record<"client_order_id" | "ticker" | "side", string>;
      const sides = earlier.getOrInsertComputed(request.life, () => new Map());
      const creates = sides.getOrInsertComputed(`${ticker} ${side}`, () => []);
      for (const create of creates) check(create, id);
      creates.push({ request, id });
      if (creates.length > 8) creates.shift();
    },
  };

  function check({ request, id }: Create, next: string): void {
    const record = world.truth.records(world.account).find(id);
    if (record === undefined) {
      // a program whose clock had stood still has signed for a time long past
      const signedAt = Number(request.headers.get("kalshi-access-timestamp"));
      const mayArrive = !request.isOver && world.exchange.now - signedAt < SIGNATURE_MS;
      if (mayArrive && request.answer === undefined)
        violated("an unknown order freezes its side", `${next} after ${id}, which may still arrive`);
      return;
    }
    if (record.status === "resting") violated("an unknown order freezes its side", `${next} beside ${id}, which rests`);
    const known = booked.get(id) ?? 0;
    if (record.filled > known)
      violated(
        "an unknown order freezes its side",
        `${next} after ${id}: ${record.filled - known} of it was filled and isn't booked`,
      );
  }
}
