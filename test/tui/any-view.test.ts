import fc from "fast-check";
import { expect, it } from "vitest";
import { ORDERS } from "../../tui/arrangement.ts";
import { drawChart } from "../../tui/chart-canvas.ts";
import { frame, type Scene } from "../../tui/frame.ts";
import { lineWidth, plainText } from "../../tui/line.ts";
import { spoken } from "../../tui/spoken.ts";
import { TABS, type ViewerState } from "../../tui/viewer-state.ts";
import { anyView } from "./any-view.ts";
import { sceneOf } from "./scene.ts";

const CHARTS = { draw: drawChart };

const state: fc.Arbitrary<Partial<ViewerState>> = fc.record({
  tab: fc.constantFrom(...TABS),
  overlay: fc.constantFrom("none" as const, "none" as const, "detail" as const, "help" as const),
  scroll: fc.nat(100),
  firstRow: fc.nat(20),
  filter: fc.constantFrom("", "", "a", "no such contract"),
  order: fc.constantFrom(...ORDERS),
});

const scene: fc.Arbitrary<Scene> = fc
  .record({
    view: anyView,
    state,
    columns: fc.oneof(fc.integer({ min: 40, max: 250 }), fc.constantFrom(40, 80, 120, 200)),
    rows: fc.oneof(fc.integer({ min: 10, max: 80 }), fc.constantFrom(10, 24, 40, 60)),
    isAscii: fc.boolean(),
    isGone: fc.boolean(),
    now: fc.nat(10_000),
  })
  .map(({ view, columns, rows, isGone, now, ...rest }) => ({
    ...sceneOf({ view, size: { columns, rows }, feed: { phase: isGone ? "gone" : "open", now }, ...rest }),
    charts: CHARTS,
  }));

it("every view fits every terminal, whatever is in it, in UTF-8 and in ASCII", () => {
  fc.assert(
    fc.property(scene, (drawn) => {
      const lines = frame(drawn);
      expect(lines).toHaveLength(drawn.size.rows);
      for (const line of lines) {
        expect(lineWidth(line)).toBeLessThanOrEqual(drawn.size.columns);
        expect(plainText(line)).not.toMatch(drawn.isAscii ? /[^ -~]/ : /\p{Cc}/u);
      }
    }),
    { numRuns: 100 },
  );
});

it("shows no figure that isn't one", () => {
  fc.assert(
    fc.property(scene, (drawn) => {
      const told = JSON.stringify(drawn.feed.view);
      const shown = frame(drawn).map(plainText).join("\n");
      for (const word of ["undefined", "NaN", "Infinity", "[object"]) {
        if (!told.includes(word)) expect(shown).not.toContain(word);
      }
    }),
    { numRuns: 40 },
  );
});

it("can be read aloud, whatever is in it", () => {
  fc.assert(
    fc.property(scene, (drawn) => {
      for (const text of spoken(drawn)) expect(text).not.toMatch(/\p{Cc}/u);
    }),
    { numRuns: 40 },
  );
});
