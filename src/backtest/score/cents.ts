/** The prices that a forecast spreads its probability over: whole cents from 1 to 99. */
export const LOWEST_CENT = 1;
export const HIGHEST_CENT = 99;
export const CENTS = 99;

/** The cent that a price counts as: the nearest, 1 to 99. */
export function nearestCent(price: number): number {
  return Math.min(HIGHEST_CENT, Math.max(LOWEST_CENT, Math.round(price)));
}

/** Between which prices lies what counts as this cent; the outermost have all that is beyond them, so that the 99 share everything. */
export function lowerEdge(cent: number): number {
  return cent === LOWEST_CENT ? Number.NEGATIVE_INFINITY : cent - 0.5;
}

export function upperEdge(cent: number): number {
  return cent === HIGHEST_CENT ? Number.POSITIVE_INFINITY : cent + 0.5;
}

/**
 * Every forecast is mixed with so much of an even one, whoever made it: one print that a method held impossible would otherwise
 * decide its score. No cent then has a probability below 1/99,000.
 */
const EVEN_SHARE = 1e-3;

/** A probability of a cent, without what no method may be sure of. */
export function tempered(probability: number): number {
  return (1 - EVEN_SHARE) * probability + EVEN_SHARE / CENTS;
}

/** Prices are told apart by tens of cents where more is learned of some than of others. */
export const PRICE_BUCKETS = 10;

export function bucketOf(price: number): number {
  return Math.min(PRICE_BUCKETS - 1, Math.max(0, Math.floor(price / 10)));
}
