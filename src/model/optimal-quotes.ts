import { sigmoid } from "./log-odds.ts";

/**
 * What theory says a market maker's quotes should be, in log-odds: yardsticks for the rules, which don't follow them. The paper's own
 * spread, its equation (9), has 2/k in the place of 2/gamma and is up to fifteen times too narrow; these are the sources' forms.
 */
export interface QuotingProblem {
  /** Inventory in contracts, signed. */
  readonly inventory: number;
  /** Risk aversion, per unit of the price. */
  readonly gamma: number;
  /** Variance of the price per unit of time, and the time it is held for. */
  readonly sigma2: number;
  readonly horizon: number;
  /** Fills come at the rate A e^{-k distance}. */
  readonly k: number;
}

/** Reservation price and half-spread of Avellaneda and Stoikov (Quantitative Finance 8, 2008), around `price`. */
export function avellanedaStoikov(price: number, problem: QuotingProblem): { reservation: number; halfSpread: number } {
  const { inventory, gamma, sigma2, horizon, k } = problem;
  const risk = gamma * sigma2 * horizon;
  return { reservation: price - inventory * risk, halfSpread: risk / 2 + Math.log1p(gamma / k) / gamma };
}

/**
 * Distances of bid and ask from the price, far from the end of trading: Gueant, Lehalle and Fernandez-Tapia (Mathematics and Financial
 * Economics 7, 2013). `rate` is the A of the fills.
 */
export function stationaryQuotes(problem: Omit<QuotingProblem, "horizon">, rate: number): { bid: number; ask: number } {
  const { inventory, gamma, sigma2, k } = problem;
  const margin = Math.log1p(gamma / k) / gamma;
  const risk = Math.sqrt(((sigma2 * gamma) / (2 * k * rate)) * (1 + gamma / k) ** (1 + k / gamma));
  return { bid: margin + ((2 * inventory + 1) / 2) * risk, ask: margin + ((1 - 2 * inventory) / 2) * risk };
}

/**
 * What one more contract is worth, as a probability, to somebody of constant absolute risk aversion who holds to the settlement: S(x - gamma q),
 * exactly. It is the price of a logarithmic market scoring rule with liquidity 1 / gamma.
 */
export function priceHeldToSettlement(logOdds: number, inventory: number, gamma: number): number {
  return sigmoid(logOdds - gamma * inventory);
}
