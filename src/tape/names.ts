const SLOTS = 1 << 12;

/** Strings as small numbers, each string once, found by its text or by its bytes in UTF-8. */
export class Names {
  readonly #texts: string[] = [];
  readonly #numbers = new Map<string, number>();
  // Known spellings in bytes, in a table with open addressing: where in #bytes one is, how long, and whose number it has.
  #table = new Int32Array(SLOTS).fill(-1);
  #hashes = new Int32Array(SLOTS >> 1);
  #starts = new Int32Array(SLOTS >> 1);
  #lengths = new Int32Array(SLOTS >> 1);
  #spelt = new Int32Array(SLOTS >> 1);
  #spellings = 0;
  #bytes = new Uint8Array(1 << 16);
  #used = 0;

  text(number: number): string {
    return this.#texts[number]!;
  }

  of(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#texts.push(text) - 1;
    this.#numbers.set(text, number);
    return number;
  }

  /** The number of the name in `bytes` from `start` to `end`, whose hash by `hashBytes` is `hash`. */
  ofBytes(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.#table.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const spelling = this.#table[slot]!;
      if (spelling < 0) return this.#learn(bytes, start, end, hash);
      if (this.#hashes[spelling] === hash && this.#same(spelling, bytes, start, end)) return this.#spelt[spelling]!;
    }
  }

  #same(spelling: number, bytes: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    if (this.#lengths[spelling] !== length) return false;
    const at = this.#starts[spelling]!;
    for (let k = 0; k < length; k += 1) if (this.#bytes[at + k] !== bytes[start + k]) return false;
    return true;
  }

  #learn(bytes: Uint8Array, start: number, end: number, hash: number): number {
    if (this.#spellings === this.#hashes.length) this.#grow();
    const length = end - start;
    while (this.#used + length > this.#bytes.length) this.#bytes = enlarged(this.#bytes);
    this.#bytes.set(bytes.subarray(start, end), this.#used);
    const spelling = this.#spellings++;
    this.#hashes[spelling] = hash;
    this.#starts[spelling] = this.#used;
    this.#lengths[spelling] = length;
    this.#used += length;
    this.#enter(spelling, hash);
    const number = this.of(Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString("utf8"));
    this.#spelt[spelling] = number;
    return number;
  }

  #enter(spelling: number, hash: number): void {
    const mask = this.#table.length - 1;
    let slot = hash & mask;
    while (this.#table[slot]! >= 0) slot = (slot + 1) & mask;
    this.#table[slot] = spelling;
  }

  #grow(): void {
    this.#hashes = enlarged(this.#hashes);
    this.#starts = enlarged(this.#starts);
    this.#lengths = enlarged(this.#lengths);
    this.#spelt = enlarged(this.#spelt);
    this.#table = new Int32Array(2 * this.#table.length).fill(-1);
    for (let spelling = 0; spelling < this.#spellings; spelling += 1) this.#enter(spelling, this.#hashes[spelling]!);
  }
}

/** A typed array of twice the length that begins with `array`. */
export function enlarged<T extends Int32Array | Float64Array | Uint8Array>(array: T): T {
  const twice = new (array.constructor as new (length: number) => T)(2 * array.length);
  twice.set(array);
  return twice;
}
