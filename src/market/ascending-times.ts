/** How many of ascending times are no later than one: the place behind the last of them. */
export function countUntil(times: ArrayLike<number>, until: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= until) low = middle + 1;
    else high = middle;
  }
  return low;
}
