import { type TakerOrder, vwapCents } from "../../market/taker-order.ts";
import { PRICE_ONE } from "../../market/units.ts";
import type { LegModel } from "../../model/leg-model.ts";
import type { LegRecord } from "../../tape/settlements.ts";
import { SideInference } from "../../tape/side-inference.ts";
import type { TapeOrder } from "../../tape/taker-orders.ts";
import { CoherenceSoFar } from "../coherence-so-far.ts";
import { EventModels } from "../event-models.ts";
import { EventStates } from "../event-states.ts";
import { CausalSpread } from "./causal-spread.ts";
import { nearestCent, tempered } from "./cents.ts";
import { LegForecasts } from "./leg-forecasts.ts";
import { METHODS } from "./methods.ts";
import { ModelForecast } from "./model-forecast.ts";
import { NextSide } from "./next-side.ts";
import { PrintLaw } from "./print-law.ts";
import { Tally } from "./tally.ts";

const HOUR_MS = 3_600_000;

export interface ScoringOptions {
  readonly settlements: ReadonlyMap<string, LegRecord>;
  /** A leg's forecasts are scored no closer together than this; 0: after every order. */
  readonly spacingMs: number;
}

interface EventState {
  readonly models: EventModels;
  readonly coherence: CoherenceSoFar;
  readonly tally: Tally;
  readonly legs: Map<string, LegForecasts>;
}

const QUOTES = 0;
const MODEL = 1;
const CONTROL = METHODS.length - 1;
/** Methods from here on up to the control have no spread of their own. */
const FIRST_SPREAD = 2;

/**
 * Scores every method on a tape, order by order: what each says after one order of a leg is held against the leg's next order, its
 * price later on and its outcome. Nothing that is said rests on anything later.
 */
export class Scorer {
  readonly #options: ScoringOptions;
  readonly #inference = new SideInference();
  readonly #tallies = new Map<string, Tally>();
  readonly #events: EventStates<EventState>;
  readonly #spreads = METHODS.map(() => new CausalSpread());
  readonly #printLaw = new PrintLaw();
  readonly #controlLaw = new PrintLaw();
  readonly #nextSide = new NextSide();
  readonly #forecast = new ModelForecast();
  readonly #control = new ModelForecast();
  readonly #probabilities = new Float64Array(METHODS.length);
  readonly #prices = new Float64Array(METHODS.length);
  /** Taker orders so far. */
  orders = 0;

  constructor(options: ScoringOptions) {
    this.#options = options;
    this.#events = new EventStates(
      (event) => ({
        models: new EventModels(),
        coherence: new CoherenceSoFar(),
        tally: this.#tally(event),
        legs: new Map(),
      }),
      ({ legs }) => {
        for (const leg of legs.values()) leg.finish();
      },
    );
  }

  /** Takes in the next order of the tape. */
  add({ event, order: given }: TapeOrder): void {
    this.orders += 1;
    const order = this.#inference.infer(given);
    const { models, coherence, tally, legs } = this.#events.at(event, order.at);
    models.advance(order.at);
    const leg = legs.get(order.ticker) ?? this.#leg(order.ticker, tally, legs);
    const before = models.model(order.ticker);
    if (before !== undefined && leg.prices !== undefined) this.#score(order, leg, leg.prices, before, tally);
    const model = models.observe(order);
    const { fairCents } = model.estimate!;
    const coherentCents = coherence.observe(order.ticker, model)?.coherentCents ?? fairCents;
    leg.observe(order, model, [fairCents, fairCents, fairCents, coherentCents]);
  }

  /** The tape is over. What was scored, by event, in the order of the events' first orders. */
  finish(): readonly Tally[] {
    this.#events.finish();
    return [...this.#tallies.values()];
  }

  #score(order: TakerOrder, leg: LegForecasts, prices: Float64Array, model: LegModel, tally: Tally): void {
    const gapMs = order.at - leg.lastAt;
    const price = vwapCents(order);
    const cent = nearestCent(price);
    const { estimate, parameters } = model;
    const buyer = this.#nextSide.buyer(leg.last, gapMs / 1_000);
    const { last, residual, controlResidual } = leg;
    const sides = { buyer, last, residual, fitted: parameters.calibrated };
    const controlSides = { buyer, last, residual: controlResidual, fitted: true };
    const control = this.#control.setPrice(prices[CONTROL]!);
    const forecast = this.#forecast.set(model.snapshot().filter, estimate!.fairCents, parameters, gapMs / HOUR_MS);

    const expected = this.#prices;
    expected.set(prices);
    expected[QUOTES] = this.#printLaw.expected(forecast, sides);
    expected[MODEL] = buyer * forecast.printCents("buy") + (1 - buyer) * forecast.printCents("sell");
    expected[CONTROL] = this.#controlLaw.expected(control, controlSides);

    const probabilities = this.#probabilities;
    for (let m = FIRST_SPREAD; m < CONTROL; m++) probabilities[m] = this.#spreads[m]!.learn(prices[m]!, cent);
    probabilities[QUOTES] = this.#printLaw.learn(forecast, sides, cent, order.side);
    probabilities[MODEL] = tempered(
      buyer * forecast.probability(cent, "buy") + (1 - buyer) * forecast.probability(cent, "sell"),
    );
    probabilities[CONTROL] = this.#controlLaw.learn(control, controlSides, cent, order.side);
    this.#nextSide.learn(last, gapMs / 1_000, order.side);

    tally.add("logScore", (m) => Math.log(probabilities[m]!));
    tally.add("nextTrade", (m) => (expected[m]! - price) ** 2);
  }

  #leg(ticker: string, tally: Tally, legs: Map<string, LegForecasts>): LegForecasts {
    const value = this.#options.settlements.get(ticker)?.value;
    const leg = new LegForecasts(tally, value === undefined ? undefined : value / PRICE_ONE, this.#options.spacingMs);
    legs.set(ticker, leg);
    return leg;
  }

  #tally(event: string): Tally {
    const known = this.#tallies.get(event);
    if (known !== undefined) return known;
    const tally = new Tally(event);
    this.#tallies.set(event, tally);
    return tally;
  }
}
