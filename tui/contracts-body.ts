import type { ContractView, View } from "../src/app/view.ts";
import { linesBeside } from "./beside-charts.ts";
import { chartBlock } from "./chart-block.ts";
import type { Charts } from "./charts.ts";
import { fairChart, inventoryChart } from "./contract-charts.ts";
import { contractPanel } from "./contract-panel.ts";
import { contractRow } from "./contract-row.ts";
import { CHART_GAP, type ContractsLayout, contractsLayout, firstVisible, PANEL_GAP } from "./contracts-layout.ts";
import { equityChart, markoutChart } from "./event-charts.ts";
import { engineNow, type Feed, isPast } from "./feed.ts";
import { type Line, line } from "./line.ts";
import { blocksBeside } from "./panel.ts";
import type { Size } from "./viewer-state.ts";

/** All contracts in `body`, those around the selected one where there are too many; charts beside them where there is room. */
export function contractsBody(
  view: View,
  feed: Feed,
  selected: number,
  first: number,
  { columns, rows }: Size,
  charts: Charts,
): Line[] {
  const { contracts } = view;
  if (contracts.length === 0) return [line("no contracts yet", "quiet")];
  const layout = contractsLayout(columns, rows, contracts.length);
  const context = { engineNow: engineNow(view, feed), past: isPast(feed) };
  const [from, to] = inSight(contracts.length, selected, first, columns, rows);

  const blocks = contracts.slice(from, to).map((contract, index) => {
    const own = { ...context, isSelected: from + index === selected };
    return layout.kind === "panels"
      ? contractPanel(contract, layout.columns, layout.lines, own)
      : contractRow(contract, layout.columns, layout.lines, own);
  });
  const lines: Line[] = [];
  for (let start = 0; start < blocks.length; start += layout.across) {
    lines.push(...blocksBeside(blocks.slice(start, start + layout.across), PANEL_GAP));
  }
  const chosen = contracts[selected];
  if (layout.chartColumns === 0 || chosen === undefined) return lines;
  return linesBeside(lines, columns - layout.chartColumns - CHART_GAP, chartsOf(view, chosen, layout, rows, charts));
}

/** The selected contract's charts and the account's, one below the other. */
function chartsOf(view: View, contract: ContractView, layout: ContractsLayout, rows: number, charts: Charts): Line[] {
  const blocks = [fairChart(view, contract), inventoryChart(view, contract), equityChart(view), markoutChart(view)];
  const height = Math.floor(rows / blocks.length);
  const taller = rows - height * blocks.length; // what is left over goes to the first
  return blocks.flatMap((block, index) =>
    chartBlock(block, layout.chartColumns, height + (index === 0 ? taller : 0), charts),
  );
}

/** Which of `contracts` contracts are in sight: from, and the first one after. */
function inSight(contracts: number, selected: number, first: number, columns: number, rows: number): [number, number] {
  const { across, visible } = contractsLayout(columns, rows, contracts);
  const top = firstVisible(first, Math.floor(selected / across), visible, Math.ceil(contracts / across));
  return [top * across, Math.min(contracts, (top + visible) * across)];
}

/** The contracts out of sight in a body of that size. */
export function outOfSight(
  view: View,
  selected: number,
  first: number,
  columns: number,
  rows: number,
): readonly ContractView[] {
  const [from, to] = inSight(view.contracts.length, selected, first, columns, rows);
  return view.contracts.filter((_, index) => index < from || index >= to);
}
