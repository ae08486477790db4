import type { LegState } from "../engine/leg-state.ts";
import { type TakerOrder, vwapCents } from "../market/taker-order.ts";
import { LegModel } from "../model/leg-model.ts";
import type { ModelView, ScoresView } from "./view.ts";

/** After so many trades more, one counts half. */
const HALF_LIFE_TRADES = 100;
const KEPT = 0.5 ** (1 / HALF_LIFE_TRADES);
/** 95% of a normal law lies within so many standard deviations. */
const BAND = 1.959964;

/** A mean in which old values count less. */
class FadingMean {
  #sum = 0;
  #weight = 0;

  add(value: number): void {
    this.#sum = this.#sum * KEPT + value;
    this.#weight = this.#weight * KEPT + 1;
  }

  get value(): number | null {
    return this.#weight > 0 ? this.#sum / this.#weight : null;
  }
}

interface LegScores {
  trades: number;
  /** The model's fair value and the price of the trade as of the last one. */
  fairCents: number;
  lastCents: number;
  readonly squareZ: FadingMean;
  readonly outside: FadingMean;
  readonly fairError: FadingMean;
  readonly lastError: FadingMean;
}

/** How the model does on the trades that come in: each is compared with what was predicted before it. One set of means a leg. */
export class ModelScores {
  readonly #legs = new Map<string, LegScores>();

  /** A trade that `leg` has taken in. */
  onTrade(leg: LegState, order: TakerOrder): void {
    const { estimate } = leg.model;
    if (estimate === undefined) return;
    const cents = vwapCents(order);
    const scores = this.#legs.get(leg.ticker);
    if (scores === undefined) {
      this.#legs.set(leg.ticker, {
        trades: 0,
        fairCents: estimate.fairCents,
        lastCents: cents,
        squareZ: new FadingMean(),
        outside: new FadingMean(),
        fairError: new FadingMean(),
        lastError: new FadingMean(),
      });
      return;
    }
    scores.trades++;
    scores.fairError.add((cents - scores.fairCents) ** 2);
    scores.lastError.add((cents - scores.lastCents) ** 2);
    scores.fairCents = estimate.fairCents;
    scores.lastCents = cents;
    const z = leg.model instanceof LegModel ? leg.model.estimate?.zOneStep : null;
    if (z === null || z === undefined) return;
    scores.squareZ.add(z * z);
    scores.outside.add(Math.abs(z) > BAND ? 1 : 0);
  }

  of(ticker: string): ScoresView | null {
    const scores = this.#legs.get(ticker);
    if (scores === undefined || scores.trades === 0) return null;
    return {
      trades: scores.trades,
      meanSquareZ: scores.squareZ.value,
      outsideShare: scores.outside.value,
      fairErrorCents: root(scores.fairError.value),
      lastTradeErrorCents: root(scores.lastError.value),
    };
  }
}

/** What the model view says of a leg's model. */
export function modelView({ model, ticker }: LegState, scores: ModelScores): ModelView {
  const parameters = model instanceof LegModel ? model.parameters : undefined;
  return {
    provenance: parameters?.provenance ?? null,
    calibratedAt: parameters?.calibratedAt ?? null,
    orders: parameters?.orders ?? 0,
    boundHits: parameters?.boundHits ?? [],
    scores: scores.of(ticker),
  };
}

function root(meanSquare: number | null): number | null {
  return meanSquare === null ? null : Math.sqrt(meanSquare);
}
