import type { Random } from "../../ambient/random.ts";
import type { ProfileValue } from "../tune/search-space.ts";

/** A value of a profile and all that is tried of it, by its name in files. */
export interface GridAxis {
  readonly name: string;
  readonly values: readonly ProfileValue[];
}

/** A value of a profile that is drawn from between two bounds, both included. */
export interface RangeAxis {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** `log`: each factor is as likely as any other of its size. */
  readonly scale: "linear" | "log";
  /** Only whole numbers will do. */
  readonly whole: boolean;
}

export type SweepAxis = GridAxis | RangeAxis;

/** One value for each axis, in their order. */
export type SweepPoint = readonly ProfileValue[];

/** Random search: so many points, of a seed. */
export interface Drawing {
  readonly count: number;
  readonly seed: number;
}

/** Figures of a number that is drawn: what is beyond them nobody could tell apart. */
const DIGITS = 4;

/** How often a point is drawn again, for each that is wanted, before the space counts as used up. */
const DRAWS_A_POINT = 100;

export function isRange(axis: SweepAxis): axis is RangeAxis {
  return "scale" in axis;
}

/** How many points a grid has. A space with a range has no end of them. */
export function gridSize(axes: readonly SweepAxis[]): number {
  return axes.reduce((size, axis) => size * (isRange(axis) ? Number.POSITIVE_INFINITY : axis.values.length), 1);
}

/** All points of a grid, the last axis the fastest; one without axes has one. Throws RangeError for a range, which has no end of points. */
export function gridPoints(axes: readonly SweepAxis[]): readonly SweepPoint[] {
  return axes.reduce<readonly SweepPoint[]>(
    (points, axis) => {
      if (isRange(axis)) throw new RangeError(`${axis.name}: a range is drawn from, it is no part of a grid`);
      return points.flatMap((point) => axis.values.map((value) => [...point, value]));
    },
    [[]],
  );
}

/**
 * So many different points in the order in which they were drawn; fewer where there are no more that `accepts` takes. Each axis is drawn from by
 * itself, so each value tells of all the others' range.
 */
export function randomPoints(
  axes: readonly SweepAxis[],
  count: number,
  random: Random,
  accepts: (point: SweepPoint) => boolean,
): readonly SweepPoint[] {
  const points = new Map<string, SweepPoint>();
  for (let tries = 0; points.size < count && tries < count * DRAWS_A_POINT; tries += 1) {
    const point = axes.map((axis) => drawn(axis, random));
    if (accepts(point)) points.set(JSON.stringify(point), point);
  }
  return [...points.values()];
}

function drawn(axis: SweepAxis, random: Random): ProfileValue {
  if (!isRange(axis)) return random.choice(axis.values);
  const { from, to, scale, whole } = axis;
  if (whole && scale === "linear") return random.integer(from, to);
  const value = scale === "log" ? from * (to / from) ** random.uniform() : random.uniform(from, to);
  const rounded = whole ? Math.round(value) : Number(value.toPrecision(DIGITS));
  return Math.min(to, Math.max(from, rounded));
}
