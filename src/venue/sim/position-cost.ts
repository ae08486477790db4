import {
  type Money,
  type Position,
  PRICE_ONE,
  type Price,
  type Quantity,
  type Side,
  type Time,
} from "../../market/units.ts";

/** An account's position in a market with what it cost and earned. */
export interface PositionRecord {
  readonly ticker: string;
  readonly position: Position;
  /** What the contracts held cost, at the average price of what was opened, fees apart. */
  readonly cost: Money;
  /** What closing earned over what it had cost, fees apart. */
  readonly realized: Money;
  readonly fees: Money;
  /** YES price times quantity of everything traded. */
  readonly volume: Money;
  readonly contracts: Quantity;
  readonly updatedAt: Time;
}

/** Follows one position at its average cost; what isn't exact is rounded to the micro-dollar, in favour of the cost. */
export class PositionCost {
  #record: PositionRecord;

  constructor(ticker: string) {
    const none = 0 as Money;
    const nothing = { cost: none, realized: none, fees: none, volume: none };
    this.#record = { ticker, position: 0 as Position, ...nothing, contracts: 0 as Quantity, updatedAt: 0 as Time };
  }

  get record(): PositionRecord {
    return this.#record;
  }

  trade(side: Side, price: Price, quantity: Quantity, fee: Money, at: Time): void {
    const before = this.#record;
    this.#record = {
      ...this.#move(side, price, quantity),
      fees: (before.fees + fee) as Money,
      volume: (before.volume + price * quantity) as Money,
      contracts: (before.contracts + quantity) as Quantity,
      updatedAt: at,
    };
  }

  settle(value: Price, fee: Money, at: Time): void {
    const { position, fees } = this.#record;
    const moved = this.#move(position > 0 ? "ask" : "bid", value, Math.abs(position) as Quantity);
    this.#record = { ...moved, fees: (fees + fee) as Money, updatedAt: at };
  }

  /** First what closes contracts held, then what opens others. */
  #move(side: Side, price: Price, quantity: Quantity): PositionRecord {
    const { position, cost, realized } = this.#record;
    const sign = side === "bid" ? 1 : -1;
    const closing = Math.min(quantity, Math.max(0, -sign * position));
    const opening = quantity - closing;
    const held = Math.abs(position);
    const closedCost = closing === held ? cost : Math.floor((cost * closing) / held);
    const proceeds = (side === "ask" ? price : PRICE_ONE - price) * closing;
    const opened = (side === "bid" ? price : PRICE_ONE - price) * opening;
    return {
      ...this.#record,
      position: (position + sign * quantity) as Position,
      cost: (cost - closedCost + opened) as Money,
      realized: (realized + proceeds - closedCost) as Money,
    };
  }
}
