import type { Clock } from "../ambient/clock.ts";
import type { Files } from "../ambient/files.ts";
import type { Timers } from "../ambient/timers.ts";
import { isOtherKill, type KillMarker, readKillMarker, readKillMarkerSoon } from "./kill-marker.ts";

export interface MarkerWatchParts {
  readonly folders: readonly string[];
  /** The one over which the start was told to trade again, as it was then; undefined where there was none. */
  readonly known: KillMarker | undefined;
  readonly files: Files;
  readonly clock: Clock;
  readonly timers: Timers;
}

const LOOK_EVERY_MS = 1_000;

/**
 * Has an engine heed the marker of a kill that went past it, at the exchange itself: while it was starting, hung, or out of reach. The marker of before
 * its start, over which it was told to trade again, is not meant.
 */
export class MarkerWatch {
  readonly #parts: MarkerWatchParts;
  #isOver = false;

  constructor(parts: MarkerWatchParts) {
    this.#parts = parts;
  }

  /** The marker of a kill since then; undefined when there was none. */
  look(): KillMarker | undefined {
    const { folders, files, clock } = this.#parts;
    return this.#other(readKillMarker(folders, files, clock.now()));
  }

  /** Looks every second, and calls `kill` at the first. */
  start(kill: (marker: KillMarker) => void): void {
    void this.#go(kill);
  }

  stop(): void {
    this.#isOver = true;
  }

  async #go(kill: (marker: KillMarker) => void): Promise<void> {
    const { folders, clock, timers } = this.#parts;
    while (!this.#isOver) {
      const found = this.#other(await readKillMarkerSoon(folders, clock.now()));
      if (found !== undefined && !this.#isOver) {
        kill(found);
        return;
      }
      await new Promise<void>((resolve) => timers.after(LOOK_EVERY_MS, resolve));
    }
  }

  #other(found: KillMarker | undefined): KillMarker | undefined {
    return found !== undefined && isOtherKill(found, this.#parts.known) ? found : undefined;
  }
}
