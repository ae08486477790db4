import type { Random } from "../../ambient/random.ts";
import { CENT, type Price, toContracts } from "../../market/units.ts";
import { enrol, type World, wholeContracts } from "./world.ts";

/** How a competing market maker trades. */
export interface MakerStyle {
  readonly name: string;
  /** How late he sees the truth. */
  readonly lagMs: number;
  /** Standard deviation of his error about the log-odds, which drifts over some minutes. */
  readonly error: number;
  /** Half-spread at even odds, in cents; outsiders get a third of it and more. */
  readonly halfSpreadCents: number;
  /** Prices on each side, and cents between them. */
  readonly levels: number;
  readonly stepCents: number;
  /** Contracts at a price. */
  readonly size: readonly [low: number, high: number];
  /** Mean time between looks at a market at even odds. */
  readonly lookMs: number;
  /** Nearer than this to 0 or $1 he quotes one side only, the one away from the end, or nothing. */
  readonly tailCents: number;
  readonly inTails: "one-sided" | "absent";
  /** What he thinks that an outsider is worth beyond the truth, because others think so; a favourite that much less of it. */
  readonly premiumCents: number;
  /** Mean time between absences, and how long they are. */
  readonly presentMs: number;
  readonly absentMs: number;
}

const ERROR_MEMORY = 0.9; // what is left of an error at the next look
const SKEW_CENTS = 1 / 150; // by contract held
const MOST_SKEW_CENTS = 3;
const DRIFT = CENT; // a quote this close to where it should be stays
const HURRY_MS = 400; // from seeing news to having moved

/** A competing market maker: looks at each market now and then and moves his quotes to where he thinks the truth is. */
export class Maker {
  readonly #world: World;
  readonly #style: MakerStyle;
  readonly #random: Random;
  /** By market and slot (a side's level): the id of the order that rests there, as far as he knows. */
  readonly #orders: (string | undefined)[][];
  readonly #errors: number[];
  #present = true;

  constructor(world: World, style: MakerStyle, random: Random) {
    this.#world = world;
    this.#style = style;
    this.#random = random;
    this.#orders = world.tickers.map(() => Array(2 * style.levels).fill(undefined));
    this.#errors = world.tickers.map(() => random.normal(0, style.error));
    enrol(world, style.name);
    for (const index of world.tickers.keys()) this.#awaitLook(index);
    this.#awaitAbsence();
    world.truth.onNews((index) => {
      const about = index === undefined ? world.tickers.keys() : [index];
      for (const each of about) world.time.after(style.lagMs + random.exponential(HURRY_MS), () => this.#look(each));
    });
  }

  #awaitLook(index: number): void {
    const p = this.#world.truth.now(index);
    const rarer = 3 - 8 * p * (1 - p); // outsiders are looked at a third as often as what is open
    this.#world.time.after(this.#random.uniform(0.5, 1.5) * rarer * this.#style.lookMs, () => {
      if (this.#world.time.now() >= this.#world.closeTime) return;
      this.#look(index);
      this.#awaitLook(index);
    });
  }

  #awaitAbsence(): void {
    this.#world.time.after(this.#random.exponential(this.#style.presentMs), () => {
      this.#present = false;
      for (const index of this.#world.tickers.keys()) this.#look(index);
      this.#world.time.after(this.#random.exponential(this.#style.absentMs), () => {
        this.#present = true;
        this.#awaitAbsence();
      });
    });
  }

  #look(index: number): void {
    const { exchange, time, tickers } = this.#world;
    const { name, size } = this.#style;
    const orders = this.#orders[index]!;
    const targets = this.#present ? this.#targets(index) : [];
    const now = time.now();
    for (const [slot, orderId] of orders.entries()) {
      if (orderId === undefined) continue;
      const order = exchange.order(orderId);
      const enough = order !== undefined && toContracts(order.remaining) >= size[0] / 2;
      if (enough && Math.abs(order.price - (targets[slot] ?? Infinity)) <= DRIFT) continue;
      if (order !== undefined) exchange.cancel(name, orderId, now);
      orders[slot] = undefined;
    }
    for (const [slot, price] of targets.entries()) {
      if (price === undefined || orders[slot] !== undefined) continue;
      const quantity = wholeContracts(this.#random.uniform(...size) * (1 + (slot >> 1)));
      const side = slot % 2 === 0 ? "bid" : "ask";
      const answer = exchange.create(
        name,
        { ticker: tickers[index]!, side, price, quantity, timeInForce: "good-till-canceled", postOnly: true },
        now,
      );
      if (answer.ok) orders[slot] = answer.order.orderId;
    }
  }

  /** The price of each slot: bid and ask of the first level, of the second, and so on. */
  #targets(index: number): (Price | undefined)[] {
    const { truth, exchange, tickers } = this.#world;
    const style = this.#style;
    const error =
      ERROR_MEMORY * this.#errors[index]! + this.#random.normal(0, style.error * Math.sqrt(1 - ERROR_MEMORY ** 2));
    this.#errors[index] = error;
    const seen = Math.min(Math.max(truth.seen(index, style.lagMs), 1e-6), 1 - 1e-6);
    const probability = 1 / (1 + ((1 - seen) / seen) * Math.exp(-error));
    const spread = 4 * probability * (1 - probability); // 1 at even odds, 0 at the ends
    const lookHours = style.lookMs / 3_600_000;
    const deviationCents = 25 * spread * truth.hourlyDeviation(index) * Math.sqrt(lookHours);
    const halfSpread = style.halfSpreadCents * (0.35 + 0.65 * spread) + deviationCents;
    const held = toContracts(exchange.position(style.name, tickers[index]!));
    const skew = Math.min(MOST_SKEW_CENTS, Math.max(-MOST_SKEW_CENTS, held * SKEW_CENTS));
    const fair = 100 * probability + style.premiumCents * (1 - probability) - skew;

    const inTail = Math.min(fair, 100 - fair) < style.tailCents;
    if (inTail && style.inTails === "absent") return [];
    const targets: (Price | undefined)[] = [];
    for (let level = 0; level < style.levels; level++) {
      const bid = Math.floor(fair - halfSpread - level * style.stepCents);
      const ask = Math.ceil(fair + halfSpread + level * style.stepCents);
      targets.push(bid >= 1 && (!inTail || fair > 50) ? ((bid * CENT) as Price) : undefined);
      targets.push(ask <= 99 && (!inTail || fair < 50) ? ((ask * CENT) as Price) : undefined);
    }
    return targets;
  }
}
