const STEPS = 4_000;
const HALVINGS = 80;

/**
 * The chance that |T| is at least `t`, for Student's t with so many degrees of freedom: with T = sqrt(df) tan(u) its density is in proportion to cos(u)^(df - 1) over
 * -pi/2 to pi/2, which Simpson's rule adds up. Few dates make large t's by chance: with one degree of freedom 6.3 comes one time in ten.
 */
export function studentTail(t: number, degrees: number): number {
  if (t <= 0) return 1;
  const mass = (from: number): number => {
    const step = (Math.PI / 2 - from) / STEPS;
    let total = 0;
    for (let at = 0; at <= STEPS; at += 1) {
      const weight = at === 0 || at === STEPS ? 1 : at % 2 === 1 ? 4 : 2;
      total += weight * Math.max(0, Math.cos(from + at * step)) ** (degrees - 1);
    }
    return (total * step) / 3;
  };
  return mass(Math.atan(t / Math.sqrt(degrees))) / mass(0);
}

/** The chance that the largest of so many independent |t| of nothing is at least `t` (Sidak): 1 - (1 - p)^n; 1 for a t that isn't positive. */
export function chanceOfLargest(t: number, tries: number, degrees: number): number {
  const alone = studentTail(t, degrees);
  return alone >= 1 ? 1 : -Math.expm1(tries * Math.log1p(-alone));
}

/** What the largest of so many independent |t| of nothing is above half of the time. */
export function medianLargest(tries: number, degrees: number): number {
  let [low, high] = [0, 1];
  while (chanceOfLargest(high, tries, degrees) > 0.5) high *= 2;
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2;
    if (chanceOfLargest(middle, tries, degrees) > 0.5) low = middle;
    else high = middle;
  }
  return high;
}
