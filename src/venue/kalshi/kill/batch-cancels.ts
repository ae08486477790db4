import type { Quantity, Time } from "../../../market/units.ts";
import type { CancelledOrder } from "../rest/cancel-order.ts";
import { cancelOrders } from "../rest/cancel-order.ts";
import type { RestClient } from "../rest/client.ts";
import type { BatchOutcome } from "../rest/create-orders.ts";
import { KalshiError } from "../rest/error.ts";
import { names } from "../rest/error-body.ts";
import type { Order } from "../rest/orders.ts";
import { KILL_CALL, type Persistence, pause, waitMs } from "./kill-call.ts";

const MOST_A_BATCH = 20; // 40 tokens: fits into every bucket
/** Two tokens each, at a Basic account's 100 a second. */
const MS_FOR_ONE = 20;
/** A list that is read later than this after an order's cancel was answered shows it no more, unless it rests in spite of it (V-11). */
const READ_LAG_MS = 1_000;

interface BatchCancelsParts {
  readonly client: RestClient;
  readonly persistence: Persistence;
  /** The exchange's time. */
  readonly now: () => Time;
  /** A batch is about to go out. */
  readonly acted: () => void;
  /** An order was taken off, with what was left of it; undefined when it wasn't there any more. */
  readonly ended: (order: Order, reducedBy: Quantity | undefined) => void;
}

/**
 * Cancels listed orders in batches. A refused batch is halved until it fits into what others leave in the bucket: whoever places all the time takes
 * ten tokens at once, and two get in between.
 */
export class BatchCancels {
  readonly #parts: BatchCancelsParts;
  /** When the end of an order was told, by its id. */
  readonly #endedAt = new Map<string, Time>();
  #size = MOST_A_BATCH;

  constructor(parts: BatchCancelsParts) {
    this.#parts = parts;
  }

  /** Sends the cancels of what a list of a moment shows, once each; the next list tells what has to be sent again. Answers whether all were answered. */
  async cancel(listed: readonly Order[], asOf: Time): Promise<boolean> {
    const { persistence, now } = this.#parts;
    const left = listed.filter(({ orderId }) => {
      const endedAt = this.#endedAt.get(orderId);
      return endedAt === undefined || asOf > endedAt + READ_LAG_MS;
    });
    let isWhole = true;
    let failures = 0;
    while (left.length > 0 && !persistence.isOver()) {
      const batch = left.slice(0, this.#size);
      const outcome = await this.#send(batch);
      if (outcome instanceof KalshiError) {
        persistence.failed?.(outcome);
        failures++;
        if (outcome.kind === "throttled") this.#size = Math.max(1, Math.floor(batch.length / 2));
        else {
          isWhole = false;
          left.splice(0, batch.length); // the next list shows what became of them
        }
        await pause(persistence.timers, waitMs(outcome, failures, persistence.uniform()));
        continue;
      }
      failures = 0;
      left.splice(0, batch.length);
      this.#size = Math.min(MOST_A_BATCH, 2 * this.#size);
      for (const [index, entry] of outcome.entries()) {
        if (!this.#take(batch[index]!, entry, now())) isWhole = false;
      }
      if (left.length > 0) await pause(persistence.timers, batch.length * MS_FOR_ONE);
    }
    return isWhole && left.length === 0;
  }

  async #send(batch: readonly Order[]): Promise<readonly BatchOutcome<CancelledOrder>[] | KalshiError> {
    const { client, acted } = this.#parts;
    acted();
    try {
      return await client.write(
        cancelOrders(
          batch.map(({ orderId, ticker, exchangeIndex, subaccount }) => ({
            orderId,
            ticker,
            exchangeIndex,
            ...(subaccount !== undefined && subaccount !== 0 && { subaccount }),
          })),
        ),
        KILL_CALL,
      );
    } catch (error) {
      if (error instanceof KalshiError) return error;
      throw error;
    }
  }

  /** False when the order may rest on. */
  #take(order: Order, entry: BatchOutcome<CancelledOrder>, now: Time): boolean {
    const isGone = entry.outcome === "refused" && names(entry.complaint, "not found");
    if (entry.outcome !== "done" && !isGone) return false;
    this.#endedAt.set(order.orderId, now);
    this.#parts.ended(order, entry.outcome === "done" ? entry.result.reducedBy : undefined);
    return true;
  }
}
