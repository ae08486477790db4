import type { TakerOrder } from "../market/taker-order.ts";
import type { Time } from "../market/units.ts";
import { Calibrator, type ParameterSet } from "../model/calibrator.ts";
import { LegModel } from "../model/leg-model.ts";
import { type ModelParameters, PRIOR } from "../model/parameters.ts";

/** How often parameters are fitted anew while there are orders, as a session does it. */
export const CALIBRATE_EVERY_S = 60;

export interface EventModelsOptions {
  readonly calibrateEveryS?: number;
  /** Whether the models work out `zModel`, and fits their standard errors; not by default. */
  readonly diagnostics?: boolean;
  /** Whether they work out `zRaw`; not by default. */
  readonly comparisons?: boolean;
}

/**
 * The models of one event's legs, order by order, as they would have run live: calibrated at every whole multiple of the
 * interval that follows an order, each set fitted to orders strictly before its own time and used for later ones alone. The same
 * sets as `walkForward`, without a tape in memory.
 */
export class EventModels {
  readonly #intervalMs: number;
  readonly #options: Pick<EventModelsOptions, "diagnostics" | "comparisons">;
  readonly #calibrator: Calibrator;
  readonly #models = new Map<string, LegModel>();
  readonly #sets = new Map<string, ModelParameters>();
  #due: Time | undefined;

  constructor({ calibrateEveryS = CALIBRATE_EVERY_S, ...options }: EventModelsOptions = {}) {
    this.#intervalMs = calibrateEveryS * 1_000;
    this.#options = options;
    this.#calibrator = new Calibrator({ standardErrors: options.diagnostics === true });
  }

  /** The model of a leg; undefined before its first order. */
  model(ticker: string): LegModel | undefined {
    return this.#models.get(ticker);
  }

  /** Comes to a time that is no earlier than any order's. A calibration that was due by then is done, and holds from here on. */
  advance(to: Time): readonly ParameterSet[] {
    return this.#due !== undefined && to >= this.#due ? this.#calibrate(this.#due) : [];
  }

  /** Takes in the next order of any leg, having come to its time. Returns the leg's model. */
  observe(order: TakerOrder): LegModel {
    this.advance(order.at);
    let model = this.#models.get(order.ticker);
    if (model === undefined) {
      model = new LegModel(this.#sets.get(order.ticker) ?? PRIOR, this.#options);
      this.#models.set(order.ticker, model);
    }
    model.observe(order);
    this.#calibrator.observe(order);
    this.#due ??= ((Math.floor(order.at / this.#intervalMs) + 1) * this.#intervalMs) as Time;
    return model;
  }

  /** The calibration after the last orders, for a session that goes on from here. */
  finish(): readonly ParameterSet[] {
    return this.#due === undefined ? [] : this.#calibrate(this.#due);
  }

  #calibrate(at: Time): readonly ParameterSet[] {
    this.#due = undefined;
    const sets = this.#calibrator.calibrate(at);
    for (const { ticker, parameters } of sets) {
      this.#sets.set(ticker, parameters);
      this.#models.get(ticker)?.setParameters(parameters);
    }
    return sets;
  }
}
