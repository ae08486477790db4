import { contractDetail } from "./contract-detail.ts";
import { eventText } from "./event-text.ts";
import { engineNow, type Feed, isPast } from "./feed.ts";
import { fillsText } from "./fills-text.ts";
import { helpText } from "./help-text.ts";
import { type Line, line } from "./line.ts";
import { logText } from "./log-text.ts";
import { selectedIndex } from "./selection.ts";
import { TABS, type ViewerState } from "./viewer-state.ts";

/** The whole text of the view that is open, however long; undefined when that is the contracts, which aren't a text. */
export function textBody(state: ViewerState, feed: Feed, columns: number): Line[] | undefined {
  const { view } = feed;
  if (state.overlay === "help") return helpText(columns);
  if (view === null) return undefined;
  if (state.overlay === "detail") {
    const contract = view.contracts[selectedIndex(view, state.selected)];
    if (contract === undefined) return [line("no contracts yet", "quiet")];
    return contractDetail(contract, columns, { engineNow: engineNow(view, feed), past: isPast(feed) });
  }
  switch (state.tab) {
    case "contracts":
      return undefined;
    case "event":
      return [tabStrip(state), ...eventText(view, feed, columns)];
    case "fills":
      return [tabStrip(state), ...fillsText(view, columns)];
    case "log":
      return [tabStrip(state), ...logText(view)];
  }
}

function tabStrip({ tab }: ViewerState): Line {
  return TABS.flatMap((name) => line(name === tab ? `[${name}] ` : ` ${name}  `, name === tab ? "strong" : "quiet"));
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
