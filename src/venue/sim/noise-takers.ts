import type { Random } from "../../ambient/random.ts";
import { after, opposite, type Side } from "../../market/units.ts";
import { Mood, type MoodStyle } from "./mood.ts";
import { centAbove, centBelow, enrol, poisson, take, type World, wholeContracts } from "./world.ts";

const ACCOUNT = "noise-takers";
const PATIENCE_MS = [60_000, 900_000] as const;
const SAME_SIDE = 0.75; // of those who follow somebody

/** How the crowd trades. */
export interface NoiseStyle {
  /** Between arrivals in a market at even odds. */
  readonly meanMs: number;
  /** How much each artist is talked about, 1 for the most; undefined: all alike. */
  readonly following: readonly number[] | undefined;
  /** Arrivals in the most hopeless market, as a share of those at even odds. */
  readonly leastInterest: number;
  readonly medianContracts: number;
  /** Standard deviation of the log of the size. */
  readonly sizeSpread: number;
  readonly mostContracts: number;
  /** Share of the impatient among the fans, who take several levels. */
  readonly sweeps: number;
  readonly sweepContracts: readonly [low: number, high: number];
  /** Share of those who buy or sell whatever the price is, within reason. */
  readonly fans: number;
  /** Standard deviation of an opinion at even odds. */
  readonly opinionCents: number;
  /** Share of those who rest an order instead. */
  readonly patient: number;
  /** What an outsider is worth to them beyond the truth. */
  readonly premiumCents: number;
  /** How far beyond the truth a fan goes: at least, and on average so much more. */
  readonly fanPremiumCents: readonly [least: number, more: number];
  /** Share of the fans who look at no price at all. */
  readonly careless: number;
  /** How attention comes and goes; undefined: it is always the same. */
  readonly mood: MoodStyle | undefined;
  /** How many come on average because one has come, most of them to do the same, and within which mean time. */
  readonly followers: number;
  readonly followersWithinMs: number;
}

/** The crowd: people who like or dislike an artist, roughly informed, a few contracts at a time. */
export class NoiseTakers {
  readonly #world: World;
  readonly #style: NoiseStyle;
  readonly #random: Random;
  readonly #mood: Mood | undefined;

  constructor(world: World, style: NoiseStyle, random: Random) {
    this.#world = world;
    this.#style = style;
    this.#random = random;
    const { mood, meanMs } = style;
    this.#mood = mood && new Mood(mood, world.tickers.length, world.time, random.fork("mood"));
    enrol(world, ACCOUNT);
    for (const index of world.tickers.keys()) {
      const often = meanMs / (this.#mood?.most ?? 1); // those who are not in the mood are drawn too, and stay away
      poisson(world, random.fork(`arrivals ${index}`), often, () => this.#arrive(index));
    }
  }

  #arrive(index: number): void {
    const random = this.#random;
    const style = this.#style;
    const probability = this.#world.truth.now(index);
    const interest = style.leastInterest + (1 - style.leastInterest) * 4 * probability * (1 - probability);
    const attention = (style.following?.[index] ?? 1) * (this.#mood?.share(index) ?? 1);
    if (!random.chance(interest * attention)) return;
    const side = style.followers > 0 ? random.choice(["bid", "ask"] as const) : undefined;
    this.#act(index, side);
    if (side !== undefined) this.#beFollowed(index, side);
  }

  /** A burst: one has come, and others come because of it. */
  #beFollowed(index: number, side: Side): void {
    const random = this.#random;
    const { followers, followersWithinMs } = this.#style;
    while (random.chance(followers / (1 + followers))) {
      this.#world.time.after(random.exponential(followersWithinMs), () => {
        if (this.#world.time.now() >= this.#world.closeTime) return;
        this.#act(index, random.chance(SAME_SIDE) ? side : opposite(side));
      });
    }
  }

  /** One of them does what he came for; with a side it is his. */
  #act(index: number, side: Side | undefined): void {
    const random = this.#random;
    const { opinionCents, patient, fans, premiumCents } = this.#style;
    const probability = this.#world.truth.now(index);
    const cents = 100 * probability + premiumCents * (1 - probability);
    const opinion = cents + random.normal(0, opinionCents * 2 * Math.sqrt(probability * (1 - probability)));
    if (random.chance(patient)) this.#rest(index, side ?? (random.chance(0.5) ? "bid" : "ask"), opinion);
    else if (random.chance(fans)) this.#takeAtAnyPrice(index, cents, side);
    else this.#takeIfWorth(index, opinion);
  }

  /** Takes what is cheaper than it is worth in one's opinion. */
  #takeIfWorth(index: number, opinion: number): void {
    const ticker = this.#world.tickers[index]!;
    take(this.#world, ACCOUNT, ticker, "bid", centBelow(opinion), this.#size());
    take(this.#world, ACCOUNT, ticker, "ask", centAbove(opinion), this.#size());
  }

  /** Takes on the side of one's heart, a few cents beyond the truth at most; the impatient take several levels. */
  #takeAtAnyPrice(index: number, cents: number, chosen: Side | undefined): void {
    const random = this.#random;
    const { careless, sweeps: sweeping, sweepContracts, fanPremiumCents } = this.#style;
    const side = chosen ?? (random.chance(0.5) ? "bid" : "ask");
    const sweeps = random.chance(sweeping);
    const contracts = sweeps ? random.uniform(...sweepContracts) : this.#size();
    const [least, more] = fanPremiumCents;
    const within = sweeps ? random.uniform(4, 14) : least + random.exponential(more);
    const premium = careless > 0 && random.chance(careless) ? 100 : within;
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
    const { medianContracts, sizeSpread, mostContracts } = this.#style;
    return Math.min(mostContracts, medianContracts * Math.exp(this.#random.normal(0, sizeSpread)));
  }
}
