import type { Line, Tone } from "./line.ts";

/** Values side by side, as a line; null: a gap. */
export interface Series {
  readonly values: readonly (number | null)[];
  readonly tone: Tone;
  /** Stands at both its ends: lines aren't told apart by their colours alone. */
  readonly sign?: string;
}

/** A sign at one of the places of the series. */
export interface Mark {
  readonly place: number;
  readonly value: number;
  readonly sign: string;
  readonly tone: Tone;
}

/** What is drawn on `columns` x `rows`; the axis goes from `low` to `high` in `steps`. */
export interface Chart {
  readonly columns: number;
  readonly rows: number;
  readonly low: number;
  readonly high: number;
  readonly steps: number;
  readonly series: readonly Series[];
  readonly marks: readonly Mark[];
}

/** Draws a chart in exactly its columns and rows, at least 20 x 3. */
export type DrawChart = (chart: Chart) => Line[];

/** Steps of an axis, times a power of ten. */
const NICE = [1, 2, 5] as const;

/** No price, position or amount comes near it: what does is not drawn to scale. */
const BEYOND_ALL = 1e9;

/**
 * An axis for these values, with about `steps` steps of a round size between round ends. It holds 0 only where the values are
 * near it, and reaches over at least `least`, so that a flat line stays flat. Without values it lies around 0.
 */
export function axisFor(
  values: readonly (number | null)[],
  steps: number,
  least: number,
): { readonly low: number; readonly high: number; readonly steps: number } {
  const known = values.filter((value): value is number => value !== null && Math.abs(value) < BEYOND_ALL);
  const lowest = known.length === 0 ? 0 : known.reduce((low, value) => Math.min(low, value));
  const highest = known.length === 0 ? 0 : known.reduce((high, value) => Math.max(high, value));
  const missing = Math.max(0, least - (highest - lowest)) / 2;
  const step = niceStep((highest - lowest + 2 * missing) / Math.max(1, steps));
  const low = Math.floor((lowest - missing) / step + 1e-9);
  const high = Math.max(low + 1, Math.ceil((highest + missing) / step - 1e-9));
  return { low: low * step, high: high * step, steps: high - low };
}

function niceStep(wanted: number): number {
  if (!(wanted > 0) || !Number.isFinite(wanted)) return 1;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return (NICE.find((nice) => nice * power >= wanted * (1 - 1e-9)) ?? 10) * power;
}
