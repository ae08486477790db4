import type { ParameterSet } from "../model/calibrator.ts";
import { PackedSets } from "./packed-sets.ts";
import type { EventTape } from "./tape-columns.ts";
import { walkForward } from "./walk-forward.ts";

/** Sets that are remembered at most: about 60 MB. */
const MOST_SETS = 300_000;

/**
 * The model's walk-forward parameters of events, by cadence. To work them out costs as much as several runs, so those of events that will be
 * traded again are remembered, the latest first. An event has one tape as long as this lives.
 */
export class Calibrations {
  readonly #known = new Map<string, PackedSets>();
  #sets = 0;

  of({ event, orders }: EventTape, intervalS: number): readonly ParameterSet[] {
    const key = `${event.ticker} ${intervalS}`;
    const known = this.#known.get(key);
    if (known !== undefined) {
      this.#known.delete(key);
      this.#known.set(key, known); // the latest
      return known.unpack();
    }
    const parameters = walkForward(orders, intervalS);
    this.#remember(key, new PackedSets(parameters));
    return parameters;
  }

  #remember(key: string, packed: PackedSets): void {
    this.#known.set(key, packed);
    this.#sets += packed.length;
    for (const [oldest, { length }] of this.#known) {
      if (this.#sets <= MOST_SETS) return;
      this.#known.delete(oldest);
      this.#sets -= length;
    }
  }
}
