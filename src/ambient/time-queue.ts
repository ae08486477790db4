import type { Time } from "../market/units.ts";

interface Entry<T> {
  readonly at: Time;
  readonly sequence: number;
  readonly item: T;
}

/** What is due at some time, earliest first; among equal times in the order in which it was put in. A binary heap. */
export class TimeQueue<T> {
  readonly #heap: Entry<T>[] = [];
  #sequence = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** When the first item is due; undefined when there is none. */
  get nextAt(): Time | undefined {
    return this.#heap[0]?.at;
  }

  peek(): T | undefined {
    return this.#heap[0]?.item;
  }

  push(at: Time, item: T): void {
    const heap = this.#heap;
    const entry = { at, sequence: this.#sequence++, item };
    let hole = heap.length;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (before(heap[parent]!, entry)) break;
      heap[hole] = heap[parent]!;
      hole = parent;
    }
    heap[hole] = entry;
  }

  /** Takes out the first item; undefined when there is none. */
  pop(): T | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first?.item;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (before(last, heap[child]!)) break;
      heap[hole] = heap[child]!;
      hole = child;
    }
    heap[hole] = last;
    return first.item;
  }
}

function before<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}
