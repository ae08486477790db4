import type { Random } from "../../ambient/random.ts";
import { centAbove, centBelow, enrol, poisson, take, type World } from "./world.ts";

const ACCOUNT = "informed-taker";
const TAKER_RATE = 7; // cents of fee at p (1 - p) = 1

/** How someone trades who knows the truth. */
export interface InformedStyle {
  /** Mean time between looks at a market. */
  readonly lookMs: number;
  /** What he wants to earn beyond the fee. */
  readonly marginCents: number;
  readonly contracts: readonly [low: number, high: number];
  /** From news to his first order. */
  readonly newsMs: readonly [low: number, high: number];
  /** Orders he sends on one piece of news. */
  readonly attempts: number;
  /** Share of the new best quotes that he notices, and how soon. */
  readonly noticed: number;
  readonly noticesMs: readonly [low: number, high: number];
}

/**
 * Someone who knows the truth: takes every quote that is wrong by more than his cost, and is first when there is news.
 */
export class InformedTaker {
  readonly #world: World;
  readonly #style: InformedStyle;
  readonly #random: Random;

  constructor(world: World, style: InformedStyle, random: Random) {
    this.#world = world;
    this.#style = style;
    this.#random = random;
    enrol(world, ACCOUNT);
    for (const index of world.tickers.keys()) {
      poisson(world, random.fork(`looks ${index}`), style.lookMs, () => this.#look(index));
    }
    if (style.noticed > 0) this.#watchQuotes(random.fork("quotes"));
    world.truth.onNews((about) => {
      for (const index of world.tickers.keys()) {
        // an artist's news moves every other too, but he looks at the artist first
        for (let attempt = 1; attempt <= (index === about || about === undefined ? style.attempts : 1); attempt++) {
          world.time.after(attempt * random.uniform(...style.newsMs), () => this.#look(index));
        }
      }
    });
  }

  /** Whoever quotes a wrong price, and is alone with it, is picked off. */
  #watchQuotes(random: Random): void {
    const { exchange, time, tickers } = this.#world;
    const { noticed, noticesMs } = this.#style;
    const indices = new Map(tickers.map((ticker, index) => [ticker, index]));
    exchange.subscribe((fact) => {
      if (fact.type !== "book" || fact.change <= 0 || exchange.best(fact.ticker, fact.side) !== fact.price) return;
      const index = indices.get(fact.ticker);
      if (index !== undefined && random.chance(noticed))
        time.after(random.uniform(...noticesMs), () => this.#look(index));
    });
  }

  #look(index: number): void {
    const { truth, tickers } = this.#world;
    const probability = truth.now(index);
    const cost = TAKER_RATE * probability * (1 - probability) + this.#style.marginCents;
    const contracts = this.#random.uniform(...this.#style.contracts);
    take(this.#world, ACCOUNT, tickers[index]!, "bid", centBelow(100 * probability - cost), contracts);
    take(this.#world, ACCOUNT, tickers[index]!, "ask", centAbove(100 * probability + cost), contracts);
  }
}
