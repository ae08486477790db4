/** ln N(values; mean, covariance), by the Cholesky factor of the whole covariance matrix. */
export function logDensity(
  values: readonly number[],
  mean: readonly number[],
  covariance: readonly number[][],
): number {
  const n = values.length;
  const factor: number[][] = [];
  const scaled: number[] = [];
  let sum = -0.5 * n * Math.log(2 * Math.PI);
  for (let i = 0; i < n; i++) {
    const row: number[] = [];
    for (let j = 0; j <= i; j++) {
      let entry = covariance[i]![j]!;
      for (let k = 0; k < j; k++) entry -= row[k]! * (j < i ? factor[j]![k]! : row[k]!);
      row.push(j < i ? entry / factor[j]![j]! : Math.sqrt(entry));
    }
    factor.push(row);
    let rest = values[i]! - mean[i]!;
    for (let k = 0; k < i; k++) rest -= row[k]! * scaled[k]!;
    scaled.push(rest / row[i]!);
    sum -= 0.5 * scaled[i]! ** 2 + Math.log(row[i]!);
  }
  return sum;
}
