import { useMemo, useSyncExternalStore } from "react";
import { isPast } from "../feed.ts";
import type { Scene } from "../frame.ts";
import { spoken } from "../spoken.ts";
import type { Viewer } from "../viewer.ts";
import type { ViewerState } from "../viewer-state.ts";

/** Figures alone are read out again no sooner than after this. */
const PAUSE_MS = 15_000;

/**
 * The viewer's picture as lines to be read aloud. They change at once with a key, an answer, and the state of the engine or a
 * contract; figures that merely move wait, because whoever listens would hear nothing else.
 */
export function useSpoken(viewer: Viewer, look: Pick<Scene, "readonly" | "isAscii">): readonly string[] {
  const { readonly, isAscii } = look;
  const current = useMemo(() => {
    let said: readonly string[] = [];
    let saidAt = Number.NEGATIVE_INFINITY;
    let urgent: string | undefined;
    let state: ViewerState | undefined;
    return () => {
      const picture = viewer.picture();
      const news = urgentPart(picture.feed);
      const isDue = picture.state !== state || news !== urgent || picture.feed.now >= saidAt + PAUSE_MS;
      if (!isDue) return said;
      const next = spoken({ ...picture, readonly, isAscii });
      state = picture.state; // only now: React asks once more after a failure, which must not be taken for an old picture then
      urgent = news;
      saidAt = picture.feed.now;
      if (next.join("\n") !== said.join("\n")) said = next;
      return said;
    };
  }, [viewer, readonly, isAscii]);
  return useSyncExternalStore(viewer.subscribe, current, current);
}

/** What may not wait: whether it quotes, what keeps a contract from it, a kill, and whether there is any news at all. */
function urgentPart(feed: Scene["feed"]): string {
  const { view } = feed;
  if (view === null) return feed.phase;
  return JSON.stringify([
    feed.phase,
    isPast(feed),
    view.state,
    view.stateReason,
    view.kill?.grade,
    view.contracts.map(({ state, reasons }) => [state, reasons[0]?.code]),
  ]);
}
