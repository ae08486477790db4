import type { View } from "../src/app/view.ts";

/** What the viewer has of the engine, and how old it is. Local times are of the viewer's own clock. */
export interface Feed {
  readonly phase: "connecting" | "open" | "gone";
  /** The newest snapshot shown; null before the first. */
  readonly view: View | null;
  /** Local time at which `view` came. */
  readonly arrivedAt: number;
  /** Local time of this frame. */
  readonly now: number;
  /** Why the engine is gone, or, while it is there, why it shows nothing; empty else. */
  readonly goneReason: string;
}

/** Without a snapshot for this long, what is shown is past: the engine sends several a second. */
export const STALE_AFTER_MS = 2_000;

/** How old the picture is, in local time since the last snapshot came. */
export function pictureAge(feed: Feed): number {
  return feed.view === null ? 0 : Math.max(0, feed.now - feed.arrivedAt);
}

/** Whether what is shown may no longer be true. */
export function isPast(feed: Feed): boolean {
  return feed.view !== null && (feed.phase === "gone" || pictureAge(feed) > STALE_AFTER_MS);
}

/**
 * The engine's time now: that of the snapshot, moved on by local time (at the speed of a simulated exchange, while its engine is heard), so that countdowns
 * count and ages grow between snapshots and after the last one.
 */
export function engineNow(view: View, feed: Feed): number {
  return view.at + pictureAge(feed) * (typeof view.speed === "number" && !isPast(feed) ? view.speed : 1);
}

/** Age of the market data: as the engine saw it, plus what has passed here since it told us, which no simulated speed multiplies. */
export function dataAge(view: View, feed: Feed): number {
  return view.truth.dataAgeMs + pictureAge(feed);
}
