import { describe, expect, it } from "vitest";
import { frame } from "../../tui/frame.ts";
import { sampleView } from "./sample-view.ts";
import { sceneOf, textOf } from "./scene.ts";

describe("an old picture", () => {
  const gone = { phase: "gone", now: 12_000, goneReason: "it closed the connection" } as const;

  it("is never shown as current when the engine is gone", () => {
    for (const [columns, rows] of [
      [40, 10],
      [80, 24],
      [120, 40],
      [200, 60],
    ] as const) {
      const lines = textOf({ size: { columns, rows }, feed: gone });
      const text = lines.join("\n");
      expect(lines[0]).toContain("ENGINE GONE");
      expect(lines[0]).toContain("12 s old");
      expect(text).toContain("was quoting");
      expect(text).not.toMatch(/(?<!was |was also )(quoting|wide|pulled|halted)[,:]/);
      expect(text).not.toMatch(/QUOTING/);
      expect(text).not.toMatch(/\d s left|\ds \+1/);
    }
  });

  it("ages by the viewer's own clock: an engine that is silent lets no simulated time pass", () => {
    for (const feed of [gone, { now: 12_000 }]) {
      expect(textOf({ feed, size: { columns: 120, rows: 40 } })[2]).toMatch(/^data 12 s old {2}reconciled ok 12 s ago/);
    }
  });

  it("has its reason whole where that fits", () => {
    const feed = { ...gone, goneReason: "the run has ended: killed by the watchdog" };
    const [at80 = ""] = textOf({ feed });
    expect(at80).toContain("ENGINE GONE, all below is 12 s old: the run has ended: killed by");
    const [at120] = textOf({ feed, size: { columns: 120, rows: 40 } });
    expect(at120).toContain(
      "ENGINE GONE: the run has ended: killed by the watchdog; all below is 12 s old (12:34:56 UTC)",
    );
  });

  it("says at every size what becomes of real orders", () => {
    const view = sampleView({ change: { mode: "LIVE" } });
    for (let columns = 40; columns <= 200; columns++) {
      const bar = textOf({ view, feed: gone, size: { columns, rows: 24 } }).at(-1);
      expect(bar).toMatch(
        columns < 56
          ? /^engine gone, orders expire within 50 s/
          : /^engine gone: its orders expire by themselves within 50 s/,
      );
    }
    expect(textOf({ feed: gone }).at(-1)).toMatch(/^engine gone {2}/);
  });

  it("says so when the engine has merely fallen silent", () => {
    const [first] = textOf({ feed: { now: 3_200 } });
    expect(first).toContain("NO NEWS");
    expect(first).toContain("3 s");
    expect(textOf({ feed: { now: 1_900 } })[0]).not.toContain("NO NEWS");
  });

  it("counts its own age into that of the data", () => {
    expect(textOf({ feed: { now: 9_800 } })[2]).toMatch(/^data 10 s old/);
  });

  it("has no colours left in what it says about contracts", () => {
    const lines = frame(sceneOf({ feed: gone }));
    for (const line of lines.slice(3, 23)) for (const { tone } of line) expect(tone).toBe("quiet");
  });
});
