import { HEADER_LINES } from "./header.ts";
import type { Size } from "./viewer-state.ts";

/** The smallest terminal that shows something useful. */
export const MIN_COLUMNS = 40;
export const MIN_ROWS = 10;

const BAR_LINES = 1;
const ROWS_WITH_RULE = 30; // from here on, a line between header and body costs nothing

/** Whether there is room for a rule under the header. */
export function hasRule({ rows }: Size): boolean {
  return rows >= ROWS_WITH_RULE;
}

/** Whether the terminal is too small for anything but saying so. */
export function isTooSmall({ columns, rows }: Size): boolean {
  return columns < MIN_COLUMNS || rows < MIN_ROWS;
}

/** What header, rule and bottom bar leave to the body. */
export function bodySize(size: Size): Size {
  return { columns: size.columns, rows: Math.max(1, size.rows - HEADER_LINES - BAR_LINES - (hasRule(size) ? 1 : 0)) };
}
