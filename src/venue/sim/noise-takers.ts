import type { Random } from "../../ambient/random.ts";
import { after, type Side } from "../../market/units.ts";
import { centAbove, centBelow, enrol, poisson, take, type World, wholeContracts } from "./world.ts";

const ACCOUNT = "noise-takers";
const MEAN_MS = 6_000; // between arrivals in a market at even odds
const LEAST_INTEREST = 0.04; // of that in the most hopeless market
const MEDIAN_CONTRACTS = 7;
const SIZE_SPREAD = 1.1; // standard deviation of the log of the size
const MOST_CONTRACTS = 50;
const SWEEPS = 0.15; // share of the impatient, who take several levels
const SWEEP_CONTRACTS = [40, 300] as const;
const FANS = 0.15; // share of those who buy or sell whatever the price is, within reason
const OPINION_CENTS = 3; // standard deviation of an opinion at even odds
const PATIENT = 0.2; // share of those who rest an order instead
const PATIENCE_MS = [60_000, 900_000] as const;

/** The crowd: people who like or dislike an artist, roughly informed, a few contracts at a time. */
export class NoiseTakers {
  readonly #world: World;
  readonly #random: Random;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
    enrol(world, ACCOUNT);
    for (const index of world.tickers.keys()) {
      poisson(world, random.fork(`arrivals ${index}`), MEAN_MS, () => this.#arrive(index));
    }
  }

  #arrive(index: number): void {
    const random = this.#random;
    const probability = this.#world.truth.now(index);
    const interest = LEAST_INTEREST + (1 - LEAST_INTEREST) * 4 * probability * (1 - probability);
    if (!random.chance(interest)) return;
    const cents = 100 * probability;
    const opinion = cents + random.normal(0, OPINION_CENTS * 2 * Math.sqrt(probability * (1 - probability)));
    if (random.chance(PATIENT)) this.#rest(index, random.chance(0.5) ? "bid" : "ask", opinion);
    else if (random.chance(FANS)) this.#takeAtAnyPrice(index, cents);
    else this.#takeIfWorth(index, opinion);
  }

  /** Takes what is cheaper than it is worth in one's opinion. */
  #takeIfWorth(index: number, opinion: number): void {
    const ticker = this.#world.tickers[index]!;
    take(this.#world, ACCOUNT, ticker, "bid", centBelow(opinion), this.#size());
    take(this.#world, ACCOUNT, ticker, "ask", centAbove(opinion), this.#size());
  }

  /** Takes on the side of one's heart, a few cents beyond the truth at most; the impatient take several levels. */
  #takeAtAnyPrice(index: number, cents: number): void {
    const random = this.#random;
    const side: Side = random.chance(0.5) ? "bid" : "ask";
    const sweeps = random.chance(SWEEPS);
    const contracts = sweeps ? random.uniform(...SWEEP_CONTRACTS) : this.#size();
    const premium = sweeps ? random.uniform(4, 14) : 1 + random.exponential(2);
    const limit = side === "bid" ? centBelow(cents + premium) : centAbove(cents - premium);
    take(this.#world, ACCOUNT, this.#world.tickers[index]!, side, limit, contracts);
  }

  /** Rests an order somewhere between the truth and the best price. */
  #rest(index: number, side: Side, cents: number): void {
    const { exchange, time, tickers } = this.#world;
    const random = this.#random;
    const ticker = tickers[index]!;
    const distance = 3 + random.exponential(3);
    const price = side === "bid" ? centBelow(cents - distance) : centAbove(cents + distance);
    const patience = Math.ceil(random.uniform(...PATIENCE_MS) / 1_000) * 1_000;
    const now = time.now();
    const expiresAt = after(now, patience - (now % 1_000));
    const request = { ticker, side, price, quantity: wholeContracts(this.#size()), expiresAt };
    exchange.create(ACCOUNT, { ...request, timeInForce: "good-till-canceled", postOnly: true }, now);
  }

  #size(): number {
    const size = MEDIAN_CONTRACTS * Math.exp(this.#random.normal(0, SIZE_SPREAD));
    return Math.min(MOST_CONTRACTS, size);
  }
}
