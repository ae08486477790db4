import type { Clock } from "../../ambient/clock.ts";
import type { Time } from "../../market/units.ts";
import type { AccountPlace } from "./account-reading.ts";
import { mayTakeOrders } from "./fence.ts";
import type { EpochGroup } from "./order-group.ts";
import { epochOf } from "./own-id.ts";
import type { RestClient } from "./rest/client.ts";
import { type OrderGroup, orderGroups } from "./rest/order-groups.ts";
import type { Order } from "./rest/orders.ts";
import { readRecentOrders } from "./signs-of-life.ts";

/** The order groups that the account has now. */
export async function groupsNow(client: RestClient, { subaccount }: AccountPlace): Promise<readonly OrderGroup[]> {
  return client.read(orderGroups({ ...(subaccount !== 0 && { subaccount }) }));
}

export interface Beginning {
  readonly client: RestClient;
  readonly clock: Clock;
  readonly place: AccountPlace;
  readonly fencedAt: Time;
  /** Starts whose engines can't be alive. */
  readonly dead: ReadonlySet<string>;
  /** The groups that there were before ours was made. */
  readonly groupsBefore: readonly OrderGroup[];
  readonly ownGroup: Pick<EpochGroup, "isOwn" | "lost">;
  /** Has a group take no orders any more; false where that can't be had. */
  readonly trigger: (id: string) => Promise<boolean>;
}

/**
 * What shows, as the last thing before the first quote, that another engine has begun since this one did: an order group that wasn't there before ours,
 * or an order of another start placed behind our fence. Of two that begin at the same moment each makes its group before it
 * looks, so at least one of them sees the other, and the one that quotes first is seen by the orders. Undefined when there is no such sign.
 */
export async function anotherBegan(beginning: Beginning): Promise<string | undefined> {
  const { client, clock, place, fencedAt, dead } = beginning;
  const recent = await readRecentOrders(client, place, clock.now());
  return placedBehind(recent, fencedAt, dead) ?? (await strangeGroup(beginning, await groupsNow(client, place)));
}

/**
 * The same for an order group that was made when the start was long over: whoever has begun meanwhile could not see it. Groups that take no orders any more,
 * or hold another hand's, are no sign.
 */
export async function anotherHasBegun(beginning: Beginning): Promise<string | undefined> {
  const { client, clock, place } = beginning;
  const groups = await groupsNow(client, place);
  const recent = await readRecentOrders(client, place, clock.now());
  return strangeGroup(beginning, groups.filter(mayTakeOrders(place, recent)));
}

async function strangeGroup(
  { ownGroup, groupsBefore, trigger }: Beginning,
  groups: readonly OrderGroup[],
): Promise<string | undefined> {
  const before = new Set(groupsBefore.map(({ orderGroupId }) => orderGroupId));
  const strange = groups.map(({ orderGroupId }) => orderGroupId).filter((id) => !ownGroup.isOwn(id) && !before.has(id));
  if (strange.length <= ownGroup.lost) {
    // Ours, of which no answer came; or else whoever made them can't place anything into them any more, and ends by that.
    const closed = await Promise.all(strange.map(trigger));
    if (closed.every(Boolean)) return undefined;
  }
  return `it has made the order group ${strange[0]} since this one began`;
}

/**
 * What shows that whoever is on the account still places orders: one that was made behind our fence, by a start in none of `dead`. Undefined when none was.
 * Cancelling it would only have it placed again.
 */
export function placedBehind(listed: readonly Order[], fencedAt: Time, dead: ReadonlySet<string>): string | undefined {
  const placed = listed.find(({ clientOrderId, createdAt }) => {
    const epoch = epochOf(clientOrderId);
    return epoch !== undefined && !dead.has(epoch) && createdAt !== undefined && createdAt > fencedAt;
  });
  return placed === undefined
    ? undefined
    : `it has placed ${placed.clientOrderId} on ${placed.ticker} while this one began`;
}
