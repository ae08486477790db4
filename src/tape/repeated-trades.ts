import { enlarged } from "./names.ts";
import { TapeError } from "./tape-error.ts";
import type { TradeBatch } from "./trade-batch.ts";

const FEW = 16; // up to here a plain search is the fastest

/**
 * Finds rows of a trade that was there before, as in pages of history that overlap, or in a recording beside them. They are looked for
 * within one millisecond, since a trade has one time, and the WebSocket gives it without the microseconds. So memory stays bounded.
 */
export class RepeatedTrades {
  #millisecond = Number.NaN;
  #count = 0;
  #ids = new Float64Array(FEW);
  #tickers = new Int32Array(FEW);
  #sides = new Uint8Array(FEW);
  #prices = new Int32Array(FEW);
  #quantities = new Float64Array(FEW);
  #lines = new Float64Array(FEW);
  readonly #batches: TradeBatch[] = [];
  readonly #places = new Map<number, number>(); // by id, of those beyond FEW

  /**
   * Whether the row's trade was there before. Rows come in time order; one without a trade id is never a repetition. Throws TapeError when
   * the row says something else of the trade than the earlier one did.
   */
  repeats(batch: TradeBatch, row: number): boolean {
    const id = batch.id[row]!;
    if (id === 0) return false;
    const millisecond = Math.floor(batch.micros[row]! / 1000);
    if (millisecond !== this.#millisecond) {
      this.#millisecond = millisecond;
      if (this.#count > FEW) this.#places.clear();
      this.#count = 0;
    }
    const earlier = this.#find(id);
    if (earlier < 0) {
      this.#remember(id, batch, row);
      return false;
    }
    const same =
      this.#tickers[earlier] === batch.ticker[row] &&
      this.#sides[earlier] === batch.side[row] &&
      this.#prices[earlier] === batch.price[row] &&
      this.#quantities[earlier] === batch.quantity[row];
    if (!same) {
      const { file, place } = this.#batches[earlier]!;
      const there = `${place} ${this.#lines[earlier]}${file === batch.file ? "" : ` of ${file}`}`;
      const problem = `the trade has the trade_id of ${there} and is another; remove the wrong one`;
      throw new TapeError(batch.file, batch.line[row], problem, batch.place);
    }
    return true;
  }

  #find(id: number): number {
    const few = Math.min(this.#count, FEW);
    for (let k = 0; k < few; k += 1) if (this.#ids[k] === id) return k;
    return this.#count > FEW ? (this.#places.get(id) ?? -1) : -1;
  }

  #remember(id: number, batch: TradeBatch, row: number): void {
    const place = this.#count;
    if (place === this.#ids.length) this.#grow();
    this.#ids[place] = id;
    this.#tickers[place] = batch.ticker[row]!;
    this.#sides[place] = batch.side[row]!;
    this.#prices[place] = batch.price[row]!;
    this.#quantities[place] = batch.quantity[row]!;
    this.#lines[place] = batch.line[row]!;
    this.#batches[place] = batch;
    if (place >= FEW) this.#places.set(id, place);
    this.#count = place + 1;
  }

  #grow(): void {
    this.#ids = enlarged(this.#ids);
    this.#tickers = enlarged(this.#tickers);
    this.#sides = enlarged(this.#sides);
    this.#prices = enlarged(this.#prices);
    this.#quantities = enlarged(this.#quantities);
    this.#lines = enlarged(this.#lines);
  }
}
