import type { Random } from "../../src/ambient/random.ts";
import type { Input } from "../../src/engine/input.ts";
import type { Leg, LegStatus } from "../../src/market/event.ts";
import { after, price, type Time } from "../../src/market/units.ts";
import { PRIOR } from "../../src/model/parameters.ts";

const HOUR_MS = 3_600_000;

/** A contract with a close and a price grid of chance. */
export function legOf(random: Random, at: Time, ticker: string, status: LegStatus): Leg {
  const closeTime = after(at, random.integer(4, 40) * HOUR_MS);
  const priceRanges = [{ start: price(0), end: price(10_000), step: random.choice([100, 50]) }];
  return { ticker, title: `What ${ticker} is about`, status, closeTime, priceRanges };
}

/** What quotes are made by: parameters, fees, the market's own rules, news. */
export function rulesChange(random: Random, at: Time, ticker: string): Input {
  const luck = random.uniform();
  if (luck < 0.3) {
    const fit = { calibrated: true, provenance: "em", calibratedAt: at, orders: 120, iterations: 7 } as const;
    const sizes = { sigma2PerHour: random.uniform(0.001, 0.02), sigma2StandardError: 0.001, bounceCents: 0.7 };
    return {
      type: "parameters",
      at,
      ticker,
      parameters: { ...PRIOR, ...fit, ...sizes, boundHits: ["bounceCents"] },
    };
  }
  if (luck < 0.4) {
    return { type: "fees", at, fees: { type: "quadratic", multiplier: random.choice([0, 1, 2]) } };
  }
  if (luck < 0.6) {
    const status = random.chance(0.8) ? "active" : random.choice(["inactive", "closed"] as const);
    return {
      type: "leg",
      at,
      leg: legOf(random, at, ticker, status),
    };
  }
  return {
    type: "signal",
    at,
    source: random.choice(["radio", "script"]),
    ticker,
    severity: random.choice(["clear", "widen", "pull"]),
    until: after(at, random.integer(1_000, 60_000)),
    reason: "a release",
    ...(random.chance(0.5) && { multiplier: 1.4 }),
  };
}
