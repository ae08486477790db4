import { arranged } from "./arrangement.ts";
import { NO_CHARTS } from "./charts.ts";
import { contractsLayout, firstVisible } from "./contracts-layout.ts";
import type { Feed } from "./feed.ts";
import { bodySize } from "./frame-layout.ts";
import type { Action } from "./keys.ts";
import { selectedIndex } from "./selection.ts";
import { textBody } from "./text-body.ts";
import type { Size, ViewerState } from "./viewer-state.ts";
import { lastScroll } from "./whole-text.ts";

/** Moves the selection among the contracts shown, or scrolls a text. */
export function moved(
  state: ViewerState,
  action: Action,
  desk: { readonly feed: Feed; readonly size: Size },
): ViewerState {
  const { view } = desk.feed;
  const body = bodySize(desk.size);
  const isPaging = action === "page-up" || action === "page-down";
  const text = textBody(state, desk.feed, { body, readonly: false, charts: NO_CHARTS });
  if (text !== undefined && (state.overlay !== "detail" || isPaging)) {
    return { ...state, scroll: scrolled(state.scroll, action, text.lines.length, body.rows) };
  }
  const contracts = view === null ? [] : arranged(view, state);
  const total = contracts.length;
  if (total === 0) return state;

  const { across, visible } = contractsLayout(body.columns, body.rows, total);
  const index = selectedIndex({ contracts }, state.selected);
  const steps: Partial<Record<Action, number>> = {
    up: -across,
    down: across,
    left: -1,
    right: 1,
    "page-up": -across * visible,
    "page-down": across * visible,
    first: -index,
    last: total - 1 - index,
  };
  const wanted = index + (steps[action] ?? 0);
  // A step off the grid goes nowhere; a page, as far as there is.
  const to = isPaging ? Math.min(total - 1, Math.max(0, wanted)) : wanted < 0 || wanted >= total ? index : wanted;
  return {
    ...state,
    scroll: 0,
    selected: contracts[to]?.ticker ?? state.selected,
    firstRow: firstVisible(state.firstRow, Math.floor(to / across), visible, Math.ceil(total / across)),
  };
}

/** The first line in sight of a text of `lines` lines, after `action`. */
function scrolled(scroll: number, action: Action, lines: number, rows: number): number {
  const page = Math.max(1, rows - 2);
  const end = lastScroll(lines, rows);
  const steps: Partial<Record<Action, number>> = {
    up: -1,
    down: 1,
    "page-up": -page,
    "page-down": page,
    first: -end,
    last: end,
  };
  return Math.min(end, Math.max(0, Math.min(scroll, end) + (steps[action] ?? 0)));
}
