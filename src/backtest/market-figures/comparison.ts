import type { MarketFigures } from "./market-figures.ts";

/** How far two figures may be apart: by a factor either way, or by so much. */
export type Tolerance = { readonly factor: number } | { readonly difference: number };

/** One figure of one market beside that of another. */
export interface ComparedFigure {
  readonly name: ComparedName;
  readonly what: string;
  readonly unit: string;
  readonly embedded: number;
  readonly tape: number;
  readonly tolerance: Tolerance;
  readonly holds: boolean;
}

type ComparedName = Exclude<keyof MarketFigures, "events" | "legs" | "orders">;

interface Rule {
  readonly what: string;
  readonly unit: string;
  readonly tolerance: Tolerance;
}

/**
 * What is compared, and how near it must be. Two months of one series are further apart in most figures than these allow: 42 and 268 orders a day, 5.3 and
 * 0.7 isolated prints in 1,000 orders.
 */
const RULES: Readonly<Record<ComparedName, Rule>> = {
  leastTradesPerDay: { what: "trades a day, quietest leg", unit: "", tolerance: { factor: 4 } },
  medianTradesPerDay: { what: "trades a day, middle leg", unit: "", tolerance: { factor: 2 } },
  mostTradesPerDay: { what: "trades a day, busiest leg", unit: "", tolerance: { factor: 2 } },
  ordersPerDay: { what: "taker orders a day, all legs", unit: "", tolerance: { factor: 2 } },
  sizeLowerQuartile: { what: "taker order, lower quartile", unit: "contracts", tolerance: { factor: 1.5 } },
  sizeMedian: { what: "taker order, median", unit: "contracts", tolerance: { factor: 1.5 } },
  sizeUpperQuartile: { what: "taker order, upper quartile", unit: "contracts", tolerance: { factor: 1.5 } },
  size99: { what: "taker order, 99th percentile", unit: "contracts", tolerance: { factor: 2 } },
  sizeMost: { what: "taker order, largest", unit: "contracts", tolerance: { factor: 5 } },
  oneSidedOrWide: { what: "time one-sided or over 15c wide", unit: "share", tolerance: { difference: 0.05 } },
  narrow: { what: "time two-sided within 15c", unit: "share", tolerance: { difference: 0.05 } },
  oneSidedOrWideAtOrders: {
    what: "orders that meet one side or over 15c",
    unit: "share",
    tolerance: { difference: 0.08 },
  },
  narrowAtOrders: { what: "orders that meet two sides within 15c", unit: "share", tolerance: { difference: 0.08 } },
  isolatedPer1000: { what: "isolated prints, 20c off and back", unit: "in 1,000 orders", tolerance: { factor: 2.5 } },
  withinMinute: { what: "orders within a minute of the last", unit: "share", tolerance: { difference: 0.04 } },
  hourlyDispersion: { what: "orders in an hour, variance to mean", unit: "", tolerance: { factor: 1.6 } },
  dailyDispersion: { what: "orders in a day, variance to mean", unit: "", tolerance: { factor: 1.6 } },
  moved: { what: "orders at another price than the last", unit: "share", tolerance: { difference: 0.08 } },
  noonShare: { what: "the day's step: moves 11:00-14:00 New York", unit: "share", tolerance: { difference: 0.07 } },
  dayMoveCents: { what: "move from noon to noon, root mean square", unit: "cents", tolerance: { factor: 1.5 } },
  sumCents: { what: "last prices of all legs added up, median", unit: "cents", tolerance: { difference: 15 } },
  sumAbove100: { what: "time in which they add up to over 100c", unit: "share", tolerance: { difference: 0.2 } },
  lateLegs: { what: "legs first traded after a tenth of the time", unit: "share", tolerance: { difference: 0.3 } },
};

/** Every figure of the embedded market beside that of a tape. One that can't be measured on either doesn't hold. */
export function compareFigures(embedded: MarketFigures, tape: MarketFigures): readonly ComparedFigure[] {
  return (Object.keys(RULES) as ComparedName[]).map((name) => ({
    name,
    ...RULES[name],
    embedded: embedded[name],
    tape: tape[name],
    holds: isWithin(embedded[name], tape[name], RULES[name].tolerance),
  }));
}

/** Whether `value` is near enough to `target`. */
export function isWithin(value: number, target: number, tolerance: Tolerance): boolean {
  if ("difference" in tolerance) return Math.abs(value - target) <= tolerance.difference;
  if (value === target) return true;
  return value <= target * tolerance.factor && target <= value * tolerance.factor;
}
