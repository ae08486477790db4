/** The middle of `values`, which it sorts in place; the mean of the middle two of an even number, NaN of none. */
export function median(values: Float64Array): number {
  values.sort();
  const half = values.length >> 1;
  return values.length % 2 ? values[half]! : (values[half - 1]! + values[half]!) / 2;
}
