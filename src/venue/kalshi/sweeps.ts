import type { Timer, Timers } from "../../ambient/timers.ts";
import type { TakerOrder, TakerSide } from "../../market/taker-order.ts";
import type { Time } from "../../market/units.ts";
import type { TradeMessage } from "./stream/message.ts";
import { takerOrder } from "./taker-orders.ts";

/**
 * How long a taker order is held for more of its prints. They come as messages of their own, in one burst; one that comes later still is told as an
 * order by itself, for a trade that is told late is worse than one that is told in two parts.
 */
export const SWEEP_MS = 15;
/** Ids of prints that are remembered, so that one told twice, by stream and by reading, counts once. */
const REMEMBERED = 50_000;

interface Open {
  readonly ticker: string;
  readonly at: Time;
  readonly side: TakerSide;
  readonly prints: TradeMessage[];
  readonly timer: Timer;
}

/**
 * Prints from the stream as taker orders: those of equal ticker, millisecond (the stream tells no finer time) and side that come together are one.
 */
export class Sweeps {
  readonly #timers: Timers;
  readonly #deliver: (order: TakerOrder) => void;
  /** At most one a ticker. */
  readonly #open = new Map<string, Open>();
  readonly #seen = new Set<string>();

  constructor(timers: Timers, deliver: (order: TakerOrder) => void) {
    this.#timers = timers;
    this.#deliver = deliver;
  }

  /** Remembers a print. False when it is known already. */
  remember(tradeId: string): boolean {
    if (this.#seen.has(tradeId)) return false;
    this.#seen.add(tradeId);
    if (this.#seen.size > REMEMBERED) this.#seen.delete(this.#seen.values().next().value!);
    return true;
  }

  take(message: TradeMessage): void {
    if (message.block || message.quantity === 0 || !this.remember(message.tradeId)) return;
    const { ticker, at, takerSide: side } = message;
    const open = this.#open.get(ticker);
    if (open?.at === at && open.side === side) {
      open.prints.push(message);
      return;
    }
    if (open) this.#close(open);
    const timer = this.#timers.after(SWEEP_MS, () => this.#close(sweep));
    const sweep: Open = { ticker, at, side, prints: [message], timer };
    this.#open.set(ticker, sweep);
  }

  /** Tells all that is held. */
  flush(): void {
    for (const open of [...this.#open.values()]) this.#close(open);
  }

  /** Ends without telling anything more. */
  stop(): void {
    for (const { timer } of this.#open.values()) timer.cancel();
    this.#open.clear();
  }

  #close(sweep: Open): void {
    if (this.#open.get(sweep.ticker) !== sweep) return;
    sweep.timer.cancel();
    this.#open.delete(sweep.ticker);
    this.#deliver(takerOrder(sweep.ticker, sweep.at, sweep.side, sweep.prints));
  }
}
