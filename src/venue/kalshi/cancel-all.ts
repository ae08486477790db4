import type { Clock } from "../../ambient/clock.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { VenueInput } from "../venue.ts";
import type { AccountPlace } from "./account-reading.ts";
import type { Notify } from "./notice.ts";
import type { OrderNews } from "./order-news.ts";
import type { OwnOrders } from "./own-orders.ts";
import { type CancelledOrder, cancelAllOrders, cancelOrders, type OrderToCancel } from "./rest/cancel-order.ts";
import type { RestClient } from "./rest/client.ts";
import type { BatchOutcome } from "./rest/create-orders.ts";
import { KalshiError, type KalshiErrorKind } from "./rest/error.ts";
import { names } from "./rest/error-body.ts";
import { orders as listOrders } from "./rest/orders.ts";

/** SAFETY.md, Kill: on a connection of its own, and asked for again by the engine until it is accepted. */
const TIMEOUT_MS = 1_500;
/** Between two batches, and after a refused one, so that the bucket has filled. */
const REFILL_MS = 500;
const MOST_TRIES = 40;
const MOST_A_BATCH = 20; // 40 tokens: fits into every bucket
const ALONE = { timeoutMs: TIMEOUT_MS, freshConnection: true } as const;

/** Failures after which the same request may be accepted. Any other no, whatever its status: then orders are cancelled one by one. */
const PASSING: ReadonlySet<KalshiErrorKind> = new Set(["unknown-outcome", "throttled", "clock"]);

interface CancelAllParts {
  readonly client: RestClient;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly orders: OwnOrders;
  readonly news: OrderNews;
  readonly place: AccountPlace;
  readonly emit: (input: VenueInput) => void;
  readonly notify: Notify;
}

/** Takes everything off the book: by the exchange's own cancel-all where the account may, else order by order. */
export class CancelAll {
  readonly #parts: CancelAllParts;
  #isAllowed = true;
  #isCancelling = false;

  constructor(parts: CancelAllParts) {
    this.#parts = parts;
  }

  async send(): Promise<void> {
    if (!this.#isAllowed || !(await this.#everything())) await this.#eachOne();
  }

  /** True when it is settled: accepted, or nobody knows, or refused for a passing reason; then the engine asks again. */
  async #everything(): Promise<boolean> {
    const { client, clock, place, news, emit, notify } = this.#parts;
    try {
      const whose = place.subaccount === 0 ? {} : { subaccount: place.subaccount };
      await client.write(cancelAllOrders(whose), ALONE);
    } catch (error) {
      if (!(error instanceof KalshiError)) throw error;
      if (error.status === 403 && !names(error.complaint, "attestation")) {
        this.#isAllowed = false;
        notify(
          "warning",
          "no-cancel-all",
          "this account may not cancel everything at once: orders are cancelled one by one",
        );
      }
      return PASSING.has(error.kind);
    }
    news.cancelledAll();
    emit({ type: "cancelledAll", at: clock.now() });
    return true;
  }

  async #eachOne(): Promise<void> {
    if (this.#isCancelling) return;
    this.#isCancelling = true;
    try {
      if (await this.#cancelListed()) this.#parts.emit({ type: "cancelledAll", at: this.#parts.clock.now() });
    } catch (error) {
      if (!(error instanceof KalshiError)) throw error; // asked for again by the engine
    } finally {
      this.#isCancelling = false;
    }
  }

  /** True when each order that rests, by the exchange's list or by our own knowledge, was cancelled or found gone. */
  async #cancelListed(): Promise<boolean> {
    const { client, news, orders, place } = this.#parts;
    const { exchangeIndex, subaccount } = place;
    for (const listed of await client.all(listOrders({ status: "resting", subaccount }), ALONE)) {
      news.fromReading(listed);
    }
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const batch: OrderToCancel[] = [];
      for (const { fate, isOver, orderId, ticker } of orders.all()) {
        if (fate !== "accepted" || isOver || orderId === undefined || batch.length === MOST_A_BATCH) continue;
        batch.push({ orderId, ticker, exchangeIndex, ...(subaccount !== 0 && { subaccount }) });
      }
      if (batch.length === 0) return true;
      await this.#cancelBatch(batch);
      await new Promise<void>((resolve) => this.#parts.timers.after(REFILL_MS, resolve));
    }
    return false;
  }

  /** What can't be cancelled for another reason than that it is gone is tried again, with the next batch. */
  async #cancelBatch(batch: readonly OrderToCancel[]): Promise<void> {
    const { client, clock, news, orders, emit } = this.#parts;
    let outcomes: readonly BatchOutcome<CancelledOrder>[];
    try {
      outcomes = await client.write(cancelOrders(batch), ALONE);
    } catch (error) {
      if (error instanceof KalshiError) return;
      throw error;
    }
    for (const [index, outcome] of outcomes.entries()) {
      const order = orders.byOrderId(batch[index]!.orderId);
      if (order === undefined) continue;
      const { clientOrderId } = order;
      const at = clock.now();
      if (outcome.outcome === "done") {
        const { reducedBy } = outcome.result;
        news.cancelled(order, reducedBy);
        emit({ type: "cancelled", at, clientOrderId, reducedBy });
      } else if (outcome.outcome === "refused" && names(outcome.complaint, "not found")) {
        news.vanished(order);
        const detail = `${clientOrderId} does not rest`;
        emit({ type: "refused", at, clientOrderId, request: "cancel", code: "gone", detail });
      }
    }
  }
}
