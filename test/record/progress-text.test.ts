import { describe, expect, test } from "vitest";
import { progressBar, progressLine } from "../../src/record/progress-text.ts";
import type { RecordProgress } from "../../src/record/recorder.ts";

const FROM = Date.UTC(2026, 10, 1);
const HOUR = 3_600_000;

function at(hours: number, trades: number, more: Partial<RecordProgress> = {}): RecordProgress {
  const common = {
    from: FROM,
    upTo: FROM + hours * HOUR,
    until: FROM + 10 * HOUR,
    messages: 1,
    following: false,
    live: true,
  };
  return { ...common, trades, ...more };
}

describe("how far a recording is", () => {
  test("is a share of the history's time, a rate and the time that is left at that pace", () => {
    const pace = { progress: at(4, 1_300), first: at(1, 100), elapsedMs: 60_000 };
    expect(progressBar(pace)).toBe("history [#########---------------] 40%, 1300 trades, 20/s, 2:00 left");
    expect(progressLine(pace)).toBe("history read up to 2026-11-01T04:00Z (40%), 1300 trades, 20/s, 2:00 left");
  });

  test("says nothing of a pace that can't be told yet, and of hours where there are some", () => {
    const first = at(1, 1);
    expect(progressBar({ progress: first, first, elapsedMs: 10 })).toBe(
      "history [##----------------------] 10%, 1 trade",
    );
    const slow = { progress: at(2, 101), first, elapsedMs: 1_000_000 };
    expect(progressBar(slow)).toContain(", 2:13:20 left");
  });

  test("tells what is followed once the history is read", () => {
    const progress = at(10, 7, { following: true });
    const pace = { progress, first: progress, elapsedMs: 9_000 };
    expect(progressBar(pace)).toBe("following: 7 trades up to 2026-11-01T10:00:00Z, 1 message, stream live");
    expect(progressLine({ ...pace, progress: { ...progress, live: false } })).not.toContain("live");
  });
});
