import type { TakerOrder, TakerSide } from "../../src/market/taker-order.ts";
import { priceFromCents, quantityFromContracts, type Time } from "../../src/market/units.ts";
import { sigmoid } from "../../src/model/log-odds.ts";
import { gaussian, uniform } from "./simulation.ts";

const START = 1_760_000_000_000;

/** A taker order of one print, `minutes` after a fixed time. */
export function order(minutes: number, cents: number, side: TakerSide = "unknown", contracts = 10): TakerOrder {
  return {
    ticker: "EVENT-LEG",
    at: (START + Math.round(60_000 * minutes)) as Time,
    side,
    prints: [{ price: priceFromCents(cents), quantity: quantityFromContracts(contracts) }],
  };
}

/** The time `minutes` after it. */
export function minute(minutes: number): Time {
  return order(minutes, 50).at;
}

export interface TapeOptions {
  readonly ticker?: string;
  /** Mean minutes between orders. */
  readonly everyMinutes?: number;
  readonly sigma2PerHour?: number;
  readonly startCents?: number;
}

/** Orders on one-cent ticks around log-odds that diffuse, with jumps of half a logit before one in fifty. */
export function tape(length: number, seed: number, options: TapeOptions = {}): TakerOrder[] {
  const { ticker = "EVENT-LEG", everyMinutes = 10, sigma2PerHour = 0.02, startCents = 40 } = options;
  const random = uniform(seed);
  const normal = gaussian(random);
  let x = Math.log(startCents / (100 - startCents));
  let minutes = 0;
  return Array.from({ length }, () => {
    const step = -everyMinutes * Math.log(random());
    minutes += step;
    x += Math.sqrt((sigma2PerHour * step) / 60) * normal();
    if (random() < 0.02) x += 0.5 * normal();
    const buys = random() < 0.5;
    const cents = Math.round(100 * sigmoid(x) + (buys ? 0.8 : -0.8));
    const contracts = 1 + Math.floor(40 * random());
    return { ...order(minutes, Math.min(99, Math.max(1, cents)), buys ? "buy" : "sell", contracts), ticker };
  });
}
