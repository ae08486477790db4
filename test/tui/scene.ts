import type { View } from "../../src/app/view.ts";
import type { Feed } from "../../tui/feed.ts";
import { frame, type Scene } from "../../tui/frame.ts";
import { plainText } from "../../tui/line.ts";
import { printableView } from "../../tui/printable.ts";
import { INITIAL_STATE, type Size, type ViewerState } from "../../tui/viewer-state.ts";
import { sampleView } from "./sample-view.ts";

/** A feed that has just brought `view`. */
export function feedOf(view: View, change: Partial<Feed> = {}): Feed {
  return { phase: "open", view: printableView(view), arrivedAt: 0, now: 0, goneReason: "", ...change };
}

export interface SceneChange {
  readonly view?: View;
  readonly size?: Size;
  readonly state?: Partial<ViewerState>;
  readonly feed?: Partial<Feed>;
  readonly readonly?: boolean;
  readonly isAscii?: boolean;
}

export function sceneOf({
  view = sampleView(),
  size,
  state,
  feed,
  readonly = false,
  isAscii = false,
}: SceneChange = {}): Scene {
  return {
    size: size ?? { columns: 80, rows: 24 },
    feed: feedOf(view, feed),
    state: { ...INITIAL_STATE, ...state },
    readonly,
    isAscii,
  };
}

/** The lines of a frame as text. */
export function textOf(change: SceneChange = {}): string[] {
  return frame(sceneOf(change)).map(plainText);
}
