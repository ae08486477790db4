import type { TakerSide } from "../../market/taker-order.ts";
import { Beliefs } from "./beliefs.ts";
import { bucketOf, lowerEdge, PRICE_BUCKETS, tempered, upperEdge } from "./cents.ts";
import type { ModelForecast } from "./model-forecast.ts";
import { SPREAD_LAWS, spreadProbabilities } from "./spread-laws.ts";

type KnownSide = Exclude<TakerSide, "unknown">;

/** How much of where a side printed last is still there. */
const KEPT = [0, 0.25, 0.5, 0.75, 1] as const;
/** The share of the model's noise that is left around it. */
const LEFT = [1 / 64, 1 / 16, 1 / 4, 1] as const;
/** Or an error of a law of its own, with so much kept. */
const KEPT_BY_LAWS = [0.5, 1] as const;

const FIRST_LAW = KEPT.length * LEFT.length;
const CANDIDATES = FIRST_LAW + KEPT_BY_LAWS.length * SPREAD_LAWS;

/** How much each candidate takes to be kept. */
const KEPT_BY = Float64Array.from({ length: CANDIDATES }, (_, c) =>
  c < FIRST_LAW ? KEPT[Math.floor(c / LEFT.length)]! : KEPT_BY_LAWS[Math.floor((c - FIRST_LAW) / SPREAD_LAWS)]!,
);

/** What is known of a leg's two sides before its next order. */
export interface SidesBefore {
  /** P(the next taker buys). */
  readonly buyer: number;
  readonly last: TakerSide;
  /** How far the last print of either side was from where the model then had that side's prints, logit; 0 before the first. */
  readonly residual: Readonly<Record<KnownSide, number>>;
  /** Whether the model runs on the leg's own parameters. */
  readonly fitted: boolean;
}

/**
 * How prints lie around our fair value. The filter takes their noise as drawn anew for every print. In truth it is mostly quotes that
 * stand: a side prints where it printed last. How much of that is kept, and how much noise is left, is learned from past orders as a
 * `CausalSpread` is, apart for a side that has just printed and for the other one, for a fitted model and a young one, and by price.
 */
export class PrintLaw {
  readonly #beliefs = new Map<number, Beliefs>();
  readonly #explained: Readonly<Record<KnownSide, Float64Array>> = {
    buy: new Float64Array(CANDIDATES),
    sell: new Float64Array(CANDIDATES),
  };

  /** The probability that the next order's price rounds to `cent`. */
  probability(forecast: ModelForecast, sides: SidesBefore, cent: number): number {
    const bought = this.#explain(forecast, sides, cent, "buy");
    return sides.buyer * bought + (1 - sides.buyer) * this.#explain(forecast, sides, cent, "sell");
  }

  /** Learns the order's cent and side. Returns the probability that the cent had. */
  learn(forecast: ModelForecast, sides: SidesBefore, cent: number, side: TakerSide): number {
    const probability = this.probability(forecast, sides, cent);
    if (side !== "unknown") this.#beliefsOf(forecast, sides, side).learn(this.#explained[side]);
    return probability;
  }

  /** The price at which the next order is expected, cents. */
  expected(forecast: ModelForecast, sides: SidesBefore): number {
    return (
      sides.buyer * this.#expectedOf(forecast, sides, "buy") +
      (1 - sides.buyer) * this.#expectedOf(forecast, sides, "sell")
    );
  }

  #expectedOf(forecast: ModelForecast, sides: SidesBefore, side: KnownSide): number {
    const { shares } = this.#beliefsOf(forecast, sides, side);
    const kept = shares.reduce((sum, share, c) => sum + share * KEPT_BY[c]!, 0);
    return forecast.printCents(side, kept * sides.residual[side]);
  }

  #explain(forecast: ModelForecast, sides: SidesBefore, cent: number, side: KnownSide): number {
    const explained = this.#explained[side];
    const residual = sides.residual[side];
    let c = 0;
    for (const kept of KEPT) {
      for (const left of LEFT) explained[c++] = forecast.probability(cent, side, kept * residual, left);
    }
    for (const kept of KEPT_BY_LAWS) {
      const at = forecast.printCents(side, kept * residual);
      spreadProbabilities(lowerEdge(cent) - at, upperEdge(cent) - at, explained, c);
      c += SPREAD_LAWS;
    }
    for (c = 0; c < CANDIDATES; c++) explained[c] = tempered(explained[c]!);
    return this.#beliefsOf(forecast, sides, side).average(explained);
  }

  #beliefsOf(forecast: ModelForecast, { last, fitted }: SidesBefore, side: KnownSide): Beliefs {
    const kind = (side === last ? 0 : 1) + (fitted ? 2 : 0);
    const key = kind * PRICE_BUCKETS + bucketOf(forecast.fairCents);
    let beliefs = this.#beliefs.get(key);
    if (beliefs === undefined) {
      beliefs = new Beliefs(CANDIDATES);
      this.#beliefs.set(key, beliefs);
    }
    return beliefs;
  }
}
