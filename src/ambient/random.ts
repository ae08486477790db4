/** 32 random bits from the machine: the one real chance in the program, for what must be unique to a start. */
export function entropy32(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}

const GOLDEN = 0x9e3779b9; // 2^32 / golden ratio, odd: steps through all 32-bit words

/**
 * A seeded generator: the same seed and names give the same numbers in every run.
 *
 * xoshiro128** 1.1 (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021): 128 bits of state,
 * period 2^128 - 1. Its state comes from a 128-bit key, and the key from the seed and the names that lead to this
 * stream. Streams are forked by name without drawing, so that one more draw in one place moves nothing in another.
 * `normal` and `exponential` use Math.log, whose last bit may differ between machines.
 */
export class Random {
  readonly #key: Uint32Array;
  readonly #state: Uint32Array;

  private constructor(key: Uint32Array) {
    this.#key = key;
    this.#state = key.map((word, lane) => finalise(word + GOLDEN * (lane + 1)));
    if (this.#state.every((word) => word === 0)) this.#state[0] = GOLDEN; // the one state that would never leave itself
  }

  /** The root stream of a seed. Throws RangeError unless it is an integer from 0 to 2^53 - 1. */
  static seeded(seed: number): Random {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`seed: ${seed} is not an integer from 0 to ${Number.MAX_SAFE_INTEGER}`);
    }
    return new Random(absorb(new Uint32Array(4), [seed % 2 ** 32, Math.floor(seed / 2 ** 32)]));
  }

  /** A generator that starts from a given state of four words, not all zero: for checking against published numbers. */
  static fromState(words: readonly [number, number, number, number]): Random {
    const random = new Random(Uint32Array.from(words));
    random.#state.set(words);
    return random;
  }

  /** The stream of this name under this one. It depends on the names alone, never on what has been drawn. */
  fork(name: string): Random {
    return new Random(absorb(this.#key, [name.length, ...Array.from(name, (_, at) => name.charCodeAt(at))]));
  }

  /** 32 bits, as an integer from 0 to 2^32 - 1. */
  bits(): number {
    const s = this.#state;
    const result = Math.imul(rotateLeft(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const shifted = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= shifted;
    s[3] = rotateLeft(s[3]!, 11);
    return result;
  }

  /** A real number in [0, 1), one of the 2^53 multiples of 2^-53; in [low, high) when they are given. */
  uniform(low = 0, high = 1): number {
    const unit = ((this.bits() >>> 5) * 2 ** 26 + (this.bits() >>> 6)) / 2 ** 53;
    return low + (high - low) * unit;
  }

  /** An integer from `low` to `high`, both included and at most 2^32 apart, each equally likely. */
  integer(low: number, high: number): number {
    const count = high - low + 1;
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || count < 1 || count > 2 ** 32) {
      throw new RangeError(`integer: ${low} to ${high} is not a range of 1 to 2^32 integers`);
    }
    const fair = 2 ** 32 - (2 ** 32 % count); // bits above would favour the first few
    let drawn = this.bits();
    while (drawn >= fair) drawn = this.bits();
    return low + (drawn % count);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** A normal number (Marsaglia's polar method; the second of the pair is not kept, so that a draw leaves no trace). */
  normal(mean = 0, standardDeviation = 1): number {
    for (;;) {
      const u = this.uniform(-1, 1);
      const v = this.uniform(-1, 1);
      const square = u * u + v * v;
      if (square > 0 && square < 1) return mean + standardDeviation * u * Math.sqrt((-2 * Math.log(square)) / square);
    }
  }

  /** An exponential number with this mean: the wait for the next event of a Poisson process. */
  exponential(mean: number): number {
    return -mean * Math.log1p(-this.uniform());
  }

  /** One of the items, each equally likely. Throws RangeError when there are none. */
  choice<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError("choice: there is nothing to choose from");
    return items[this.integer(0, items.length - 1)]!;
  }

  /**
   * One of the items, with probability in proportion to its weight. Throws RangeError when the weights are not one
   * non-negative number an item with a positive sum.
   */
  weighted<T>(items: readonly T[], weights: readonly number[]): T {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (weights.length !== items.length || !(total > 0 && total < Infinity) || weights.some((weight) => weight < 0)) {
      throw new RangeError(`weighted: ${JSON.stringify(weights)} are not weights for ${items.length} items`);
    }
    let left = this.uniform() * total;
    let last = 0;
    for (const [index, weight] of weights.entries()) {
      if (weight === 0) continue;
      if (left < weight) return items[index]!;
      left -= weight;
      last = index;
    }
    return items[last]!; // rounding has left a crumb behind the last one
  }

  /** Where the stream stands: four words, to `restore` it from. */
  save(): readonly number[] {
    return [...this.#state];
  }

  /** The stream of the same seed and names goes on from there. */
  restore(words: readonly number[]): void {
    this.#state.set(words);
  }
}

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** Every bit of the result depends on every bit of the word (the finaliser of MurmurHash3, a bijection). */
function finalise(word: number): number {
  let mixed = word | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The key after it has taken in these words: each word goes through all four lanes, each lane through the next. */
function absorb(key: Uint32Array, words: readonly number[]): Uint32Array {
  const mixed = Uint32Array.from(key);
  for (const word of words) {
    for (let lane = 0; lane < 4; lane++) {
      mixed[lane] = finalise(mixed[lane]! ^ finalise(word + GOLDEN * (lane + 1)) ^ mixed[(lane + 3) % 4]!);
    }
  }
  return mixed;
}
