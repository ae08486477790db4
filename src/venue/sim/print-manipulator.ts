import type { Random } from "../../ambient/random.ts";
import type { BookSnapshot, Level } from "../../market/order-book.ts";
import { after, opposite, type Side, type Time, toCents, toContracts } from "../../market/units.ts";
import { centAbove, centBelow, enrol, poisson, take, type World, wholeContracts } from "./world.ts";

const PRINTER = "manipulator"; // takes
const DECOY = "manipulator-2"; // offers the contract that is to be printed
const MOVE_CENTS = 30; // by how much he wants to have moved the price
const BUDGET_CENTS = 600; // what he spends above the truth on one attempt
const HARVEST_MS = [4_000, 12_000, 30_000] as const; // when he looks who has followed
const WORTH_CENTS = 4; // how far from the truth a quote must be
const MOST_CONTRACTS = 20;

/** How often somebody tries to move a price. */
export interface ManipulatorStyle {
  /** Mean time between attempts. */
  readonly attemptMs: number;
}

/**
 * Someone who moves the last price with a contract or two where the book is thin, and trades with whoever then quotes
 * around it: buys what little is offered, prints one contract with himself far above, and sells to the bids that
 * follow. Or the mirror image below.
 */
export class PrintManipulator {
  readonly #world: World;
  readonly #random: Random;

  constructor(world: World, { attemptMs }: ManipulatorStyle, random: Random) {
    this.#world = world;
    this.#random = random;
    enrol(world, PRINTER);
    enrol(world, DECOY);
    poisson(world, random.fork("attempts"), attemptMs, () => this.#attempt());
  }

  /** Prints in the most open market that is thin enough: there somebody is most likely to follow. */
  #attempt(): void {
    const { tickers, time, truth } = this.#world;
    const side = this.#random.choice(["bid", "ask"] as const);
    const openness = (index: number): number => Math.min(truth.now(index), 1 - truth.now(index));
    for (const index of [...tickers.keys()].sort((a, b) => openness(b) - openness(a))) {
      if (!this.#print(index, side)) continue;
      for (const delayMs of HARVEST_MS) time.after(delayMs, () => this.#harvest(index, side));
      return;
    }
  }

  /** Prints far above (buying, `bid`) or far below (selling, `ask`) if that costs little enough. */
  #print(index: number, side: Side): boolean {
    const { exchange, tickers, time, truth } = this.#world;
    const ticker = tickers[index]!;
    const fair = 100 * truth.now(index);
    const price = side === "bid" ? centAbove(fair + MOVE_CENTS) : centBelow(fair - MOVE_CENTS);
    const inTheWay = against(exchange.book(ticker, 99), side).filter((level) => {
      return side === "bid" ? level.price <= price : level.price >= price;
    });
    const contracts = inTheWay.reduce((sum, { quantity }) => sum + toContracts(quantity), 0);
    const loss = inTheWay.reduce(
      (sum, level) => sum + toContracts(level.quantity) * Math.abs(toCents(level.price) - fair),
      0,
    );
    if (loss > BUDGET_CENTS || Math.abs(toCents(price) - fair) < MOVE_CENTS) return false;
    const decoy = { ticker, side: opposite(side), price, quantity: wholeContracts(1), expiresAt: soon(time.now()) };
    exchange.create(DECOY, { ...decoy, timeInForce: "good-till-canceled", postOnly: true }, time.now());
    take(this.#world, PRINTER, ticker, side, price, contracts + 1);
    return true;
  }

  /** Having printed above, sells to bids above the truth; having printed below, buys from asks below it. */
  #harvest(index: number, printed: Side): void {
    const { exchange, tickers, truth } = this.#world;
    const ticker = tickers[index]!;
    const fair = 100 * truth.now(index);
    const side = opposite(printed);
    const limit = side === "ask" ? centAbove(fair + WORTH_CENTS) : centBelow(fair - WORTH_CENTS);
    const [first] = against(exchange.book(ticker, 1), side);
    if (first === undefined || (side === "ask" ? first.price < limit : first.price > limit)) return;
    take(this.#world, PRINTER, ticker, side, limit, Math.min(MOST_CONTRACTS, toContracts(first.quantity)));
  }
}

/** The levels that a taker on this side meets, best first. */
function against(book: BookSnapshot, side: Side): readonly Level[] {
  return side === "bid" ? book.asks : book.bids;
}

/** The whole second after the next. */
function soon(now: Time): Time {
  return after(now, 2_000 - (now % 1_000));
}
