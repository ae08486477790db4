import { z } from "zod";
import type { Quantity } from "../../../market/units.ts";
import { listOf, orNone, quantityText, wireQuantity } from "../wire-numbers.ts";
import { invalid, segment } from "./arguments.ts";
import type { ReadRequest, WriteRequest } from "./request.ts";

/**
 * A group of orders: when more than its limit is filled within 15 seconds it is triggered: its orders are cancelled and new ones refused
 * until it is reset. A group works on one shard.
 */
export interface OrderGroup {
  readonly orderGroupId: string;
  readonly limit: Quantity | undefined;
  readonly isAutoCancelEnabled: boolean;
  readonly exchangeIndex: number | undefined;
}

/** Where a group is looked for: the primary account, or every subaccount when reading, unless stated. */
export interface GroupPlace {
  readonly subaccount?: number | undefined;
  readonly exchangeIndex?: number | undefined;
}

const LIST = "/portfolio/order_groups";
const CREATE = "/portfolio/order_groups/create";
const ONE = "/portfolio/order_groups/{order_group_id}";

const group = z
  .object({
    id: z.string().min(1),
    contracts_limit_fp: orNone(wireQuantity),
    is_auto_cancel_enabled: z.boolean(),
    exchange_index: orNone(z.int()),
  })
  .transform(
    (read): OrderGroup => ({
      orderGroupId: read.id,
      limit: read.contracts_limit_fp,
      isAutoCancelEnabled: read.is_auto_cancel_enabled,
      exchangeIndex: read.exchange_index,
    }),
  );

const groupsAnswer = z.object({ order_groups: listOf(group) }).transform((read) => read.order_groups);

/** Our groups. */
export function orderGroups({ subaccount }: { readonly subaccount?: number } = {}): ReadRequest<readonly OrderGroup[]> {
  return {
    route: LIST,
    path: LIST,
    query: { subaccount },
    authentication: "needed",
    answer: groupsAnswer,
  };
}

/** One group, and the exchange's ids of its orders. */
export function oneOrderGroup(
  orderGroupId: string,
  { subaccount }: { readonly subaccount?: number } = {},
): ReadRequest<OrderGroup & { readonly orderIds: readonly string[] }> {
  return {
    route: ONE,
    path: groupPath(orderGroupId),
    query: { subaccount },
    authentication: "needed",
    answer: z
      .object({
        contracts_limit_fp: orNone(wireQuantity),
        is_auto_cancel_enabled: z.boolean(),
        orders: listOf(z.string()),
        exchange_index: orNone(z.int()),
      })
      .transform((read) => ({
        orderGroupId,
        limit: read.contracts_limit_fp,
        isAutoCancelEnabled: read.is_auto_cancel_enabled,
        exchangeIndex: read.exchange_index,
        orderIds: read.orders,
      })),
  };
}

const createdAnswer = z.object({ order_group_id: z.string().min(1) }).transform((read) => read.order_group_id);

/** Makes a group with a limit, from one contract to a million; answers its id. */
export function createOrderGroup({
  limit,
  subaccount,
  exchangeIndex,
}: GroupPlace & { readonly limit: Quantity }): WriteRequest<string> {
  return {
    route: CREATE,
    method: "POST",
    path: CREATE,
    body: {
      contracts_limit_fp: limitText(CREATE, limit),
      ...(subaccount === undefined ? {} : { subaccount }),
      ...(exchangeIndex === undefined ? {} : { exchange_index: exchangeIndex }),
    },
    answer: createdAnswer,
  };
}

/** Cancels the group's orders and refuses new ones until it is reset. May be repeated at will. */
export function triggerOrderGroup(orderGroupId: string, place: GroupPlace = {}): WriteRequest<void> {
  return change(orderGroupId, "PUT", "/trigger", place, {});
}

/** Lets a triggered group take orders again. */
export function resetOrderGroup(orderGroupId: string, place: GroupPlace = {}): WriteRequest<void> {
  return change(orderGroupId, "PUT", "/reset", place, {});
}

/** Sets a group's limit; one that is exceeded already triggers it. */
export function limitOrderGroup(orderGroupId: string, limit: Quantity, place: GroupPlace = {}): WriteRequest<void> {
  return change(orderGroupId, "PUT", "/limit", place, { contracts_limit_fp: limitText(`${ONE}/limit`, limit) });
}

/** Removes a group for good and cancels its orders. */
export function deleteOrderGroup(orderGroupId: string, place: GroupPlace = {}): WriteRequest<void> {
  return { ...change(orderGroupId, "DELETE", "", place, undefined), alone: true };
}

const nothing = z.unknown().transform(() => undefined);

function change(
  orderGroupId: string,
  method: "PUT" | "DELETE",
  action: string,
  { subaccount, exchangeIndex }: GroupPlace,
  body: unknown,
): WriteRequest<void> {
  return {
    route: `${ONE}${action}`,
    method,
    path: `${groupPath(orderGroupId)}${action}`,
    query: { subaccount, exchange_index: exchangeIndex },
    body,
    answer: nothing,
  };
}

function groupPath(orderGroupId: string): string {
  return `${LIST}/${segment(ONE, "order_group_id", orderGroupId)}`;
}

function limitText(route: string, limit: Quantity): string {
  if (!Number.isInteger(limit) || limit < 100 || limit > 100_000_000) {
    throw invalid(route, "contracts_limit_fp", limit, "is not 1 to 1,000,000 contracts in 1/100 contract");
  }
  return quantityText(limit);
}
