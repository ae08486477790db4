/** The sooner of two times; one that isn't after now, or isn't known, counts for nothing. */
export function sooner(soonest: number, candidate: number | undefined, now: number): number {
  return candidate !== undefined && candidate > now && candidate < soonest ? candidate : soonest;
}
