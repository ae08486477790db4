import type { Timers } from "../../ambient/timers.ts";
import type { AccountPlace } from "./account-reading.ts";
import type { OwnOrder } from "./own-orders.ts";
import type { RestClient } from "./rest/client.ts";
import { KalshiError } from "./rest/error.ts";
import { type Order, oneOrder, orders } from "./rest/orders.ts";

/** When an order of unknown fate is looked up (SAFETY.md, Unknown outcomes): 0.5, 1, 2, 4 s ... after the doubt, until a minute is over. */
const WAITS_MS = [500, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000];
/** A listing begins this long before the order was sent. */
const MARGIN_MS = 60_000;

interface OrderLookupParts {
  readonly client: RestClient;
  readonly timers: Timers;
  readonly place: AccountPlace;
  /** Told of what is found. True when that settles it. */
  readonly found: (order: OwnOrder, listed: Order) => boolean;
  /** Whether nothing is to be found out any more. */
  readonly isSettled: (order: OwnOrder) => boolean;
}

/** Looks for orders of which nobody knows what became: by the exchange's name where it is known, else by ours among all that were listed since. */
export class OrderLookup {
  readonly #parts: OrderLookupParts;
  readonly #looking = new Set<OwnOrder>();

  constructor(parts: OrderLookupParts) {
    this.#parts = parts;
  }

  lookFor(order: OwnOrder): void {
    if (this.#looking.has(order)) return;
    this.#looking.add(order);
    this.#await(order, 0);
  }

  #await(order: OwnOrder, tries: number): void {
    const waitMs = WAITS_MS[tries];
    if (waitMs === undefined || this.#parts.isSettled(order)) {
      this.#looking.delete(order);
      return;
    }
    this.#parts.timers.after(waitMs, () => void this.#look(order, tries));
  }

  async #look(order: OwnOrder, tries: number): Promise<void> {
    if (this.#parts.isSettled(order)) {
      this.#looking.delete(order);
      return;
    }
    const listed = await this.#listed(order);
    if (listed !== undefined && this.#parts.found(order, listed)) this.#looking.delete(order);
    else this.#await(order, tries + 1);
  }

  /** The order as the exchange lists it; undefined when it doesn't, or could not be asked. */
  async #listed({ orderId, clientOrderId, ticker, since }: OwnOrder): Promise<Order | undefined> {
    const { client, place } = this.#parts;
    try {
      if (orderId !== undefined) return await client.read(oneOrder(orderId));
      const minSeconds = Math.floor((since - MARGIN_MS) / 1_000);
      const all = await client.all(orders({ ticker, minSeconds, subaccount: place.subaccount }));
      return all.find((listed) => listed.clientOrderId === clientOrderId);
    } catch (error) {
      if (error instanceof KalshiError) return undefined;
      throw error;
    }
  }
}
