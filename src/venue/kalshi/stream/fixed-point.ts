const ZERO = 48; // "0"
const NINE = 57; // "9"
const MINUS = 45; // "-"
const POINT = 46; // "."
const MOST_WHOLE_DIGITS = 15;
const SHORT = 10; // characters of at most nine digits, which fit into 31 bits

/**
 * What `parseFixedPoint` (src/market/units.ts) reads from a decimal, for texts that come by the thousand: the integer count of
 * 10^-decimals, or NaN where that one throws. A test holds the two together.
 */
export function readFixedPoint(text: unknown, decimals: number): number {
  if (typeof text !== "string") return Number.NaN;
  const point = text.length - 1 - decimals;
  const usual = text.length <= SHORT && point > 0 && text.charCodeAt(point) === POINT;
  return usual ? readUsual(text, point) : readAny(text, decimals);
}

/** A short one with just as many decimals as count, which is how the exchange mostly writes them. */
function readUsual(text: string, point: number): number {
  const negative = text.charCodeAt(0) === MINUS;
  let at = negative ? 1 : 0;
  if (at === point) return Number.NaN;
  let count = 0;
  for (; at < point; at++) {
    const code = text.charCodeAt(at);
    if (code < ZERO || code > NINE) return Number.NaN;
    count = (count * 10 + (code - ZERO)) | 0;
  }
  for (at = point + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < ZERO || code > NINE) return Number.NaN;
    count = (count * 10 + (code - ZERO)) | 0;
  }
  return negative && count !== 0 ? -count : count;
}

function readAny(text: string, decimals: number): number {
  const { length } = text;
  const negative = length > 0 && text.charCodeAt(0) === MINUS;
  let at = negative ? 1 : 0;
  const wholeStart = at;
  let count = 0;
  for (; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code < ZERO || code > NINE) break;
    count = count * 10 + (code - ZERO);
  }
  if (at === wholeStart || at - wholeStart > MOST_WHOLE_DIGITS) return Number.NaN;
  let missing = decimals;
  if (at < length) {
    if (text.charCodeAt(at) !== POINT || at + 1 === length) return Number.NaN;
    for (at++; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code < ZERO || code > NINE) return Number.NaN;
      if (missing > 0) {
        count = count * 10 + (code - ZERO);
        missing--;
      } else if (code !== ZERO) return Number.NaN;
    }
  }
  for (; missing > 0; missing--) count *= 10;
  if (count > Number.MAX_SAFE_INTEGER) return Number.NaN;
  return negative && count !== 0 ? -count : count;
}
