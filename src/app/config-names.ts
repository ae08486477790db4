/**
 * The name that was most likely meant by a mistyped one: the least edits away (a letter added, left out, changed, or swapped with its
 * neighbour); the first of equals. Undefined when none is near: within two edits, or a third of the letters.
 */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(typed.length / 3)) + 1;
  for (const name of names) {
    const edits = editDistance(typed.toLowerCase(), name.toLowerCase());
    if (edits < least) [best, least] = [name, edits];
  }
  return best;
}

/** `; did you mean "x"?`, or nothing when no name is near. */
export function suggestion(typed: string, names: readonly string[]): string {
  const name = nearest(typed, names);
  return name === undefined ? "" : `; did you mean ${name}?`;
}

/** Optimal string alignment distance (Damerau 1964, restricted to one swap per pair). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let edits = Math.min(last[j]! + 1, row[j - 1]! + 1, change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        edits = Math.min(edits, beforeLast[j - 2]! + 1);
      row.push(edits);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}

/** `half_spread_cents` to `halfSpreadCents`, as the code calls what files call the former. */
export function camelCase(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** `half_spread_cents` to `TAUROI_HALF_SPREAD_CENTS`. */
export function variableName(name: string): string {
  return `TAUROI_${name.toUpperCase()}`;
}

/** `half_spread_cents` to `--half-spread-cents`. */
export function flagName(name: string): string {
  return `--${name.replaceAll("_", "-")}`;
}
