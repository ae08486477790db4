import type { TakerOrder } from "../market/taker-order.ts";
import type { ModelParameters, Provenance } from "../model/parameters.ts";
import type { LegRecord } from "../tape/settlements.ts";
import { SideInference } from "../tape/side-inference.ts";
import type { TapeOrder } from "../tape/taker-orders.ts";
import { EventModels } from "./event-models.ts";
import { EventStates } from "./event-states.ts";
import { PredictionDiagnostics } from "./prediction-diagnostics.ts";
import { type SeriesTerm, VolatilityTerms } from "./volatility-terms.ts";

/** What walk-forward calibration made of one contract. */
export interface LegCalibration {
  readonly ticker: string;
  readonly event: string;
  orders: number;
  /** Those with which a session would go on from the end of the tape. */
  parameters: ModelParameters;
  /** How often they were fitted to its own orders, and the EM iterations of all those fits. */
  fits: number;
  iterations: number;
  /** How many of the fits ended with a parameter on a bound, by parameter. */
  readonly boundHits: Map<string, number>;
  /** Of the one-step predictions, by where the parameters that made them came from. */
  readonly diagnostics: Map<Provenance, PredictionDiagnostics>;
}

/** Calibrates every contract on a tape as a session would have, and keeps account of it. */
export class CalibrationRun {
  readonly #inference = new SideInference();
  readonly #legs = new Map<string, LegCalibration>();
  readonly #events = new EventStates<EventModels>(
    () => new EventModels({ diagnostics: true }),
    (models) => this.#note(models.finish()),
  );

  readonly #terms: VolatilityTerms;

  /** @param legs close times by ticker, as far as they are known */
  constructor(legs: ReadonlyMap<string, LegRecord> = new Map()) {
    this.#terms = new VolatilityTerms(legs);
  }

  /** The term structures of the series with a close time, of events that have closed so far. */
  get terms(): readonly SeriesTerm[] {
    return this.#terms.all;
  }

  /** Takes in the next order of the tape. */
  observe({ event, order: given }: TapeOrder): void {
    const order = this.#inference.infer(given);
    const models = this.#events.at(event, order.at);
    this.#note(models.advance(order.at));
    const model = models.observe(order);
    const { estimate, parameters } = model;
    this.#terms.observe(event, order, model);
    const leg = this.#leg(event, order, parameters);
    leg.orders += 1;
    const { zOneStep, zModel, jumpProbability } = estimate!;
    if (zOneStep === null || zModel === null) return; // the first order is predicted by nothing
    let diagnostics = leg.diagnostics.get(parameters.provenance);
    if (diagnostics === undefined) {
      diagnostics = new PredictionDiagnostics();
      leg.diagnostics.set(parameters.provenance, diagnostics);
    }
    diagnostics.add(zOneStep, zModel, jumpProbability);
  }

  /** The tape is over. Every contract, in the order of their first orders. */
  finish(): readonly LegCalibration[] {
    this.#events.finish();
    return [...this.#legs.values()];
  }

  #note(sets: readonly { readonly ticker: string; readonly parameters: ModelParameters }[]): void {
    for (const { ticker, parameters } of sets) {
      const leg = this.#legs.get(ticker);
      if (leg === undefined) continue;
      leg.parameters = parameters;
      if (!parameters.calibrated) continue;
      leg.fits += 1;
      leg.iterations += parameters.iterations;
      for (const name of parameters.boundHits) leg.boundHits.set(name, (leg.boundHits.get(name) ?? 0) + 1);
    }
  }

  #leg(event: string, { ticker }: TakerOrder, parameters: ModelParameters): LegCalibration {
    const known = this.#legs.get(ticker);
    if (known !== undefined) return known;
    const leg: LegCalibration = {
      ticker,
      event,
      orders: 0,
      parameters,
      fits: 0,
      iterations: 0,
      boundHits: new Map(),
      diagnostics: new Map(),
    };
    this.#legs.set(ticker, leg);
    return leg;
  }
}
