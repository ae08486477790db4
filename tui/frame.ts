import type { ContractView, View } from "../src/app/view.ts";
import { arranged } from "./arrangement.ts";
import { asciiLine, asciiView } from "./ascii.ts";
import { bottomBar } from "./bottom-bar.ts";
import { type Charts, NO_CHARTS } from "./charts.ts";
import { contractsBody, outOfSight } from "./contracts-body.ts";
import { type Feed, isPast, pictureAge } from "./feed.ts";
import { bodySize, hasRule, isTooSmall, MIN_COLUMNS, MIN_ROWS } from "./frame-layout.ts";
import { headerLines } from "./header.ts";
import { killBanner } from "./kill-banner.ts";
import { cut, type Line, line, retoned } from "./line.ts";
import { selectedContract, selectedIndex } from "./selection.ts";
import { textBody } from "./text-body.ts";
import { age } from "./times.ts";
import type { Size, ViewerState } from "./viewer-state.ts";
import { outOfWindow, type WholeText, windowed } from "./whole-text.ts";

/** Everything a frame is drawn from. */
export interface Scene {
  readonly size: Size;
  readonly feed: Feed;
  readonly state: ViewerState;
  readonly readonly: boolean;
  /** The terminal doesn't show UTF-8. */
  readonly isAscii: boolean;
  /** Left out: charts stay blank. */
  readonly charts?: Charts;
}

/** The whole screen: exactly `size.rows` lines, none wider than `size.columns`. */
export function frame(given: Scene): Line[] {
  const scene = given.isAscii ? inAscii(given) : given;
  const { columns, rows } = scene.size;
  const lines = isTooSmall(scene.size) ? tooSmall(scene) : fullFrame(scene);
  return Array.from({ length: rows }, (_, row) => {
    const shown = cut(lines[row] ?? [], columns);
    return scene.isAscii ? asciiLine(shown) : shown;
  });
}

function inAscii(scene: Scene): Scene {
  const { feed } = scene;
  return feed.view === null ? scene : { ...scene, feed: { ...feed, view: asciiView(feed.view) } };
}

function fullFrame(scene: Scene): Line[] {
  const { size, feed, state, readonly, charts = NO_CHARTS } = scene;
  const { view } = feed;
  const body = bodySize(size);
  const text = textBody(state, feed, { body, readonly, charts });
  const shown =
    text === undefined ? (view === null ? [] : contracts(view, scene)) : windowed(text, state.scroll, body.rows);
  const [first = [], second = [], third = []] =
    view === null
      ? connectingHeader(scene)
      : headerLines(view, feed, state.kill, hidden(view, scene, text), size.columns);
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
    bottomBar(scene),
  ];
}

function contracts(view: View, { feed, state, size, charts = NO_CHARTS }: Scene): Line[] {
  const body = bodySize(size);
  const contracts = arranged(view, state);
  if (contracts.length === 0 && view.contracts.length > 0) return [line("no contract has that name", "quiet")];
  const selected = selectedIndex({ contracts }, state.selected);
  return contractsBody({ ...view, contracts }, feed, selected, state.firstRow, body, charts);
}

/** The contracts that the screen shows neither panel nor line of. `text`: the whole one of the view that is open, if it is one. */
function hidden(view: View, { state, size }: Scene, text: WholeText | undefined): readonly ContractView[] {
  if (state.overlay === "detail") {
    const selected = selectedContract(view, state);
    return view.contracts.filter((contract) => contract !== selected);
  }
  const body = bodySize(size);
  if (text !== undefined) return outOfWindow(text, view.contracts, state.scroll, body.rows);
  const contracts = arranged(view, state);
  const selected = selectedIndex({ contracts }, state.selected);
  const below = outOfSight({ ...view, contracts }, selected, state.firstRow, body.columns, body.rows);
  return [...view.contracts.filter((contract) => !contracts.includes(contract)), ...below];
}

function connectingHeader({ feed, state }: Scene): Line[] {
  const lines = [
    line(
      feed.phase === "gone" ? `ENGINE GONE: ${feed.goneReason}` : "tauroi: connecting to the engine…",
      feed.phase === "gone" ? "alarm" : "strong",
    ),
    line(feed.phase === "open" ? feed.goneReason || "connected, waiting for its first snapshot" : ""),
  ];
  const kill = killBanner(null, state.kill, feed.now);
  return [...lines, kill?.forms[1] ?? []];
}

/** Even where nothing else fits: how large it has to be, whether it quotes, what the keys do. They all go on working. */
function tooSmall(scene: Scene): Line[] {
  const { size, feed, state } = scene;
  const { view } = feed;
  const past = isPast(feed);
  const now = view === null ? "connecting" : `${view.mode} ${past ? `${age(pictureAge(feed))} ago ` : ""}${view.state}`;
  return [
    line(`needs ${MIN_COLUMNS}x${MIN_ROWS}, is ${size.columns}x${size.rows}`, "strong"),
    killBanner(view, state.kill, feed.now)?.forms.at(-1) ?? line(now, past ? "alarm" : "plain"),
    bottomBar(scene),
  ];
}
