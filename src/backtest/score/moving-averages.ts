import { lastPrice, type TakerOrder, totalQuantity, vwapCents } from "../../market/taker-order.ts";
import { toCents, toContracts } from "../../market/units.ts";
import type { Predictor } from "./predictor.ts";

/** The price at which the last order ended. */
export class LastTrade implements Predictor {
  observe(order: TakerOrder): number {
    return toCents(lastPrice(order));
  }
}

/** The exponentially weighted average of the orders' volume-weighted prices. */
export class OrderAverage implements Predictor {
  readonly #weight: number;
  #average: number | undefined;

  /** @param weight of the newest order, 0 to 1 */
  constructor(weight: number) {
    this.#weight = weight;
  }

  observe(order: TakerOrder): number {
    const price = vwapCents(order);
    this.#average = this.#average === undefined ? price : this.#average + this.#weight * (price - this.#average);
    return this.#average;
  }
}

/** The volume-weighted average price of the last stretch of time, the newest order always included. */
export class WindowAverage implements Predictor {
  readonly #windowMs: number;
  #orders: { readonly at: number; readonly cents: number; readonly contracts: number }[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  observe(order: TakerOrder): number {
    const since = order.at - this.#windowMs;
    if (this.#orders.length > 0 && this.#orders[0]!.at <= since) {
      this.#orders = this.#orders.filter(({ at }) => at > since);
    }
    this.#orders.push({ at: order.at, cents: vwapCents(order), contracts: toContracts(totalQuantity(order)) });
    let paid = 0;
    let total = 0;
    for (const { cents, contracts } of this.#orders) {
      paid += cents * contracts;
      total += contracts;
    }
    return paid / total;
  }
}
