/** Rows under a header, columns two spaces apart. Columns named in `right`, numbers, stand right; the others left. */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly string[] = [],
): string {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, column: number): string =>
    right.includes(header[column]!) ? text.padStart(widths[column]!) : text.padEnd(widths[column]!);
  return [header, ...rows].map((row) => row.map(cell).join("  ").trimEnd()).join("\n");
}
