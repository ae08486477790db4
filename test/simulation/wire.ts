import type { Sent } from "./network.ts";

const PREFIX = "tauroi-";
const ORDERS = "/trade-api/v2/portfolio/events/orders";

/** A request that creates an order. */
export function isCreate({ method, path }: Sent): boolean {
  return method === "POST" && path === ORDERS;
}

/** The exchange's name of the order that a request cancels; undefined for any other request. */
export function cancelledOrder({ method, path }: Sent): string | undefined {
  return method === "DELETE" && path.startsWith(`${ORDERS}/`) ? path.slice(ORDERS.length + 1) : undefined;
}

/** The exchange's name of the order that a request amends; undefined for any other request. */
export function amendedOrder({ method, path }: Sent): string | undefined {
  return method === "POST" && path.endsWith("/amend") ? path.slice(ORDERS.length + 1, -"/amend".length) : undefined;
}

/** The epoch of an order id of the program's; undefined for any other. */
export function ownEpoch(clientOrderId: string | undefined): string | undefined {
  if (clientOrderId?.startsWith(PREFIX) !== true) return undefined;
  return clientOrderId.slice(PREFIX.length, clientOrderId.lastIndexOf("-"));
}
