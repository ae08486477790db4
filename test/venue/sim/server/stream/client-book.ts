import { parseFixedPoint } from "../../../../../src/market/units.ts";
import type { Message } from "./stream-client.ts";

/** A book as a client keeps it, from snapshots and deltas alone: sizes in 1/100 contract by price in 1/100 cent. */
export class ClientBook {
  readonly #useYesPrice: boolean;
  readonly #levels = { yes: new Map<number, number>(), no: new Map<number, number>() };

  constructor(useYesPrice: boolean) {
    this.#useYesPrice = useYesPrice;
  }

  take({ type, msg }: Message): void {
    if (type === "orderbook_snapshot") {
      for (const side of ["yes", "no"] as const) {
        const levels = (msg[`${side}_dollars_fp`] ?? []) as readonly [string, string][];
        this.#levels[side] = new Map(levels.map(([dollars, count]) => [ticks(dollars), hundredths(count)]));
      }
    } else if (type === "orderbook_delta") {
      const levels = this.#levels[msg.side as "yes" | "no"];
      const price = ticks(msg.price_dollars);
      const left = (levels.get(price) ?? 0) + hundredths(msg.delta_fp);
      if (left < 0) throw new Error(`${msg.price_dollars} has ${left} left`);
      if (left === 0) levels.delete(price);
      else levels.set(price, left);
    }
  }

  /** Both sides in YES prices, best first. */
  get shown(): { readonly bids: readonly Level[]; readonly asks: readonly Level[] } {
    const { yes, no } = this.#levels;
    const asks = this.#useYesPrice ? [...no] : [...no].map(([price, size]): Level => [10_000 - price, size]);
    return { bids: [...yes].sort((a, b) => b[0] - a[0]), asks: asks.sort((a, b) => a[0] - b[0]) };
  }
}

/** Price and size. */
export type Level = readonly [number, number];

function ticks(dollars: string): number {
  return parseFixedPoint(dollars, 4, "price");
}

function hundredths(count: string): number {
  return parseFixedPoint(count, 2, "count");
}
