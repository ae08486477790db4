import type { Random } from "../../ambient/random.ts";
import { centAbove, centBelow, enrol, poisson, take, type World } from "./world.ts";

const ACCOUNT = "informed-taker";
const LOOK_MS = 12_000; // mean time between looks at a market
const TAKER_RATE = 7; // cents of fee at p (1 - p) = 1
const MARGIN_CENTS = 0.5;
const CONTRACTS = [5, 80] as const;
const NEWS_MS = [200, 1_500] as const; // from news to his first order
const ATTEMPTS = 3; // orders he sends on one piece of news

/**
 * Someone who knows the truth: takes every quote that is wrong by more than his cost, and is first when there is news.
 */
export class InformedTaker {
  readonly #world: World;
  readonly #random: Random;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
    enrol(world, ACCOUNT);
    for (const index of world.tickers.keys()) {
      poisson(world, random.fork(`looks ${index}`), LOOK_MS, () => this.#look(index));
    }
    world.truth.onNews((about) => {
      for (const index of world.tickers.keys()) {
        // an artist's news moves every other too, but he looks at the artist first
        for (let attempt = 1; attempt <= (index === about ? ATTEMPTS : 1); attempt++) {
          world.time.after(attempt * random.uniform(...NEWS_MS), () => this.#look(index));
        }
      }
    });
  }

  #look(index: number): void {
    const { truth, tickers } = this.#world;
    const probability = truth.now(index);
    const cost = TAKER_RATE * probability * (1 - probability) + MARGIN_CENTS;
    const contracts = this.#random.uniform(...CONTRACTS);
    take(this.#world, ACCOUNT, tickers[index]!, "bid", centBelow(100 * probability - cost), contracts);
    take(this.#world, ACCOUNT, tickers[index]!, "ask", centAbove(100 * probability + cost), contracts);
  }
}
