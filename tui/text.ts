const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const PRINTABLE_ASCII = /^[ -~]*$/;

export const ELLIPSIS = "…";

/** Widths that were asked for: meters, frames and names come again and again. Emptied when it is full. */
const widths = new Map<string, number>();
const MOST_WIDTHS = 4_000;

/** Columns that `text` takes on a terminal: wide characters take two, combining marks none. */
export function textWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let width = widths.get(text);
  if (width === undefined) {
    width = Bun.stringWidth(text);
    if (widths.size >= MOST_WIDTHS) widths.clear();
    widths.set(text, width);
  }
  return width;
}

/** The start of `text` that fits into `width` columns; never half a wide character, so it may be a column short. */
export function headOf(text: string, width: number): string {
  if (width <= 0) return "";
  if (textWidth(text) <= width) return text;
  if (PRINTABLE_ASCII.test(text)) return text.slice(0, width);
  let head = "";
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += textWidth(segment);
    if (used > width) break;
    head += segment;
  }
  return head;
}

/** `text` in at most `width` columns; an ellipsis says that something was left out. */
export function shorten(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  return width <= 0 ? "" : headOf(text, width - 1).trimEnd() + ELLIPSIS;
}

/** Broken between words into lines of at most `columns`, the later ones indented; a word that is longer is cut. */
export function folded(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(last) + 1 + textWidth(word) <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(shorten(`${last === undefined ? " " : "   "}${word}`, columns));
  }
  return lines;
}

/** Spaces that bring `text` to `width` columns. */
function missing(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - textWidth(text)));
}

/** Like String.padEnd, in columns. */
export function padRight(text: string, width: number): string {
  return text + missing(text, width);
}

/** Like String.padStart, in columns. */
export function padLeft(text: string, width: number): string {
  return missing(text, width) + text;
}
