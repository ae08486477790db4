import { besideCharts } from "./beside-charts.ts";
import type { Charts } from "./charts.ts";
import { fairChart, inventoryChart } from "./contract-charts.ts";
import { contractDetail } from "./contract-detail.ts";
import { equityChart, markoutChart } from "./event-charts.ts";
import { eventText } from "./event-text.ts";
import { engineNow, type Feed, isPast } from "./feed.ts";
import { helpText } from "./help-text.ts";
import { type Line, line, lineWidth } from "./line.ts";
import { logText } from "./log-text.ts";
import { modelText } from "./model-text.ts";
import { ordersText } from "./orders-text.ts";
import { selectedContract } from "./selection.ts";
import { type Size, TABS, type ViewerState } from "./viewer-state.ts";

/** What a view is drawn with besides what it shows. */
export interface Look {
  /** Of the part of the screen that it is drawn in. */
  readonly body: Size;
  readonly readonly: boolean;
  readonly charts: Charts;
}

/** The whole text of the view that is open, however long; undefined when that is the contracts, which aren't a text. */
export function textBody(state: ViewerState, feed: Feed, { body, readonly, charts }: Look): Line[] | undefined {
  const { view } = feed;
  const { columns, rows } = body;
  if (state.overlay === "help") return helpText(columns, readonly);
  if (view === null) return undefined;
  const now = engineNow(view, feed);
  if (state.overlay === "detail") {
    const contract = selectedContract(view, state);
    if (contract === undefined) return [line("no contracts yet", "quiet")];
    const context = { engineNow: now, past: isPast(feed) };
    const blocks = [fairChart(view, contract), inventoryChart(view, contract)];
    return besideCharts((width) => contractDetail(contract, width, context), blocks, body, charts);
  }
  const below = { columns, rows: rows - 1 };
  switch (state.tab) {
    case "contracts":
      return undefined;
    case "event": {
      const blocks = [equityChart(view), markoutChart(view)];
      return [
        tabStrip(state, columns),
        ...besideCharts((width) => eventText(view, feed, width), blocks, below, charts),
      ];
    }
    case "orders":
      return [
        tabStrip(state, columns),
        ...besideCharts((width) => ordersText(view, width, now), [markoutChart(view)], below, charts),
      ];
    case "model":
      return [tabStrip(state, columns), ...modelText(view, columns, now)];
    case "log":
      return [tabStrip(state, columns), ...logText(view, columns)];
  }
}

/** "contracts [event] orders model log", or "[event] 2 of 5" where that is too long. */
function tabStrip({ tab }: ViewerState, columns: number): Line {
  const all = TABS.flatMap((name) =>
    line(name === tab ? `[${name}] ` : ` ${name}  `, name === tab ? "strong" : "quiet"),
  );
  if (lineWidth(all) <= columns) return all;
  return [
    ...line(`[${tab}]`, "strong"),
    ...line(` view ${TABS.indexOf(tab) + 1} of ${TABS.length}: tab goes on`, "quiet"),
  ];
}

/** The furthest that a text of `lines` lines can be scrolled in `rows` rows, one of which says what is below. */
export function lastScroll(lines: number, rows: number): number {
  return Math.max(0, lines - rows);
}

/** The part of a text in sight, with the number of lines that follow where some do. */
export function windowed(text: readonly Line[], scroll: number, rows: number): Line[] {
  const from = Math.min(scroll, lastScroll(text.length, rows));
  const below = text.length - from - rows;
  if (below <= 0) return text.slice(from, from + rows);
  return [...text.slice(from, from + rows - 1), line(`… ${below + 1} more lines below: PgDn or ↓`, "quiet")];
}
