import { ORDER_PREFIX } from "../../engine/reconciliation.ts";

/** Whether an order of this name was placed by this program, at whatever start. */
export function isOurs(clientOrderId: string | undefined): clientOrderId is string {
  return clientOrderId?.startsWith(ORDER_PREFIX) === true;
}

/** The start that an order of ours was placed by: "tauroi-<epoch>-<n>"; undefined for an order of another hand. */
export function epochOf(clientOrderId: string | undefined): string | undefined {
  if (!isOurs(clientOrderId)) return undefined;
  const rest = clientOrderId.slice(ORDER_PREFIX.length);
  const end = rest.lastIndexOf("-");
  return end < 0 ? rest : rest.slice(0, end);
}
