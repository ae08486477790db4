import { useMemo, useSyncExternalStore } from "react";
import { NO_CHARTS } from "../charts.ts";
import { frame, type Scene } from "../frame.ts";
import { type Line, sameLine } from "../line.ts";
import type { Picture, Viewer } from "../viewer.ts";

/** A frame with the width that it was drawn for. */
export interface Frame {
  readonly lines: readonly Line[];
  readonly columns: number;
}

/**
 * The viewer's picture as a frame; draws again only when some line of it looks different. The renderer goes through the whole
 * screen whenever React does anything at all, so a picture that changes nothing may not get that far.
 */
export function useFrame(viewer: Viewer, look: Pick<Scene, "readonly" | "isAscii" | "charts">): Frame {
  const { readonly, isAscii, charts = NO_CHARTS } = look;
  const current = useMemo(() => {
    let picture: Picture | undefined;
    let drawn: Frame = { lines: [], columns: 0 };
    return () => {
      const newest = viewer.picture();
      if (newest !== picture) {
        const next = { lines: frame({ ...newest, readonly, isAscii, charts }), columns: newest.size.columns };
        picture = newest; // only now: React asks once more after a failure, which must not be taken for an old picture then
        if (!looksTheSame(drawn, next)) drawn = next;
      }
      return drawn;
    };
  }, [viewer, readonly, isAscii, charts]);
  return useSyncExternalStore(viewer.subscribe, current, current);
}

function looksTheSame(one: Frame, other: Frame): boolean {
  return (
    one.columns === other.columns &&
    one.lines.length === other.lines.length &&
    one.lines.every((spans, row) => sameLine(spans, other.lines[row] ?? []))
  );
}
