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
import { headed, type WholeText } from "./whole-text.ts";

/** What a view is drawn with besides what it shows. */
export interface Look {
  /** Of the part of the screen that it is drawn in. */
  readonly body: Size;
  readonly readonly: boolean;
  readonly charts: Charts;
}

/** The whole text of the view that is open, however long; undefined when that is the contracts, which aren't a text. */
export function textBody(state: ViewerState, feed: Feed, { body, readonly, charts }: Look): WholeText | undefined {
  const { view } = feed;
  const { columns, rows } = body;
  if (state.overlay === "help") return { lines: helpText(columns, readonly) };
  if (view === null) return undefined;
  const now = engineNow(view, feed);
  if (state.overlay === "detail") {
    const contract = selectedContract(view, state);
    if (contract === undefined) return { lines: [line("no contracts yet", "quiet")] };
    const context = { engineNow: now, past: isPast(feed) };
    const blocks = [fairChart(view, contract), inventoryChart(view, contract)];
    return besideCharts((width) => ({ lines: contractDetail(contract, width, context) }), blocks, body, charts);
  }
  const below = { columns, rows: rows - 1 };
  const strip = [tabStrip(state, columns)];
  switch (state.tab) {
    case "contracts":
      return undefined;
    case "event": {
      const blocks = [equityChart(view), markoutChart(view)];
      return headed(
        strip,
        besideCharts((width) => eventText(view, feed, width), blocks, below, charts),
      );
    }
    case "orders": {
      const text = (width: number) => ({ lines: ordersText(view, width, now) });
      return headed(strip, besideCharts(text, [markoutChart(view)], below, charts));
    }
    case "model":
      return headed(strip, modelText(view, columns, now));
    case "log":
      return headed(strip, { lines: logText(view, columns) });
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
