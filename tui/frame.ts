import type { View } from "../src/app/view.ts";
import { asciiLine } from "./ascii.ts";
import { bottomBar } from "./bottom-bar.ts";
import { contractsBody, outOfSight } from "./contracts-body.ts";
import { type Feed, isPast, pictureAge } from "./feed.ts";
import { bodySize, hasRule, isTooSmall, MIN_COLUMNS, MIN_ROWS } from "./frame-layout.ts";
import { headerLines } from "./header.ts";
import { killBanner } from "./kill-banner.ts";
import { cut, type Line, line, retoned } from "./line.ts";
import { selectedIndex } from "./selection.ts";
import { textBody, windowed } from "./text-body.ts";
import { age } from "./times.ts";
import type { Size, ViewerState } from "./viewer-state.ts";

/** Everything a frame is drawn from. */
export interface Scene {
  readonly size: Size;
  readonly feed: Feed;
  readonly state: ViewerState;
  readonly readonly: boolean;
  /** The terminal doesn't show UTF-8. */
  readonly isAscii: boolean;
}

/** The whole screen: exactly `size.rows` lines, none wider than `size.columns`. */
export function frame(scene: Scene): Line[] {
  const { columns, rows } = scene.size;
  const lines = isTooSmall(scene.size) ? tooSmall(scene) : fullFrame(scene);
  return Array.from({ length: rows }, (_, row) => {
    const shown = cut(lines[row] ?? [], columns);
    return scene.isAscii ? asciiLine(shown) : shown;
  });
}

function fullFrame(scene: Scene): Line[] {
  const { size, feed, state, readonly } = scene;
  const { view } = feed;
  const body = bodySize(size);
  const text = textBody(state, feed, body.columns);
  const shown =
    text === undefined ? (view === null ? [] : contracts(view, scene)) : windowed(text, state.scroll, body.rows);
  const [first = [], second = [], third = []] =
    view === null ? connectingHeader(scene) : headerLines(view, feed, state.kill, hidden(view, scene), size.columns);
  const past = isPast(feed);
  const faded = (row: Line) => (past ? retoned(row, "quiet") : row); // what is past has no colours left
  return [
    first,
    faded(second),
    third,
    ...(hasRule(size) ? [line("─".repeat(size.columns), "quiet")] : []),
    ...Array.from({ length: body.rows }, (_, row) =>
      state.overlay === "help" ? (shown[row] ?? []) : faded(shown[row] ?? []),
    ),
    bottomBar(state, feed, readonly, size.columns),
  ];
}

function contracts(view: View, { feed, state, size }: Scene): Line[] {
  const body = bodySize(size);
  return contractsBody(view, feed, selectedIndex(view, state.selected), state.firstRow, body.columns, body.rows);
}

function hidden(view: View, { state, size }: Scene) {
  const selected = selectedIndex(view, state.selected);
  if (state.overlay === "detail") return view.contracts.filter((_, index) => index !== selected);
  if (state.overlay === "help" || state.tab !== "contracts") return view.contracts;
  const body = bodySize(size);
  return outOfSight(view, selected, state.firstRow, body.columns, body.rows);
}

function connectingHeader({ feed, state }: Scene): Line[] {
  const lines = [
    line(
      feed.phase === "gone" ? `ENGINE GONE: ${feed.goneReason}` : "tauroi: connecting to the engine…",
      feed.phase === "gone" ? "alarm" : "strong",
    ),
    line(feed.phase === "open" ? "connected, waiting for its first snapshot" : ""),
  ];
  const kill = killBanner(null, state.kill, feed.now);
  return [...lines, kill?.forms[1] ?? []];
}

/** Even where nothing else fits: how large it has to be, whether it quotes, what the keys do. They all go on working. */
function tooSmall({ size, feed, state, readonly }: Scene): Line[] {
  const { view } = feed;
  const past = isPast(feed);
  const now = view === null ? "connecting" : `${view.mode} ${past ? `${age(pictureAge(feed))} ago ` : ""}${view.state}`;
  return [
    line(`needs ${MIN_COLUMNS}x${MIN_ROWS}, is ${size.columns}x${size.rows}`, "strong"),
    killBanner(view, state.kill, feed.now)?.forms.at(-1) ?? line(now, past ? "alarm" : "plain"),
    bottomBar(state, feed, readonly, size.columns),
  ];
}
