import type { TakerOrder } from "../market/taker-order.ts";
import { CENT, PRICE_ONE, type Price, type Time } from "../market/units.ts";

/** A side that no taker order has confirmed for this long is unknown. */
const CONFIRMED_FOR_MS = 3_600_000;

/**
 * The best bid and ask of one leg as far as its trades give them away: a buyer's last print was the ask, and the bid was below his
 * first; a seller's the other way round. Age is looked at when an order comes, not between orders.
 */
export class ImpliedBook {
  #bid: Price | undefined;
  #ask: Price | undefined;
  #bidAt = 0;
  #askAt = 0;

  get bid(): Price | undefined {
    return this.#bid;
  }

  get ask(): Price | undefined {
    return this.#ask;
  }

  /** Cents, a real number; undefined unless both sides are known. */
  get midCents(): number | undefined {
    return this.#bid === undefined || this.#ask === undefined ? undefined : (this.#bid + this.#ask) / 2 / CENT;
  }

  /** Forgets sides too old at `now`: what an order of that moment still meets. */
  age(now: Time): void {
    if (now - this.#bidAt > CONFIRMED_FOR_MS) this.#bid = undefined;
    if (now - this.#askAt > CONFIRMED_FOR_MS) this.#ask = undefined;
  }

  /** What a taker order leaves behind. One of unknown side tells nothing. */
  update(order: TakerOrder): void {
    this.age(order.at);
    const first = order.prints[0]!.price;
    const last = order.prints.at(-1)!.price;
    if (order.side === "buy") {
      this.#ask = last;
      this.#askAt = order.at;
      if (this.#bid !== undefined && this.#bid > first - CENT) this.#bid = quotable(first - CENT);
    } else if (order.side === "sell") {
      this.#bid = last;
      this.#bidAt = order.at;
      if (this.#ask !== undefined && this.#ask < first + CENT) this.#ask = quotable(first + CENT);
    }
  }
}

function quotable(ticks: number): Price | undefined {
  return ticks > 0 && ticks < PRICE_ONE ? (ticks as Price) : undefined;
}
