import type { ContractView } from "../src/app/view.ts";
import { type Line, line } from "./line.ts";

/** All of a view that is a text, however long. */
export interface WholeText {
  readonly lines: readonly Line[];
  /** The line of the first contract where each has one, the next below it; undefined where they haven't. */
  readonly firstContract?: number;
}

/** The same text with `above` before it. */
export function headed(above: readonly Line[], { lines, firstContract }: WholeText): WholeText {
  return {
    lines: [...above, ...lines],
    ...(firstContract !== undefined && { firstContract: firstContract + above.length }),
  };
}

/** The furthest that a text of `lines` lines can be scrolled in `rows` rows, one of which says what is below. */
export function lastScroll(lines: number, rows: number): number {
  return Math.max(0, lines - rows);
}

/** The part of a text in sight, with the number of lines that follow where some do. */
export function windowed({ lines }: WholeText, scroll: number, rows: number): Line[] {
  const [from, to] = inWindow(lines.length, scroll, rows);
  const below = lines.length - to;
  return [...lines.slice(from, to), ...(below > 0 ? [line(`… ${below} more lines below: PgDn or ↓`, "quiet")] : [])];
}

/** The contracts that have no line in the part of a text in sight. */
export function outOfWindow(
  { lines, firstContract }: WholeText,
  contracts: readonly ContractView[],
  scroll: number,
  rows: number,
): readonly ContractView[] {
  if (firstContract === undefined) return contracts;
  const [from, to] = inWindow(lines.length, scroll, rows);
  return contracts.filter((_, index) => firstContract + index < from || firstContract + index >= to);
}

/** Which lines are in sight: from, and the first one after. The last row says what is below where something is. */
function inWindow(lines: number, scroll: number, rows: number): readonly [number, number] {
  const from = Math.min(scroll, lastScroll(lines, rows));
  return [from, lines - from <= rows ? lines : from + rows - 1];
}
