const NO_ROOM = new Float64Array(0);

/** The median of the last `capacity` values, kept in order: a step costs one insertion. Used for times between orders. */
export class RunningMedian {
  /** Room is taken for the first value: many a median is never asked for. */
  #ring = NO_ROOM;
  #sorted = NO_ROOM;
  #count = 0;
  #next = 0;

  constructor(private readonly capacity: number) {}

  push(value: number): void {
    if (this.#count === 0) {
      this.#ring = new Float64Array(this.capacity);
      this.#sorted = new Float64Array(this.capacity);
    }
    const sorted = this.#sorted;
    if (this.#count === this.#ring.length) {
      const out = this.#rank(this.#ring[this.#next]!);
      sorted.copyWithin(out, out + 1, this.#count);
      this.#count--;
    }
    const at = this.#rank(value);
    sorted.copyWithin(at + 1, at, this.#count);
    sorted[at] = value;
    this.#count++;
    this.#ring[this.#next] = value;
    this.#next = (this.#next + 1) % this.#ring.length;
  }

  /** The median; the mean of the middle two of an even number. NaN of none. */
  get value(): number {
    const half = this.#count >> 1;
    if (this.#count === 0) return Number.NaN;
    return this.#count % 2 ? this.#sorted[half]! : (this.#sorted[half - 1]! + this.#sorted[half]!) / 2;
  }

  /** The values, oldest first. */
  snapshot(): number[] {
    const first = this.#count < this.#ring.length ? 0 : this.#next;
    return Array.from({ length: this.#count }, (_, i) => this.#ring[(first + i) % this.#ring.length]!);
  }

  /** How many values kept are below `value`. */
  #rank(value: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
