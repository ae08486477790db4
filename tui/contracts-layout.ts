import { PANEL_MAX_ROWS, PANEL_MIN_COLUMNS, PANEL_MIN_ROWS } from "./contract-panel.ts";

/** How the contracts are arranged in a body of some size. */
export interface ContractsLayout {
  readonly kind: "rows" | "panels";
  /** Contracts side by side. */
  readonly across: number;
  /** Columns and lines of one. */
  readonly columns: number;
  readonly lines: number;
  /** How many rows of them are in sight at once. */
  readonly visible: number;
}

export const PANEL_GAP = 1;
const ROW_LINES = 2;
const ROW_LINES_WITH_LADDER = 3;

/**
 * Panels where every contract has room for one, as tall as they can be; else two lines each, three (with the ladder) where
 * that still shows all of them. With more contracts than fit, the rows scroll.
 */
export function contractsLayout(columns: number, rows: number, contracts: number): ContractsLayout {
  const most = Math.min(contracts, Math.floor((columns + PANEL_GAP) / (PANEL_MIN_COLUMNS + PANEL_GAP)));
  let best: ContractsLayout | undefined;
  for (let across = 1; across <= most; across++) {
    const deep = Math.ceil(contracts / across);
    const lines = Math.min(PANEL_MAX_ROWS, Math.floor(rows / deep));
    if (lines < PANEL_MIN_ROWS || (best !== undefined && best.lines >= lines)) continue;
    const width = Math.floor((columns - PANEL_GAP * (across - 1)) / across);
    best = { kind: "panels", across, columns: width, lines, visible: deep };
  }
  if (best !== undefined) return best;
  const lines = rows >= ROW_LINES_WITH_LADDER * contracts ? ROW_LINES_WITH_LADDER : ROW_LINES;
  return { kind: "rows", across: 1, columns, lines, visible: Math.max(1, Math.floor(rows / lines)) };
}

/** The first of `total` items in sight when `visible` are, moved no further than it takes to have `selected` among them. */
export function firstVisible(first: number, selected: number, visible: number, total: number): number {
  const last = Math.max(0, total - visible);
  return Math.min(last, Math.max(0, Math.min(Math.max(first, selected - visible + 1), selected)));
}
