/**
 * Rows under a heading and a header, aligned, two spaces between columns. The first `names` columns are names and stand left, the others are
 * figures and stand right. A name that repeats the row above is left out, up to the first that doesn't.
 */
export function textColumns(
  heading: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  names: number,
): readonly string[] {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column < names ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd();
  const shown = rows.map((row, index) => withoutRepeats(row, rows[index - 1], names));
  return [heading, ...[header, ...shown].map(line), ""];
}

function withoutRepeats(
  row: readonly string[],
  above: readonly string[] | undefined,
  names: number,
): readonly string[] {
  const differs = row.findIndex((cell, column) => column >= names || cell !== above?.[column]);
  return row.map((cell, column) => (column < differs ? "" : cell));
}
