import type { TakerOrder } from "../../market/taker-order.ts";
import type { Quantity } from "../../market/units.ts";
import type { OwnOrder } from "../../venue/local/local-market.ts";
import { tradesOf } from "./filled-by.ts";
import type { SessionLog } from "./session-log.ts";

/**
 * What the session's fills tell of its orders' places in the queue. Books tell how much is cancelled at a price, never whose it was, so that an order's place is bounded from
 * behind alone. A fill at a printed trade shows that its turn had come: of what was printed at its price, only what it didn't get can have gone to others before it.
 */
export class ToldPlaces {
  /** By trade and order: how many may have stood before it. */
  readonly #ahead = new Map<TakerOrder, Map<string, number>>();
  /** How many each order found before it, as the session joined. */
  readonly #found = new Map<string, number>();

  constructor({ inputs, fills }: SessionLog) {
    const trades = tradesOf(inputs, fills);
    for (const { clientOrderId, tradeId } of fills) {
      const trade = trades.get(tradeId);
      if (trade === undefined) continue;
      this.#ahead.getOrInsertComputed(trade.order, () => new Map()).set(clientOrderId, trade.left);
    }
  }

  /** An order of the session as it was has joined. */
  joined({ clientOrderId, queueAhead }: Readonly<OwnOrder>): void {
    this.#found.set(clientOrderId, queueAhead);
  }

  /**
   * How many stand before an order when a taker comes: what the books tell, or fewer where its fill tells so. One that joined behind more than it did in the session stands
   * so much further back.
   */
  ahead({ clientOrderId, queueAhead }: Readonly<OwnOrder>, taker: TakerOrder, found = 0): Quantity {
    const told = this.#ahead.get(taker)?.get(clientOrderId);
    if (told === undefined) return queueAhead;
    const further = Math.max(0, found - (this.#found.get(clientOrderId) ?? found));
    return Math.min(queueAhead, told + further) as Quantity;
  }
}
