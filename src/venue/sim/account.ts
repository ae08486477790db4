import type { Money, Position, Price, Quantity, Side } from "../../market/units.ts";
import { PRICE_ONE, signedQuantity } from "../../market/units.ts";
import type { WorkingOrder } from "./order.ts";

/** What a position change needs to know of a market. */
export interface Instrument {
  readonly ticker: string;
  /** Every leg of its event, itself among them. */
  readonly siblings: readonly string[];
}

/**
 * One account in the exchange's convention: it holds YES or NO contracts and cash. To sell YES that one does not hold
 * is to buy NO at $1 less the price; a YES and a NO together are paid back $1. So the balance is the signed cash flow
 * of all trades less $1 for each NO that is locked up.
 */
export class Account {
  readonly orders = new RestingOrders();
  /** A client order id is never free again. */
  readonly usedClientOrderIds = new Set<string>();
  /** What rests in all, in 1/100 contract. */
  restingQuantity = 0;
  /** When everything was last cancelled. */
  cancelledAllAt: number | undefined;
  readonly #positions = new Map<string, Position>();
  #balance = 0;

  /** With `collateralReturn`, NOs in several legs of an event lock up $1 only for the largest of them. */
  constructor(
    readonly name: string,
    readonly collateralReturn: boolean,
  ) {}

  get balance(): Money {
    return this.#balance as Money;
  }

  position(ticker: string): Position {
    return this.#positions.get(ticker) ?? (0 as Position);
  }

  /** Every position that is not flat, by ticker. */
  positions(): { readonly ticker: string; readonly position: Position }[] {
    return [...this.#positions.keys()].sort().map((ticker) => ({ ticker, position: this.position(ticker) }));
  }

  deposit(amount: Money): void {
    this.#balance += amount;
  }

  /** What the balance would become by a trade. */
  balanceAfter(instrument: Instrument, side: Side, at: Price, quantity: Quantity, fee: Money): Money {
    const held = this.position(instrument.ticker);
    const change = signedQuantity(side, quantity);
    const locked = this.#locked(instrument, held + change) - this.#locked(instrument, held);
    return (this.#balance - at * change - fee - PRICE_ONE * locked) as Money;
  }

  trade(instrument: Instrument, side: Side, at: Price, quantity: Quantity, fee: Money): void {
    this.#balance = this.balanceAfter(instrument, side, at, quantity, fee);
    const held = this.position(instrument.ticker) + signedQuantity(side, quantity);
    if (held === 0) this.#positions.delete(instrument.ticker);
    else this.#positions.set(instrument.ticker, held as Position);
  }

  /** Pays out a position at `value` of YES: the same as trading out of it there without a fee. */
  settle(instrument: Instrument, value: Price): void {
    const held = this.position(instrument.ticker);
    if (held === 0) return;
    this.trade(instrument, held > 0 ? "ask" : "bid", value, Math.abs(held) as Quantity, 0 as Money);
  }

  /** NO contracts, in 1/100, for which $1 is locked up in the event, if the position in the instrument were this. */
  #locked({ ticker, siblings }: Instrument, position: number): number {
    const own = Math.max(0, -position);
    if (!this.collateralReturn) return own;
    return siblings.reduce((most, leg) => (leg === ticker ? most : Math.max(most, -this.position(leg))), own);
  }
}

/** The resting orders of an account, by market and by the account's own ids. */
class RestingOrders {
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
