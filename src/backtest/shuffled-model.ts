import type { Random } from "../ambient/random.ts";
import type { TakerOrder } from "../market/taker-order.ts";
import type { ParameterSet } from "../model/calibrator.ts";
import type { FairValue, FairValueModel, ModelName } from "../model/fair-value-model.ts";
import { type MakeModel, makeModel } from "../model/make-model.ts";
import type { Mark } from "../model/move-ruler.ts";
import { type ModelParameters, PRIOR } from "../model/parameters.ts";
import type { EventTape } from "./tape-columns.ts";

/**
 * Models for a baseline that knows nothing: each contract's fair values are those that the model has for it over the whole tape, in an
 * order drawn by chance. Everything else, how wide and when not to quote, is the model's. What such a profile earns is not earned by its
 * fair value. They know the future, but nothing of when it comes.
 */
export function shuffledModels(
  tape: EventTape,
  name: ModelName,
  parameters: readonly ParameterSet[],
  random: Random,
): MakeModel {
  const fairs = fairsOf(tape, name, parameters);
  for (const [ticker, values] of fairs) shuffle(values, random.fork(ticker));
  return (model, prior, ticker) => new ShuffledModel(makeModel(model, prior, ticker), fairs.get(ticker) ?? []);
}

/** The fair values of each contract after each of its orders, in cents. */
function fairsOf(tape: EventTape, name: ModelName, parameters: readonly ParameterSet[]): Map<string, number[]> {
  const models = new Map<string, FairValueModel>();
  const fairs = new Map<string, number[]>();
  for (const { ticker } of tape.event.legs) {
    models.set(ticker, makeModel(name, PRIOR, ticker));
    fairs.set(ticker, []);
  }
  let next = 0;
  for (const order of tape.orders) {
    for (let set = parameters[next]; set !== undefined && set.at <= order.at; set = parameters[next]) {
      models.get(set.ticker)?.setParameters(set.parameters);
      next++;
    }
    const model = models.get(order.ticker);
    model?.observe(order);
    const fairCents = model?.estimate?.fairCents;
    if (fairCents !== undefined) fairs.get(order.ticker)?.push(fairCents);
  }
  return fairs;
}

/** Fisher and Yates. */
function shuffle(values: number[], random: Random): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = random.integer(0, last);
    [values[last], values[other]] = [values[other]!, values[last]!];
  }
}

class ShuffledModel implements FairValueModel {
  #orders = 0;

  constructor(
    private readonly model: FairValueModel,
    private readonly fairs: readonly number[],
  ) {}

  observe(order: TakerOrder): void {
    this.model.observe(order);
    this.#orders++;
  }

  get estimate(): FairValue | undefined {
    const { estimate } = this.model;
    const fairCents = this.fairs[this.#orders - 1];
    if (estimate === undefined || fairCents === undefined) return estimate;
    const { sdCents, jumpProbability, zMove } = estimate;
    return { fairCents, sdCents, jumpProbability, zMove };
  }

  get sigmaB(): number | undefined {
    return this.model.sigmaB;
  }

  setParameters(parameters: ModelParameters): void {
    this.model.setParameters(parameters);
  }

  mark(): Mark {
    return this.model.mark();
  }

  moveFrom(mark: Mark): number {
    return this.model.moveFrom(mark);
  }

  anchor(): void {
    this.model.anchor();
  }
}
