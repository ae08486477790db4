import type { Time } from "../market/units.ts";
import { nextStart, type Schedule } from "./cron.ts";

export interface CycleOptions {
  /** When runs are started. */
  readonly schedule: Schedule;
  readonly now: Time;
  /** A run is to end so long before the next start: it begins late and ends with a reading of its account. */
  readonly marginMs: number;
  /** The next start is overlooked where a run would be shorter than this: that start cancels it, and it pulls then. */
  readonly leastMs: number;
  /** No run is longer, whatever cron does: where it runs has a limit of its own. */
  readonly atMostMs: number;
  /** What somebody has asked for instead. */
  readonly wantedMs?: number | undefined;
}

/** How long a run that starts now may take, and until which start. Throws RangeError when what was asked for is more than the most. */
export function cycle(options: CycleOptions): { readonly durationMs: number; readonly nextStart: Time } {
  const { schedule, now, marginMs, leastMs, atMostMs, wantedMs } = options;
  const next = nextStart(schedule, (now + marginMs + leastMs - 1) as Time);
  if (wantedMs !== undefined) {
    if (wantedMs > atMostMs) {
      throw new RangeError(
        `${durationText(wantedMs)} is longer than the ${durationText(atMostMs)} that a run may take`,
      );
    }
    return { durationMs: wantedMs, nextStart: next };
  }
  return { durationMs: Math.min(next - marginMs - now, atMostMs), nextStart: next };
}

/** A duration as `--duration` takes it, whole seconds: `4h55m`, `3h54m30s`. */
export function durationText(durationMs: number): string {
  const seconds = Math.floor(durationMs / 1_000);
  const parts = [
    [Math.floor(seconds / 3_600), "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ] as const;
  const text = parts.map(([count, unit]) => (count === 0 ? "" : `${count}${unit}`)).join("");
  return text === "" ? "0s" : text;
}
