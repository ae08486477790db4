import { NONE, type Steps } from "./steps.ts";

/**
 * Fewer steps with the same picture: of each of `buckets` equal parts of the time from `from` to `to` the first, lowest, highest and last value are kept
 * at their own times, and where there was none for a while, the first such moment. A chart with no more columns than buckets looks the same
 * (Jugel et al., "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014). Steps that are few enough are left as they are; what lies
 * outside the time counts to the first or the last part.
 */
export function thinned(steps: Steps, from: number, to: number, buckets: number): Steps {
  if (!(buckets >= 1)) throw new RangeError(`buckets: ${buckets} is not a number of parts (1 or more)`);
  const { at, value } = steps;
  if (at.length <= buckets) return steps;
  const kept: number[] = [];
  // One division, last: a step on the border of two parts belongs to the later one, which a ratio rounded beforehand would not always say.
  const partOf = (index: number): number =>
    to > from ? Math.max(0, Math.min(buckets - 1, Math.floor(((at[index]! - from) * buckets) / (to - from)))) : 0;
  for (let first = 0; first < at.length; ) {
    const part = partOf(first);
    let end = first;
    let [lowest, highest, none] = [-1, -1, -1];
    for (; end < at.length && partOf(end) === part; end++) {
      const now = value[end]!;
      if (now === NONE) {
        if (none < 0) none = end;
        continue;
      }
      if (lowest < 0 || now < value[lowest]!) lowest = end;
      if (highest < 0 || now > value[highest]!) highest = end;
    }
    const places = new Set([first, lowest, highest, none, end - 1].filter((place) => place >= 0));
    kept.push(...[...places].sort((a, b) => a - b));
    first = end;
  }
  if (kept.length === at.length) return steps;
  return { at: Float64Array.from(kept, (place) => at[place]!), value: Int16Array.from(kept, (place) => value[place]!) };
}
