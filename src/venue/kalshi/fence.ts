import type { Clock } from "../../ambient/clock.ts";
import type { Timers } from "../../ambient/timers.ts";
import { SIGNATURE_BOUND_MS } from "../../engine/reconciliation.ts";
import { after, type Time } from "../../market/units.ts";
import type { AccountPlace } from "./account-reading.ts";
import type { Notify } from "./notice.ts";
import type { EpochGroup } from "./order-group.ts";
import { isOurs } from "./own-id.ts";
import type { Past } from "./past.ts";
import type { RestClient } from "./rest/client.ts";
import { KalshiError } from "./rest/error.ts";
import type { OrderGroup } from "./rest/order-groups.ts";
import { triggerOrderGroup } from "./rest/order-groups.ts";
import type { Order } from "./rest/orders.ts";
import { mayPass, wait } from "./waiting.ts";

const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 250;

export interface FenceParts {
  readonly client: RestClient;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly place: AccountPlace;
  readonly group: EpochGroup;
  readonly notify: Notify;
}

/** Between this start and earlier ones. */
export interface Fence {
  readonly at: Time;
  /** Nothing that an earlier engine has sent by `at` can arrive at the exchange after this. */
  readonly until: Time;
  /** Order groups of earlier starts that take no orders any more. */
  readonly triggered: number;
}

/**
 * Fences off whatever traded before this start: makes its order group, and triggers, never to be reset, every older one that is known of. The exchange
 * cancels their orders by that and refuses creates that are still under way. Where that can't be had, what is left is to wait until no create can arrive.
 *
 * An engine that has begun and not quoted yet shows by nothing but its group. So of the groups that there are (`before`) those are triggered as well that
 * can take orders and hold none of another hand's.
 */
export async function fenceOff(
  parts: FenceParts,
  past: Past,
  recent: readonly Order[],
  before: readonly OrderGroup[],
): Promise<Fence> {
  const { group, clock, notify } = parts;
  const strays = before.filter(mayTakeOrders(parts.place, recent)).map(({ orderGroupId }) => orderGroupId);
  await group.create();
  const ours = recent.filter(({ clientOrderId }) => isOurs(clientOrderId));
  const named = new Set([...past.orderGroups, ...ours.flatMap(({ orderGroupId }) => orderGroupId ?? []), ...strays]);
  if (group.id !== undefined) named.delete(group.id);
  let triggered = 0;
  for (const id of named) if (await triggerGroup(parts, id)) triggered++;
  const at = clock.now();
  const isUnguarded = ({ status, orderGroupId, createdAt }: Order): boolean =>
    orderGroupId === undefined && (status === "resting" || (createdAt ?? at) > after(at, -SIGNATURE_BOUND_MS));
  const isFirm = group.id !== undefined && triggered === named.size && !ours.some(isUnguarded);
  const isWhole = isFirm && (past.mayArriveUntil ?? at) <= at;
  if (isWhole) return { at, until: at, triggered };
  const until = isFirm ? past.mayArriveUntil! : after(at, SIGNATURE_BOUND_MS);
  const seconds = Math.ceil((until - at) / 1_000);
  const text = `an order of an earlier engine may still be under way, and no order group keeps it out: waiting ${seconds} s until none can arrive`;
  notify("warning", "no-fence", text);
  return { at, until, triggered };
}

/** Whether a group can take orders on this shard and may be that of an engine like this one: whoever else it were of has an order in it. */
export function mayTakeOrders(
  { exchangeIndex }: AccountPlace,
  recent: readonly Order[],
): (group: OrderGroup) => boolean {
  const foreign = new Set(recent.flatMap((order) => (isOurs(order.clientOrderId) ? [] : (order.orderGroupId ?? []))));
  return ({ orderGroupId, isAutoCancelEnabled, exchangeIndex: shard = exchangeIndex }) =>
    isAutoCancelEnabled && shard === exchangeIndex && !foreign.has(orderGroupId);
}

/** Has a group take no orders any more; false, and it is said, where that can't be had. May be repeated at will. A group that isn't there takes none either. */
export async function triggerGroup(
  { client, timers, place, notify }: Pick<FenceParts, "client" | "timers" | "place" | "notify">,
  id: string,
): Promise<boolean> {
  const { exchangeIndex, subaccount } = place;
  for (let failures = 1; ; failures++) {
    try {
      await client.write(triggerOrderGroup(id, { exchangeIndex, ...(subaccount !== 0 && { subaccount }) }));
      return true;
    } catch (error) {
      if (error instanceof KalshiError && error.kind === "not-found") return true;
      if (!mayPass(error) || failures >= ATTEMPTS) {
        const { message } = error as KalshiError;
        notify("warning", "no-fence", `the order group ${id} of an earlier start could not be triggered: ${message}`);
        return false;
      }
    }
    await wait(timers, FIRST_PAUSE_MS * 2 ** Math.min(failures, 4));
  }
}
