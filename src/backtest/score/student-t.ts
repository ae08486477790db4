/**
 * P(|T| >= |t|) for Student's t with `degrees` of freedom: the regularised incomplete beta function I_x(degrees/2, 1/2) at
 * x = degrees / (degrees + t^2), by its continued fraction (Abramowitz and Stegun 26.5.8 and 26.7.1).
 */
export function twoSidedP(t: number, degrees: number): number {
  if (t === 0) return 1;
  const square = t * t;
  if (!Number.isFinite(square)) return 0;
  return regularisedBeta(degrees / (degrees + square), degrees / 2, 0.5, square / (degrees + square));
}

/** I_x(a, b); `rest` is 1 - x, given so that neither loses digits. */
function regularisedBeta(x: number, a: number, b: number, rest: number): number {
  // The fraction converges fast on one side of the mean only; the other is its mirror image.
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(rest, b, a, x);
  const front = Math.exp(a * Math.log(x) + b * Math.log(rest) - logBeta(a, b)) / a;
  return front * betaFraction(x, a, b);
}

/** 1/(1+ d1/(1+ d2/(1+ ...))) by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return value;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** ln Gamma(x), x > 0: Stirling's series where it is exact to the last digits, reached by Gamma(x + 1) = x Gamma(x). */
function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < 12; at++) shift += Math.log(at);
  const inverse = 1 / (at * at);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / at;
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
