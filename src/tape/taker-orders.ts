import { attempted } from "./attempt.ts";
import { Names } from "./names.ts";
import { OrderAssembly, type TapeOrder } from "./order-assembly.ts";
import type { TapeFile } from "./tape-file.ts";
import type { TradeBatch } from "./trade-batch.ts";
import { TapeCounts } from "./trade-reader.ts";
import { type TapeOptions, tradeBatches } from "./trade-rows.ts";

export type { TapeOrder } from "./order-assembly.ts";

/**
 * The taker orders of several tapes as one tape in time order, in batches: all rows with equal ticker, microsecond and side are one
 * order, wherever between the other rows of that microsecond they stand. Orders of one microsecond come in the order of their first
 * rows, an earlier file's before a later one's. Block trades and repeated rows of a trade are left out, and counted in
 * `options.counts`. Throws TapeError as `tradeBatches` does, and when two rows of one trade contradict each other; nothing read so far
 * is lost before it.
 */
export async function* readTapes(
  files: readonly TapeFile[],
  options: TapeOptions = {},
): AsyncGenerator<readonly TapeOrder[]> {
  const names = new Names();
  const counts = options.counts ?? new TapeCounts();
  const assembly = new OrderAssembly(names, counts);
  const cursors = files.map((file) => new Cursor(tradeBatches(file, names, { ...options, counts })));
  try {
    for (;;) {
      for (const cursor of cursors) if (cursor.exhausted) await cursor.refill();
      const open = cursors.filter((cursor) => !cursor.exhausted);
      const orders: TapeOrder[] = [];
      const merging = attempted(() => {
        if (open.length > 0) mergeUntilOneRunsOut(open, assembly, orders);
        else assembly.finish(orders);
      });
      if (orders.length > 0) yield orders;
      if (merging.failed) throw merging.error;
      if (open.length === 0) return;
    }
  } finally {
    for (const { source } of cursors) await source.return(undefined);
  }
}

/** Hands over the rows of batches in time order; of equal times the earlier source's come first. */
function mergeUntilOneRunsOut(cursors: readonly Cursor[], assembly: OrderAssembly, into: TapeOrder[]): void {
  for (;;) {
    let next = 0;
    for (let k = 1; k < cursors.length; k += 1) if (cursors[k]!.micros < cursors[next]!.micros) next = k;
    // Up to here nobody else is before it: an earlier source at the same time would be, a later one would not.
    let before = Number.POSITIVE_INFINITY;
    let upTo = Number.POSITIVE_INFINITY;
    for (let k = 0; k < cursors.length; k += 1) {
      if (k < next) before = Math.min(before, cursors[k]!.micros);
      if (k > next) upTo = Math.min(upTo, cursors[k]!.micros);
    }
    const cursor = cursors[next]!;
    const start = cursor.row;
    cursor.advance(before, upTo);
    assembly.add(cursor.batch, start, cursor.row, into);
    if (cursor.exhausted) return;
  }
}

/** A place in a source of which one batch is in memory. */
class Cursor {
  row = 0;
  #batch: TradeBatch | undefined;

  constructor(readonly source: AsyncGenerator<TradeBatch>) {}

  get batch(): TradeBatch {
    return this.#batch!;
  }

  get micros(): number {
    return this.batch.micros[this.row]!;
  }

  /** Nothing of it is in memory: the source may have more. */
  get exhausted(): boolean {
    return this.#batch === undefined || this.row >= this.#batch.length;
  }

  /** Past this row, and all rows of the batch that are before one time and not after another. */
  advance(before: number, upTo: number): void {
    const { micros, length } = this.batch;
    let row = this.row + 1;
    while (row < length && micros[row]! < before && micros[row]! <= upTo) row += 1;
    this.row = row;
  }

  /** Takes the next batch; at the source's end the cursor stays exhausted. */
  async refill(): Promise<void> {
    const { done, value } = await this.source.next();
    this.#batch = done === true ? undefined : value;
    this.row = 0;
  }
}
