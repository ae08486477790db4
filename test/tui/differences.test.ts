import { describe, expect, it } from "vitest";
import type { DifferenceView, View } from "../../src/app/view.ts";
import { press } from "../../tui/press.ts";
import { INITIAL_STATE, type ViewerState } from "../../tui/viewer-state.ts";
import { sampleReason, sampleView } from "./sample-view.ts";
import { feedOf, textOf } from "./scene.ts";

const BRU = "KXTOPMONTHLY-26NOV-BRU";
const DRIFT = { ticker: null, text: `${BRU}: we hold 3, the exchange says 5` };
const FOREIGN = { ticker: BRU, text: `${BRU}: 5 held, of which 3 ours and 2 another hand's` };

function differing(...differences: DifferenceView[]): View {
  return sampleView({ change: { mode: "LIVE", state: "pulled", stateReason: "drift", differences } });
}

function pressed(keys: readonly string[], view: View, state: Partial<ViewerState> = {}) {
  const desk = { feed: feedOf(view), size: { columns: 80, rows: 24 }, readonly: false };
  return keys.reduce<ReturnType<typeof press>>((before, key) => press(before.state, key, desk), {
    state: { ...INITIAL_STATE, ...state },
  });
}

const SIZES = [
  { columns: 40, rows: 10 },
  { columns: 80, rows: 24 },
  { columns: 200, rows: 60 },
];

describe("what differs from the exchange", () => {
  it("is in the header, with the key that adopts it", () => {
    const header = textOf({ view: differing(DRIFT), size: { columns: 120, rows: 24 } })[0];
    expect(header).toContain("PULLED");
    expect(header).toContain(`differs (A adopts): ${DRIFT.text}`);
    expect(textOf({ view: differing(DRIFT, FOREIGN) })[0]).toContain("2 differ (tab shows, A adopts)");
  });

  it.each(SIZES)("is told with both numbers in the event view at $columns x $rows, in lines that fit", (size) => {
    const view = differing(DRIFT, FOREIGN);
    const lines = textOf({ view, size, state: { tab: "event" } });
    expect(lines.every((line) => line.length <= size.columns)).toBe(true);
    const words = lines.join(" ").replaceAll(/\s+/g, " ");
    expect(words).toContain("DIFFERS FROM THE EXCHANGE");
    if (size.rows < 24) return; // the rest is further down
    for (const { text } of view.differences) expect(words).toContain(text);
    expect(words).toContain("Nothing is quoted until it is explained, or A adopts");
  });

  it("says that only some contracts are held where only those are", () => {
    const words = textOf({ view: differing(FOREIGN), state: { tab: "event" } }).join(" ");
    expect(words).toMatch(/These contracts aren't quoted until A adopts/);
    expect(textOf({ view: sampleView(), state: { tab: "event" } }).join(" ")).not.toContain("DIFFERS");
  });

  it.each([
    ["foreign-position", "a adopts"],
    ["foreign-order", "A adopts"],
    ["drift", "A adopts"],
    ["unexplained-cash", "A adopts"],
    ["manual-pull", "r resumes"],
  ])("a reason of the kind %s names its key", (code, key) => {
    const [first, ...others] = sampleView().contracts;
    const reasons = [sampleReason({ code, text: "why", needsOperator: true })];
    const view = sampleView({ change: { contracts: [{ ...first!, state: "pulled", reasons }, ...others] } });
    expect(textOf({ view }).join("\n")).toContain(`why, ${key}`);
  });
});

describe("adopting", () => {
  it("asks first, and sends what was asked about", () => {
    const view = differing(DRIFT, FOREIGN);
    expect(pressed(["a"], view).effect).toBeUndefined();
    expect(textOf({ view, state: pressed(["a"], view).state })[23]).toMatch(/^Adopt Bruno Mars's\? {2}y .+n esc/);
    expect(textOf({ view, state: pressed(["A"], view).state })[23]).toMatch(/^Adopt all that differs\?/);
    expect(pressed(["a", "y"], view).effect).toMatchObject({ command: { action: "adopt", ticker: BRU } });
    expect(pressed(["A", "y"], view).effect).toMatchObject({ kind: "send", command: { action: "adopt" } });
    for (const other of ["n", "escape", "enter", "Y", "x", "A"]) {
      expect(pressed(["A", other], view).effect).toBeUndefined();
    }
    expect(pressed(["A", "x", "y"], view).effect).toBeUndefined();
    expect(pressed(["A", "x"], view).state.status?.text).toBe("not adopted");
  });

  it("is refused where nothing differs, saying so", () => {
    for (const key of ["a", "A"]) {
      expect(pressed([key], sampleView()).state.status?.text).toContain("nothing to adopt");
    }
    expect(pressed(["a"], differing(DRIFT)).state.status?.text).toContain("A adopts all that differs");
    expect(pressed(["down", "a"], differing(FOREIGN)).state.question).toBeNull();
  });

  it("gives way to a kill while it asks", () => {
    const { state, effect } = pressed(["A", "K"], differing(DRIFT));
    expect(effect).toMatchObject({ command: { action: "kill" } });
    expect(state.question).toBeNull();
  });
});
