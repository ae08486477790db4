import { PriceGrid } from "../market/price-grid.ts";
import type { Print, TakerOrder, TakerSide } from "../market/taker-order.ts";
import type { Quantity, Time } from "../market/units.ts";
import type { TapeFile } from "./csv-rows.ts";
import { type TradeRow, tradeRows } from "./trade-rows.ts";

/** A taker order with what the tape says about it. */
export interface TapeOrder {
  /** Ticker of the event that the leg belongs to. */
  readonly event: string;
  readonly order: TakerOrder;
  /** Rows of the tape that are this order. */
  readonly trades: number;
}

/**
 * The taker orders of several tapes as one tape in time order, in batches: all rows with equal ticker, microsecond and side are one
 * order, wherever between the other rows of that microsecond they stand. Orders of one microsecond come in the order of their first
 * rows, an earlier file's before a later one's. Throws TapeError as `tradeRows` does; nothing read so far is lost before it.
 */
export async function* readTapes(
  files: readonly TapeFile[],
  grid: PriceGrid = PriceGrid.wholeCents(),
): AsyncGenerator<readonly TapeOrder[]> {
  let moment: Moment | undefined;
  for await (const rows of mergedByTime(files.map((file) => tradeRows(file, grid)))) {
    const orders: TapeOrder[] = [];
    for (const row of rows) {
      if (moment?.micros !== row.micros) {
        moment?.finish(orders);
        moment = new Moment(row.micros);
      }
      moment.add(row);
    }
    if (orders.length > 0) yield orders;
  }
  const orders: TapeOrder[] = [];
  moment?.finish(orders);
  if (orders.length > 0) yield orders;
}

/** The rows of one microsecond. */
class Moment {
  readonly #orders: TradeRow[][] = [];

  constructor(readonly micros: number) {}

  add(row: TradeRow): void {
    const same = this.#orders.find(([first]) => first!.ticker === row.ticker && first!.side === row.side);
    if (same === undefined) this.#orders.push([row]);
    else same.push(row);
  }

  finish(into: TapeOrder[]): void {
    const at = Math.floor(this.micros / 1000) as Time;
    for (const rows of this.#orders) {
      const { ticker, event, side } = rows[0]!;
      into.push({ event, order: { ticker, at, side, prints: sweep(rows, side) }, trades: rows.length });
    }
  }
}

/** Prints in sweep order: a buyer's upwards, a seller's downwards. Without a side nothing is known; the tape's own order stays. */
export function sweep(rows: readonly Print[], side: TakerSide): readonly Print[] {
  const prints: Print[] = [];
  const ordered =
    side === "unknown" ? rows : [...rows].sort((a, b) => (side === "buy" ? a.price - b.price : b.price - a.price));
  for (const { price, quantity } of ordered) {
    const last = prints.at(-1);
    if (last?.price !== price) prints.push({ price, quantity });
    else prints[prints.length - 1] = { price, quantity: (last.quantity + quantity) as Quantity };
  }
  return prints;
}

/** Rows of several sources, each in time order, as one in time order; of equal times the earlier source's come first. */
async function* mergedByTime(
  sources: readonly AsyncGenerator<readonly TradeRow[]>[],
): AsyncGenerator<readonly TradeRow[]> {
  const cursors = sources.map((source) => new Cursor(source));
  try {
    for (;;) {
      for (const cursor of cursors) if (cursor.exhausted) await cursor.refill();
      const open = cursors.filter((cursor) => !cursor.exhausted);
      if (open.length === 0) return;
      yield [...untilOneRunsOut(open)];
    }
  } finally {
    for (const source of sources) await source.return(undefined);
  }
}

function* untilOneRunsOut(cursors: readonly Cursor[]): Generator<TradeRow> {
  for (;;) {
    let next = cursors[0]!;
    for (const cursor of cursors) if (cursor.head!.micros < next.head!.micros) next = cursor;
    yield next.head!;
    next.advance();
    if (next.exhausted) return;
  }
}

/** A place in a source of which one batch is in memory. */
class Cursor {
  #batch: readonly TradeRow[] = [];
  #next = 0;

  constructor(readonly source: AsyncGenerator<readonly TradeRow[]>) {}

  get head(): TradeRow | undefined {
    return this.#batch[this.#next];
  }

  /** Nothing of it is in memory: the source may have more. */
  get exhausted(): boolean {
    return this.#next >= this.#batch.length;
  }

  advance(): void {
    this.#next += 1;
  }

  /** Takes the next batch; at the source's end the cursor stays exhausted. */
  async refill(): Promise<void> {
    const { done, value } = await this.source.next();
    this.#batch = done === true ? [] : value;
    this.#next = 0;
  }
}
