import type { MarketFigures } from "./market-figures.ts";

/**
 * What the crowd `monthly` was fitted to: KXTOPMONTHLY-25DEC and -26JAN, the two events with 1,000 trades or more among the public trades of June 2025 to
 * February 2026 (jermhey/MS-E-108-Project @ bc77c01). Measured by `marketFigures`, to six digits; a test measures them again where that tape is at hand.
 */
export const FITTED_MONTHS: MarketFigures = {
  events: 2,
  legs: 27,
  orders: 10486,
  leastTradesPerDay: 0.0966177,
  medianTradesPerDay: 3.32009,
  mostTradesPerDay: 117.227,
  ordersPerDay: 124.081,
  sizeLowerQuartile: 9,
  sizeMedian: 30,
  sizeUpperQuartile: 93,
  size99: 1405,
  sizeMost: 26013,
  oneSidedOrWide: 0.153699,
  narrow: 0.0582174,
  oneSidedOrWideAtOrders: 0.387755,
  narrowAtOrders: 0.428381,
  isolatedPer1000: 1.71657,
  withinMinute: 0.171371,
  hourlyDispersion: 5.5771,
  dailyDispersion: 32.5895,
  moved: 0.41646,
  noonShare: 0.227617,
  dayMoveCents: 9.40551,
  sumCents: 112,
  sumAbove100: 0.702786,
  lateLegs: 0.62963,
};
