/**
 * P(Z <= x) of a standard normal to 1.5e-7 (Abramowitz and Stegun 7.1.26): for the many probabilities of a score, all of
 * which are mixed with a thousand times as much of an even forecast. Monotone to that accuracy; exactly 0 and 1 beyond 6.
 */
export function normalBelow(x: number): number {
  if (x > 6) return 1;
  if (x < -6) return 0;
  const z = Math.abs(x) * Math.SQRT1_2;
  const t = 1 / (1 + 0.3275911 * z);
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const above = 0.5 * series * Math.exp(-z * z);
  return x >= 0 ? 1 - above : above;
}
