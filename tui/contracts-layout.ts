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
  /** Columns of the charts to their right; 0: none. */
  readonly chartColumns: number;
}

export const PANEL_GAP = 1;
/** Between contracts and charts. */
export const CHART_GAP = 2;
/** From here on there are charts beside the contracts. */
const COLUMNS_WITH_CHARTS = 170;
const ROWS_WITH_CHARTS = 36;
const CHART_COLUMNS = [56, 110] as const;
const ROW_LINES = 2;
const ROW_LINES_WITH_LADDER = 3;

/**
 * Panels where every contract has room for one, as tall as they can be; else two lines each, three (with the ladder) where
 * that still shows all of them. With more contracts than fit, the rows scroll. A large screen leaves a third to charts.
 */
export function contractsLayout(columns: number, rows: number, contracts: number): ContractsLayout {
  if (columns < COLUMNS_WITH_CHARTS || rows < ROWS_WITH_CHARTS)
    return { ...layoutWithin(columns, rows, contracts), chartColumns: 0 };
  const [least, most] = CHART_COLUMNS;
  const chartColumns = Math.min(most, Math.max(least, Math.floor(columns * 0.32)));
  return { ...layoutWithin(columns - chartColumns - CHART_GAP, rows, contracts), chartColumns };
}

function layoutWithin(columns: number, rows: number, contracts: number): Omit<ContractsLayout, "chartColumns"> {
  const most = Math.min(contracts, Math.floor((columns + PANEL_GAP) / (PANEL_MIN_COLUMNS + PANEL_GAP)));
  let best: Omit<ContractsLayout, "chartColumns"> | undefined;
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
