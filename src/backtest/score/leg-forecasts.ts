import { type TakerOrder, type TakerSide, vwapCents } from "../../market/taker-order.ts";
import type { Time } from "../../market/units.ts";
import type { LegModel } from "../../model/leg-model.ts";
import { clip } from "../../model/log-odds.ts";
import { printLogOdds } from "../../model/tick-observation.ts";
import { Horizon, ONE_HOUR, TEN_MINUTES } from "./horizon.ts";
import { BASELINES } from "./methods.ts";
import type { Tally } from "./tally.ts";

/** A fair value is taken to say no more than a price on ticks can: half a cent from 0 and 1. */
const LEAST = 0.005;

/** One leg as the methods see it: what each of them now takes its price to be. */
export class LegForecasts {
  /** Time and side of the last order. */
  lastAt = 0 as Time;
  last: TakerSide = "unknown";
  /** How far the last print of either side was from where the model then had that side's, and from the control's price. Logit. */
  readonly residual = { buy: 0, sell: 0 };
  readonly controlResidual = { buy: 0, sell: 0 };
  /** Cents, by method; undefined while the next order is not to be scored. */
  prices: Float64Array | undefined;

  readonly #tally: Tally;
  /** 1 or 0 where it is known. */
  readonly #outcome: number | undefined;
  readonly #spacingMs: number;
  readonly #baselines = BASELINES.map(({ make }) => make());
  readonly #horizons: readonly Horizon[];
  #scoredAt = Number.NEGATIVE_INFINITY;

  constructor(tally: Tally, outcome: number | undefined, spacingMs: number) {
    this.#tally = tally;
    this.#outcome = outcome;
    this.#spacingMs = spacingMs;
    this.#horizons = [
      new Horizon(TEN_MINUTES, (prices, cents) => tally.add("tenMinutes", (m) => (prices[m]! - cents) ** 2)),
      new Horizon(ONE_HOUR, (prices, cents) => tally.add("oneHour", (m) => (prices[m]! - cents) ** 2)),
    ];
  }

  /**
   * Takes in the leg's next order, which its model has just seen, and makes the forecasts that follow from it.
   *
   * @param ours cents, by method of ours
   */
  observe(order: TakerOrder, model: LegModel, ours: readonly number[]): void {
    const { at, side } = order;
    const cents = vwapCents(order);
    for (const horizon of this.#horizons) horizon.observe({ at, cents, side });
    const baselines = this.#baselines.map((predictor) => predictor.observe(order));
    const control = baselines[0]!;
    this.#remember(side, cents, model, control);
    this.lastAt = at;
    this.last = side;
    if (at - this.#scoredAt < this.#spacingMs) {
      this.prices = undefined;
      return;
    }
    this.#scoredAt = at;
    this.prices = Float64Array.from([...ours, ...baselines, control]);
    this.#forecast(at, this.prices);
  }

  finish(): void {
    for (const horizon of this.#horizons) horizon.finish();
  }

  #remember(side: TakerSide, cents: number, { estimate, parameters }: LegModel, control: number): void {
    if (side === "unknown") return;
    const { logOdds, fairCents } = estimate!;
    const p = clip(fairCents / 100, 0.01, 0.99);
    const bounce = (parameters.bounceCents * 0.01) / (p * (1 - p));
    const print = printLogOdds(cents);
    this.residual[side] = print - logOdds - (side === "buy" ? bounce : -bounce);
    this.controlResidual[side] = print - printLogOdds(control);
  }

  #forecast(at: Time, prices: Float64Array): void {
    for (const horizon of this.#horizons) horizon.forecast({ at, prices });
    const outcome = this.#outcome;
    if (outcome === undefined) return;
    const probabilities = prices.map((price) => clip(price / 100, LEAST, 1 - LEAST));
    this.#tally.add("brier", (m) => (probabilities[m]! - outcome) ** 2);
    this.#tally.add("logLoss", (m) => -Math.log(outcome === 1 ? probabilities[m]! : 1 - probabilities[m]!));
  }
}
