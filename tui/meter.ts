import { type Line, line, type Span, type Tone } from "./line.ts";

const FULL = "█";
const LEFT_HALF = "▌";
const RIGHT_HALF = "▐";
const EMPTY = "·";
const NEAR_MARK = "│";
const FAR_MARK = "┃";

/**
 * `share` (0 to 1) of `cells` in half cells: anything above nothing shows at least half a cell, and only what reaches the
 * whole fills it, so that a meter neither hides a little nor exaggerates it to a lot.
 */
export function fill(
  share: number,
  cells: number,
): { readonly full: number; readonly half: boolean; readonly empty: number } {
  const halves =
    share >= 1 ? 2 * cells : share > 0 ? Math.min(2 * cells - 1, Math.max(1, Math.floor(share * 2 * cells))) : 0;
  const full = Math.floor(Math.max(0, halves) / 2);
  const half = halves > 0 && halves % 2 === 1;
  return { full, half, empty: cells - full - (half ? 1 : 0) };
}

/** A meter of `cells` columns for a share of a limit. At or above the limit its last cell is an exclamation mark. */
export function shareMeter(share: number | null, cells: number, tone: Tone): Line {
  if (cells <= 0) return [];
  if (share !== null && share >= 1) {
    return [...line(FULL.repeat(cells - 1), "severe"), { text: "!", tone: "severe" }];
  }
  return segment(share ?? 0, cells, tone);
}

function segment(share: number, cells: number, tone: Tone): Span[] {
  const { full, half, empty } = fill(share, cells);
  return [...line(FULL.repeat(full) + (half ? LEFT_HALF : ""), tone), ...line(EMPTY.repeat(empty), "quiet")];
}

/** A stretch of a scale that takes some cells; what it ends with is its mark. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly cells: number;
  readonly tone: Tone;
}

/** |z| past which the meter is full, in units of the pulling mark. */
const Z_SCALE = 1.4;

/**
 * |z| on `cells` columns (at least 5) with the widening and the pulling mark, each of which takes one: `███▌·│··┃··`. The
 * bar lies beyond a mark only when |z| has passed it.
 */
export function zMeter(z: number | null, zWiden: number, zPull: number, cells: number): Line {
  const bars = cells - 2;
  const calm = Math.max(1, Math.round(bars / 2));
  const wide = Math.max(1, Math.round((bars - calm) / 2));
  const size = Math.abs(z ?? 0);
  const stretches: readonly Stretch[] = [
    { from: 0, to: zWiden, cells: calm, tone: "calm" },
    { from: zWiden, to: zPull, cells: wide, tone: "warn" },
    { from: zPull, to: zPull * Z_SCALE, cells: bars - calm - wide, tone: "severe" },
  ];
  const [toWiden, toPull, beyond] = stretches.map((part) => segment(shareOf(size, part), part.cells, part.tone));
  return [
    ...(toWiden ?? []),
    { text: NEAR_MARK, tone: size >= zWiden ? "warn" : "quiet" },
    ...(toPull ?? []),
    { text: FAR_MARK, tone: size >= zPull ? "severe" : "quiet" },
    ...(beyond ?? []),
  ];
}

function shareOf(value: number, { from, to }: Stretch): number {
  return to > from ? (value - from) / (to - from) : value > from ? 1 : 0;
}

/**
 * A position on `cells` columns (odd, at least 9): `[··│···┼█▌·│··]`. NO to the left of the middle, YES to the right; the
 * inner marks are where the growing side is pulled, the brackets the limit. Each stretch is linear, the inner one finer.
 */
export function inventoryBar(position: number, pull: number, limit: number, cells: number): Line {
  const half = Math.floor((cells - 3) / 2);
  const outer = Math.max(1, Math.floor((half - 1) * 0.4));
  const inner = half - 1 - outer;
  const size = Math.abs(position);
  const tone: Tone = size >= limit ? "severe" : size > pull ? "warn" : "calm";
  const [near, far] = [
    segment(shareOf(size, { from: 0, to: pull, cells: inner, tone }), inner, tone),
    segment(shareOf(size, { from: pull, to: limit, cells: outer, tone }), outer, tone),
  ];
  const mark: Span = { text: NEAR_MARK, tone: "quiet" };
  const reached: Span = { text: NEAR_MARK, tone: size > pull ? tone : "quiet" };
  const filled = [...near, reached, ...far];
  const blank = [...line(EMPTY.repeat(inner), "quiet"), mark, ...line(EMPTY.repeat(outer), "quiet")];
  const edge = (side: string, isReached: boolean): Span => ({ text: side, tone: isReached ? "severe" : "quiet" });
  return [
    edge("[", position <= -limit),
    ...mirrored(position < 0 ? filled : blank),
    { text: "┼", tone: "quiet" },
    ...(position > 0 ? filled : blank),
    edge("]", position >= limit),
  ];
}

function mirrored(spans: Line): Line {
  return spans
    .map(({ text, tone }) => ({ text: [...text].reverse().join("").replaceAll(LEFT_HALF, RIGHT_HALF), tone }))
    .reverse();
}
