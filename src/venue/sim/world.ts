import type { Clock } from "../../ambient/clock.ts";
import type { Random } from "../../ambient/random.ts";
import type { Timers } from "../../ambient/timers.ts";
import {
  CENT,
  CONTRACT,
  DOLLAR,
  type Money,
  opposite,
  type Price,
  type Quantity,
  type Side,
  type Time,
} from "../../market/units.ts";
import type { Exchange } from "./exchange.ts";
import type { Truth } from "./truth.ts";

/** What the traders of the simulation live in. */
export interface World {
  readonly exchange: Exchange;
  readonly time: Clock & Timers;
  readonly truth: Truth;
  /** Legs of the event, in the order of the truth's candidates. */
  readonly tickers: readonly string[];
  readonly closeTime: Time;
}

const PURSE = (1_000_000 * DOLLAR) as Money; // nobody here runs out of money

/** Opens a trader's account. */
export function enrol(world: World, account: string): void {
  world.exchange.openAccount(account, { keepsRecords: false });
  world.exchange.deposit(account, PURSE);
}

/** Calls `action` at the events of a Poisson process, until the market closes. */
export function poisson(world: World, random: Random, meanMs: number, action: () => void): void {
  world.time.after(random.exponential(meanMs), () => {
    if (world.time.now() >= world.closeTime) return;
    action();
    poisson(world, random, meanMs, action);
  });
}

/** Takes what is there up to a price, if anything is, in whole contracts; the rest is dropped. */
export function take(world: World, account: string, ticker: string, side: Side, price: Price, contracts: number): void {
  const first = world.exchange.best(ticker, opposite(side));
  if (first === undefined || (side === "bid" ? first > price : first < price)) return;
  const request = { ticker, side, price, quantity: wholeContracts(contracts) };
  const terms = { timeInForce: "immediate-or-cancel", postOnly: false } as const;
  world.exchange.create(account, { ...request, ...terms }, world.time.now());
}

export function wholeContracts(count: number): Quantity {
  return (Math.max(1, Math.round(count)) * CONTRACT) as Quantity;
}

/** The whole cent at or below, within 1 to 99. */
export function centBelow(cents: number): Price {
  return (Math.min(99, Math.max(1, Math.floor(cents))) * CENT) as Price;
}

/** The whole cent at or above, within 1 to 99. */
export function centAbove(cents: number): Price {
  return (Math.min(99, Math.max(1, Math.ceil(cents))) * CENT) as Price;
}
