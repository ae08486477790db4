/**
 * How likely a strategy that knows nothing does as well as this one: (1 + draws at least as good) / (1 + draws), the p-value of a
 * randomisation test with the result itself among the draws (Davison and Hinkley, "Bootstrap Methods and their Application", 1997, section
 * 4.2). All are net cents per contract. Undefined without a result or without draws.
 */
export function chanceOfAsGood(result: number | undefined, draws: readonly number[]): number | undefined {
  if (result === undefined || draws.length === 0) return undefined;
  return (1 + draws.filter((draw) => draw >= result).length) / (1 + draws.length);
}
