import type { Random } from "../ambient/random.ts";
import type { TakerOrder } from "../market/taker-order.ts";
import type { FairValue, FairValueModel } from "../model/fair-value-model.ts";
import { type MakeModel, makeModel } from "../model/make-model.ts";
import type { Mark } from "../model/move-ruler.ts";
import type { ModelParameters } from "../model/parameters.ts";

/**
 * Models for a baseline that knows nothing of the present: after each order a contract's fair value is one of those that its model has had for it so
 * far, drawn by chance, the present one as likely as any. Everything else, how wide and when not to quote, is the model's. What a
 * profile earns on them is not earned by knowing what a contract is worth now. Drawn from the whole tape they would know the future:
 * a winner's fair values are higher on average than what it costs at first.
 */
export function shuffledModels(random: Random): MakeModel {
  return (name, parameters, ticker) => new ShuffledModel(makeModel(name, parameters, ticker), random.fork(ticker));
}

class ShuffledModel implements FairValueModel {
  readonly #past: number[] = [];
  #fairCents = 0;

  constructor(
    private readonly model: FairValueModel,
    private readonly random: Random,
  ) {}

  observe(order: TakerOrder): void {
    this.model.observe(order);
    if (this.model.estimate !== undefined) this.#past.push(this.model.estimate.fairCents);
    if (this.#past.length > 0) this.#fairCents = this.random.choice(this.#past);
  }

  get estimate(): FairValue | undefined {
    const { estimate } = this.model;
    if (estimate === undefined) return undefined;
    const { sdCents, jumpProbability, zMove } = estimate;
    return { fairCents: this.#fairCents, sdCents, jumpProbability, zMove };
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
