import type { WorkingOrder } from "./order.ts";

/** The resting orders of an account, by market and by the account's own ids. */
export class RestingOrders {
  readonly #byTicker = new Map<string, Set<WorkingOrder>>();
  readonly #byClientOrderId = new Map<string, WorkingOrder>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(order: WorkingOrder): void {
    const orders = this.#byTicker.get(order.ticker);
    if (orders) orders.add(order);
    else this.#byTicker.set(order.ticker, new Set([order]));
    if (order.clientOrderId !== undefined) this.#byClientOrderId.set(order.clientOrderId, order);
    this.#size++;
  }

  delete(order: WorkingOrder): void {
    const orders = this.#byTicker.get(order.ticker);
    orders?.delete(order);
    if (orders?.size === 0) this.#byTicker.delete(order.ticker);
    if (order.clientOrderId !== undefined) this.#byClientOrderId.delete(order.clientOrderId);
    this.#size--;
  }

  /** Gives a resting order another client order id. */
  rename(order: WorkingOrder, clientOrderId: string): void {
    if (order.clientOrderId !== undefined) this.#byClientOrderId.delete(order.clientOrderId);
    order.clientOrderId = clientOrderId;
    this.#byClientOrderId.set(clientOrderId, order);
  }

  tickers(): Iterable<string> {
    return this.#byTicker.keys();
  }

  in(ticker: string): ReadonlySet<WorkingOrder> {
    return this.#byTicker.get(ticker) ?? NONE;
  }

  find(clientOrderId: string): WorkingOrder | undefined {
    return this.#byClientOrderId.get(clientOrderId);
  }

  *all(): Generator<WorkingOrder> {
    for (const orders of this.#byTicker.values()) yield* orders;
  }
}

const NONE: ReadonlySet<WorkingOrder> = new Set();
