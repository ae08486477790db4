/** Cents for a reason's text: at most two decimals, none that are zero ("47c", "47.25c"). */
export function inCents(cents: number): string {
  return `${Number(cents.toFixed(2))}c`;
}

/** |z| for a reason's text: one decimal, cut rather than rounded, so that 2.49 never reads as the 2.5 it did not reach. */
export function inZ(z: number): string {
  return (Math.trunc(Math.abs(z) * 10) / 10).toFixed(1);
}
