import { BLOCK_MIN_COLUMNS, type ChartBlock, chartBlock } from "./chart-block.ts";
import { type Charts, WITHOUT_CHARTS } from "./charts.ts";
import { type Line, line, sized } from "./line.ts";
import type { Size } from "./viewer-state.ts";
import type { WholeText } from "./whole-text.ts";

/** The narrowest text that charts stand beside, and their own width. */
const TEXT_MIN_COLUMNS = 64;
const CHARTS_MIN_COLUMNS = 44;
const CHARTS_MAX_COLUMNS = 110;
const CHARTS_SHARE = 0.4;
const GAP = 2;
const MOST_ROWS = 22;
const ROWS_BELOW = 12;

/** How wide charts are beside a text in so many columns; undefined where there isn't room for both. */
export function columnsBeside(columns: number): number | undefined {
  const charts = Math.min(CHARTS_MAX_COLUMNS, Math.max(CHARTS_MIN_COLUMNS, Math.floor(columns * CHARTS_SHARE)));
  return columns - charts - GAP >= TEXT_MIN_COLUMNS ? charts : undefined;
}

/**
 * A text with its charts: to the right of it, as tall together as the body of the screen, or below where it is narrow. Its own lines
 * stay where they are, and there are as many whether the charts can be drawn or not.
 */
export function besideCharts(
  textOf: (columns: number) => WholeText,
  blocks: readonly ChartBlock[],
  { columns, rows }: Size,
  charts: Charts,
): WholeText {
  if (charts === WITHOUT_CHARTS || columns < BLOCK_MIN_COLUMNS) return textOf(columns);
  const width = columnsBeside(columns);
  if (width === undefined) {
    const height = Math.max(6, Math.min(ROWS_BELOW, rows));
    const text = textOf(columns);
    const below = blocks.flatMap((block) => [[], ...chartBlock(block, columns, height, charts)]);
    return { ...text, lines: [...text.lines, ...below] };
  }
  const height = Math.max(6, Math.min(MOST_ROWS, Math.floor(rows / blocks.length)));
  const right = blocks.flatMap((block) => chartBlock(block, width, height, charts));
  const text = textOf(columns - width - GAP);
  return { ...text, lines: linesBeside(text.lines, columns - width - GAP, right) };
}

/** Lines of `width` columns and what stands to the right of them, however many each has. */
export function linesBeside(left: readonly Line[], width: number, right: readonly Line[]): Line[] {
  const gap = line(" ".repeat(GAP));
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => {
    const beside = right[row] ?? [];
    return beside.length === 0 ? (left[row] ?? []) : [...sized(left[row] ?? [], width), ...gap, ...beside];
  });
}
