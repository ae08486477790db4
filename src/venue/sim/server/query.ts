import { type Time, time } from "../../../market/units.ts";
import { invalidParameter } from "./api-error.ts";

interface Bounds {
  readonly low?: number;
  readonly high?: number;
}

/** The parameters of a request's query. What is outside its bounds throws ApiError (400). */
export class Query {
  readonly #values: URLSearchParams;

  constructor(values: URLSearchParams) {
    this.#values = values;
  }

  /** A word; undefined when absent or empty. */
  text(name: string): string | undefined {
    return this.#values.get(name) || undefined;
  }

  /** Words parted by commas, at most so many; undefined when absent. */
  list(name: string, most: number): readonly string[] | undefined {
    const words = this.text(name)?.split(",");
    if (words !== undefined && words.length > most)
      throw invalidParameter(`${name} has ${words.length} entries, the most is ${most}`);
    return words;
  }

  /** Every value of a parameter that may be repeated. */
  all(name: string): readonly string[] {
    return this.#values.getAll(name);
  }

  integer(name: string, { low = -Infinity, high = Infinity }: Bounds = {}): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= low && value <= high) return value;
    throw invalidParameter(`${name}=${text} is not an integer${boundsText(low, high)}`);
  }

  boolean(name: string): boolean | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (text === "true" || text === "false") return text === "true";
    throw invalidParameter(`${name}=${text} is neither true nor false`);
  }

  oneOf<const Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const text = this.text(name);
    const found = words.find((word) => word === text);
    if (text !== undefined && found === undefined)
      throw invalidParameter(`${name}=${text} is not one of ${words.join(", ")}`);
    return found;
  }

  /** A moment given in unix seconds. */
  seconds(name: string): Time | undefined {
    const value = this.integer(name, { low: 0, high: 8_640_000_000_000 });
    return value === undefined ? undefined : time(value * 1_000);
  }

  /** Whether these parameters name the only shard that there is, or none. */
  get onShard(): boolean {
    return (this.integer("exchange_index") ?? 0) <= 0;
  }

  /** Whether these parameters name the primary account, or none. */
  get onPrimary(): boolean {
    return (this.integer("subaccount") ?? 0) === 0;
  }
}

function boundsText(low: number, high: number): string {
  if (low === -Infinity) return high === Infinity ? "" : ` up to ${high}`;
  return high === Infinity ? ` of ${low} or more` : ` from ${low} to ${high}`;
}
