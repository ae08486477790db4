import { z } from "zod";
import { counted } from "./arguments.ts";
import { type CreatedOrder, createdOrder, createOrderBody, type NewOrder } from "./create-order.ts";
import { type Complaint, complaintOf } from "./error-body.ts";
import type { WriteRequest } from "./request.ts";

/** What became of one entry of a batch. */
export type BatchOutcome<T> =
  | { readonly outcome: "done"; readonly result: T }
  /** The exchange said no to this one. */
  | { readonly outcome: "refused"; readonly complaint: Complaint }
  /** The answer doesn't tell: it may have been carried out. */
  | { readonly outcome: "unknown"; readonly reason: string };

const ROUTE = "/portfolio/events/orders/batched";

/** The exchange's own limit grows with the account's tier; this one keeps a mistake from becoming a flood. */
export const MOST_IN_BATCH = 1_000;

/** The entries of a batch's answer, unread: one that can't be read leaves the others as they are. */
export const batchEntries = z.object({ orders: z.array(z.unknown()) });

const identified = z.object({ client_order_id: z.string().min(1) });

/**
 * Creates several orders. The whole batch must fit into the write budget at once, and saves no tokens. Outcomes come in the order asked
 * for, one for each, whatever the answer leaves out.
 */
export function createOrders(orders: readonly NewOrder[]): WriteRequest<readonly BatchOutcome<CreatedOrder>[]> {
  counted(ROUTE, "orders", orders, MOST_IN_BATCH);
  return {
    route: ROUTE,
    method: "POST",
    path: ROUTE,
    body: { orders: orders.map(createOrderBody) },
    answer: batchEntries.transform(({ orders: entries }) => {
      const named = entries.map(clientOrderIdOf);
      return orders.map((asked, index) => {
        const byId = named.indexOf(asked.clientOrderId);
        // An entry without an id stands where its order stood, if none is missing.
        const at = byId >= 0 ? byId : entries.length === orders.length && named[index] === undefined ? index : -1;
        return at < 0 ? missing : outcomeOf(entries[at], createdOutcome);
      });
    }),
  };
}

const missing: BatchOutcome<never> = { outcome: "unknown", reason: "the answer doesn't name this order" };

/** Failures of the exchange itself are no refusals, as little as a 5xx is. */
const UNSURE = /internal|timeout|timed.?out|unavailable/i;

/** What an entry of a batch's answer says: its error if it has one, else what `read` makes of it. */
export function outcomeOf<T>(entry: unknown, read: (entry: unknown) => BatchOutcome<T>): BatchOutcome<T> {
  const error = typeof entry === "object" && entry !== null && "error" in entry ? entry.error : undefined;
  if (error === undefined || error === null) return read(entry);
  const complaint = complaintOf(typeof error === "string" ? { error } : error) ?? {};
  const words = [complaint.code, complaint.message].filter((part) => part !== undefined).join(": ");
  return UNSURE.test(words) ? { outcome: "unknown", reason: words } : { outcome: "refused", complaint };
}

/** What an entry says when it can't be read. */
export function unreadableEntry(error: z.ZodError): BatchOutcome<never> {
  const { path, message } = error.issues[0]!;
  return { outcome: "unknown", reason: `${path.join(".")}: ${message}` };
}

function createdOutcome(entry: unknown): BatchOutcome<CreatedOrder> {
  const read = createdOrder.safeParse(entry);
  return read.success ? { outcome: "done", result: read.data } : unreadableEntry(read.error);
}

function clientOrderIdOf(entry: unknown): string | undefined {
  const read = identified.safeParse(entry);
  return read.success ? read.data.client_order_id : undefined;
}
