import type { TakerSide } from "../../market/taker-order.ts";

/** Seconds after the last order up to which a class reaches. */
const GAPS_S = [1, 10, 60, 600, 3600, Number.POSITIVE_INFINITY] as const;

/**
 * How likely a leg's next taker buys: takers follow one another, the more so the faster they come. Counts how often an order was of
 * its predecessor's side, over all legs seen so far, by the time between the two; starts at one of two.
 */
export class NextSide {
  readonly #same = new Float64Array(GAPS_S.length).fill(1);
  readonly #orders = new Float64Array(GAPS_S.length).fill(2);

  /** P(the next order is a buyer's), `gapS` seconds after one of side `last`. */
  buyer(last: TakerSide, gapS: number): number {
    if (last === "unknown") return 0.5;
    const gap = gapClass(gapS);
    const same = this.#same[gap]! / this.#orders[gap]!;
    return last === "buy" ? same : 1 - same;
  }

  /** Learns which side it was. */
  learn(last: TakerSide, gapS: number, next: TakerSide): void {
    if (last === "unknown" || next === "unknown") return;
    const gap = gapClass(gapS);
    this.#orders[gap] = this.#orders[gap]! + 1;
    if (next === last) this.#same[gap] = this.#same[gap]! + 1;
  }
}

function gapClass(gapS: number): number {
  return GAPS_S.findIndex((limit) => gapS <= limit);
}
