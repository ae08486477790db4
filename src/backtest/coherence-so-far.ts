import { type CoherentLeg, EventCoherence, type LegPosterior } from "../model/coherence.ts";
import type { LegModel } from "../model/leg-model.ts";
import { beliefVolatility } from "../model/parameters.ts";

/** With fewer legs there is nothing to be coherent with. */
const LEAST_LEGS = 4;

interface Known {
  readonly posterior: LegPosterior;
  readonly sigma2PerHour: number;
}

/**
 * Coherent fair values on a tape, which doesn't say what legs an event has: a leg counts from its first order on, and all that haven't
 * traded yet count as one winner who isn't listed. To take the legs that trade later into account would be to know the future.
 */
export class CoherenceSoFar {
  readonly #known = new Map<string, Known>();
  #coherence: EventCoherence | undefined;

  /** Takes in a leg's estimate. Returns the leg among the others then; undefined while the event is too little known for it. */
  observe(ticker: string, { estimate, parameters }: LegModel): CoherentLeg | undefined {
    const { at, fairCents, sdCents } = estimate!;
    const known = { posterior: { at, fairCents, sdCents }, sigma2PerHour: beliefVolatility(parameters) ** 2 };
    const isNew = !this.#known.has(ticker);
    this.#known.set(ticker, known);
    if (this.#known.size < LEAST_LEGS) return undefined;
    if (isNew || this.#coherence === undefined) this.#coherence = this.#anew();
    else this.#coherence.update(ticker, known.posterior, known.sigma2PerHour);
    const event = this.#coherence.at(at);
    return event.status === "coherent" ? event.legs.get(ticker) : undefined;
  }

  #anew(): EventCoherence {
    const legs = this.#known.size;
    const coherence = new EventCoherence([...this.#known.keys()], {
      minimumInformed: LEAST_LEGS,
      unlistedProbability: 1 / (legs + 1),
    });
    for (const [ticker, { posterior, sigma2PerHour }] of this.#known) {
      coherence.update(ticker, posterior, sigma2PerHour);
    }
    return coherence;
  }
}
