import { type BookSnapshot, EMPTY_BOOK, type Level } from "../market/order-book.ts";
import type { TakerOrder } from "../market/taker-order.ts";
import { CONTRACT, type Price, type Quantity, type Side } from "../market/units.ts";
import { ImpliedBook } from "../tape/implied-book.ts";
import type { OthersBook } from "../venue/local/others-book.ts";

/** Size shown at an implied price. Trades tell where the best prices are, not how much rests there. */
const IMPLIED_LEVEL = (100 * CONTRACT) as Quantity;

/** The book of others in one leg that a tape's trades imply. */
export class TapeOthers implements OthersBook {
  readonly #implied = new ImpliedBook();
  #book: BookSnapshot = EMPTY_BOOK;

  /** `queueAhead`: contracts of others that are taken to rest at a price where we join them. */
  constructor(readonly queueAhead: Quantity) {}

  best(side: Side): Price | undefined {
    return side === "bid" ? this.#implied.bid : this.#implied.ask;
  }

  /** Nobody stands before a price that improves the implied best. Where the best is unknown somebody may. */
  ahead(side: Side, price: Price): Quantity {
    const best = this.best(side);
    const improves = best !== undefined && (side === "bid" ? price > best : price < best);
    return improves ? (0 as Quantity) : this.queueAhead;
  }

  /** What a taker order tells of it. */
  update(order: TakerOrder): void {
    this.#implied.update(order);
  }

  /** As far as it is known; the same object while it is the same. */
  book(): BookSnapshot {
    const { bid, ask } = this.#implied;
    if (this.#book.bids[0]?.price !== bid || this.#book.asks[0]?.price !== ask) {
      this.#book = { bids: level(bid), asks: level(ask) };
    }
    return this.#book;
  }
}

function level(price: Price | undefined): readonly Level[] {
  return price === undefined ? [] : [{ price, quantity: IMPLIED_LEVEL }];
}
