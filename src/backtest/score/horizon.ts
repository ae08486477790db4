import type { TakerSide } from "../../market/taker-order.ts";
import type { Time } from "../../market/units.ts";

/** A stretch of time after a forecast, both ends included. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

export const TEN_MINUTES: Stretch = { fromMs: 5 * 60_000, toMs: 15 * 60_000 };
export const ONE_HOUR: Stretch = { fromMs: 45 * 60_000, toMs: 75 * 60_000 };

interface Traded {
  readonly at: Time;
  readonly cents: number;
  readonly side: TakerSide;
}

interface Forecast {
  readonly at: Time;
  /** Cents, by method. */
  readonly prices: Float64Array;
}

/**
 * Meets forecasts of one leg's price with what it was later: the mean of the buyers' and of the sellers' average price over a
 * stretch of time after the forecast, so that the bounce of neither counts. Where only one side traded there is no such price, and
 * the forecast is not met.
 */
export class Horizon {
  readonly #stretch: Stretch;
  readonly #meet: (prices: Float64Array, cents: number) => void;
  readonly #traded = new Queue<Traded>();
  readonly #open = new Queue<Forecast>();
  /** How many of `#traded` are summed up, or have been and are too old. */
  #summed = 0;
  #buys = 0;
  #buyCents = 0;
  #sells = 0;
  #sellCents = 0;

  constructor(stretch: Stretch, meet: (prices: Float64Array, cents: number) => void) {
    this.#stretch = stretch;
    this.#meet = meet;
  }

  /** Takes in an order of the leg. Orders and forecasts come in time order. */
  observe(order: Traded): void {
    this.#settle(order.at);
    this.#traded.push(order);
  }

  forecast(forecast: Forecast): void {
    this.#open.push(forecast);
  }

  /** There is no more to come. */
  finish(): void {
    this.#settle(Number.POSITIVE_INFINITY);
  }

  /** Meets every forecast whose stretch is over at `now`. */
  #settle(now: number): void {
    const { fromMs, toMs } = this.#stretch;
    const traded = this.#traded;
    for (let next = this.#open.first; next !== undefined && next.at + toMs < now; next = this.#open.first) {
      this.#open.shift();
      for (let order = traded.at(this.#summed); order !== undefined && order.at <= next.at + toMs; ) {
        this.#add(order, 1);
        this.#summed += 1;
        order = traded.at(this.#summed);
      }
      for (let order = traded.first; order !== undefined && order.at < next.at + fromMs; order = traded.first) {
        this.#add(order, -1); // it has been added: it is no later than those that have
        this.#summed -= 1;
        traded.shift();
      }
      if (this.#buys > 0 && this.#sells > 0) {
        this.#meet(next.prices, (this.#buyCents / this.#buys + this.#sellCents / this.#sells) / 2);
      }
    }
  }

  #add({ side, cents }: Traded, sign: 1 | -1): void {
    if (side === "buy") {
      this.#buys += sign;
      this.#buyCents += sign * cents;
    } else if (side === "sell") {
      this.#sells += sign;
      this.#sellCents += sign * cents;
    }
  }
}

/** First in, first out; a step costs the same however many wait. */
class Queue<Item> {
  #items: Item[] = [];
  #head = 0;

  get first(): Item | undefined {
    return this.#items[this.#head];
  }

  /** The item `index` places behind the first. */
  at(index: number): Item | undefined {
    return this.#items[this.#head + index];
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  shift(): void {
    this.#head += 1;
    if (this.#head < 64 || 2 * this.#head < this.#items.length) return;
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }
}
