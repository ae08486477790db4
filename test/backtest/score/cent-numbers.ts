/** The cents that a forecast spreads its probability over. */
export const ALL_CENTS: readonly number[] = Array.from({ length: 99 }, (_, index) => index + 1);

export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
