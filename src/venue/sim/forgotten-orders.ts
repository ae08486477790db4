import type { Random } from "../../ambient/random.ts";
import type { Side } from "../../market/units.ts";
import { centAbove, centBelow, enrol, type World, wholeContracts } from "./world.ts";

const ACCOUNT = "forgotten-orders";
const RENEWED_MS = 4 * 3_600_000; // between looks at whether one is there
const NEAREST_CENTS = 25;
const CONTRACTS = [1, 300] as const;

/**
 * Orders far from the market that somebody placed once and nobody looks after: bids near nothing and asks near a dollar. Where nothing else rests on
 * a side, whoever looks at no price meets them, and the last price is far away for one print.
 */
export class ForgottenOrders {
  readonly #world: World;
  readonly #random: Random;

  constructor(world: World, each: number, random: Random) {
    this.#world = world;
    this.#random = random;
    enrol(world, ACCOUNT);
    for (const index of world.tickers.keys())
      for (const side of ["bid", "ask"] as const)
        for (let nth = 0; nth < each; nth++) this.#keep(index, side, undefined);
  }

  /** One order of a side: placed anew when it is gone. */
  #keep(index: number, side: Side, placed: string | undefined): void {
    const { exchange, time, truth, tickers, closeTime } = this.#world;
    const random = this.#random;
    time.after(random.exponential(RENEWED_MS), () => {
      if (time.now() >= closeTime) return;
      if (placed !== undefined && exchange.order(placed) !== undefined) return this.#keep(index, side, placed);
      const cents = 100 * truth.now(index);
      const room = (side === "bid" ? cents : 100 - cents) - NEAREST_CENTS;
      if (room < 1) return this.#keep(index, side, undefined);
      const distance = NEAREST_CENTS + room * Math.sqrt(random.uniform()); // rather near the end than near the market
      const price = side === "bid" ? centBelow(cents - distance) : centAbove(cents + distance);
      const request = { ticker: tickers[index]!, side, price, quantity: wholeContracts(random.uniform(...CONTRACTS)) };
      const answer = exchange.create(
        ACCOUNT,
        { ...request, timeInForce: "good-till-canceled", postOnly: true },
        time.now(),
      );
      this.#keep(index, side, answer.ok ? answer.order.orderId : undefined);
    });
  }
}
