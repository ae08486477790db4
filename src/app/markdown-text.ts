/** Characters of control, and those that turn the direction of a line: they show nothing and change what stands beside them. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;

/**
 * Text as Markdown shows it, character by character, in a paragraph or the cell of a table: names that somebody else has chosen must neither format
 * nor link anything. Line breaks become spaces.
 */
export function markdownText(text: string): string {
  return text
    .replace(INVISIBLE, " ")
    .replace(/[\\`*_{}[\]<>()#+!|~$&@:"^=]/g, "\\$&")
    .replace(/\bwww(?=\.)/gi, "$&\\"); // a bare address would become a link
}

/** A table; `right` names the columns of figures. Cells are Markdown already. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(header),
    line(header.map((_, column) => (right.includes(column) ? "--:" : "---"))),
    ...rows.map(line),
  ].join("\n");
}
