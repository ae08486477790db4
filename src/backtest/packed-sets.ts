import type { Time } from "../market/units.ts";
import type { ParameterSet } from "../model/calibrator.ts";
import type { ModelParameters } from "../model/parameters.ts";

/** Parameter sets in a tenth of the room that they take as objects: the numbers in one column, everything else once. */
export class PackedSets {
  readonly length: number;
  readonly #names: readonly (keyof ModelParameters)[];
  /** For each set its time, its ticker and its values by `#names`: the number itself, or its place in `#others`. */
  readonly #numbers: Float64Array;
  /** 1 where the number is a place. */
  readonly #isPlace: Uint8Array;
  readonly #others: unknown[] = [];

  constructor(sets: readonly ParameterSet[]) {
    this.length = sets.length;
    this.#names = Object.keys(sets[0]?.parameters ?? {}) as (keyof ModelParameters)[];
    const width = this.#names.length + 2;
    this.#numbers = new Float64Array(width * sets.length);
    this.#isPlace = new Uint8Array(width * sets.length);
    const places = new Map<string, number>();
    let cell = 0;
    for (const { at, ticker, parameters } of sets) {
      for (const value of [at, ticker, ...this.#names.map((name) => parameters[name])]) {
        this.#numbers[cell] = typeof value === "number" ? value : this.#placeOf(value, places);
        this.#isPlace[cell] = typeof value === "number" ? 0 : 1;
        cell += 1;
      }
    }
  }

  unpack(): readonly ParameterSet[] {
    let cell = 0;
    const next = (): unknown => {
      const number = this.#numbers[cell]!;
      return this.#isPlace[cell++] === 1 ? this.#others[number] : number;
    };
    return Array.from({ length: this.length }, () => {
      const at = next() as Time;
      const ticker = next() as string;
      const parameters = Object.fromEntries(this.#names.map((name) => [name, next()])) as unknown as ModelParameters;
      return { at, ticker, parameters };
    });
  }

  #placeOf(value: unknown, places: Map<string, number>): number {
    const text = JSON.stringify(value);
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, this.#others.length);
    return this.#others.push(value) - 1;
  }
}
