import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { press } from "../../tui/press.ts";
import { INITIAL_STATE, TABS, type ViewerState } from "../../tui/viewer-state.ts";
import { sampleView } from "./sample-view.ts";
import { feedOf, textOf } from "./scene.ts";

const KENDRICK = "KXTOPMONTHLY-26NOV-KEN";
const TEXTS = TABS.filter((tab) => tab !== "contracts");

function bar(state: Partial<ViewerState>, columns: number, rows = 24): string {
  return textOf({ size: { columns, rows }, state: { selected: KENDRICK, ...state } }).at(-1) ?? "";
}

describe("a view that doesn't show which contract is selected", () => {
  it("names the one that p, o, r and a act on, at every size and however far it is scrolled", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TEXTS),
        fc.integer({ min: 40, max: 220 }),
        fc.integer({ min: 10, max: 70 }),
        fc.nat(80),
        (tab, columns, rows, scroll) => {
          expect(bar({ tab, scroll }, columns, rows)).toMatch(/p (pull )?▶ ?(Kendrick Lamar|KEN)\b/);
        },
      ),
    );
    for (const columns of [40, 80, 120]) expect(bar({ overlay: "help" }, columns)).toMatch(/▶ ?(Kendrick Lamar|KEN)\b/);
  });

  it("names it in full where there is room, and leaves out neither killing nor leaving for it", () => {
    expect(bar({ tab: "event" }, 80)).toMatch(/^K KILL {2}p pull ▶ Kendrick Lamar {2}P all/);
    for (let columns = 40; columns <= 200; columns++) {
      for (const hint of ["K KILL", "P all", "? help", "q leave"]) expect(bar({ tab: "log" }, columns)).toContain(hint);
    }
  });

  it("is a terminal too small for any, too", () => {
    expect(textOf({ size: { columns: 30, rows: 5 }, state: { selected: KENDRICK } })[2]).toContain("▶KEN");
  });

  it("names what p then pulls: the first in the list's own order while nobody has chosen", () => {
    const view = sampleView();
    const desk = { feed: feedOf(view), size: { columns: 80, rows: 24 }, readonly: false };
    const sorted = press(INITIAL_STATE, "s", desk).state;
    for (const before of [INITIAL_STATE, sorted, { ...INITIAL_STATE, filter: "gaga" }]) {
      const { state } = press({ ...before, status: null }, "tab", desk);
      const { effect } = press(state, "p", desk);
      const said = /▶ (.+?) {2}/.exec(textOf({ view, state }).at(-1) ?? "")?.[1];
      const pulled = effect?.kind === "send" && "ticker" in effect.command ? effect.command.ticker : "";
      expect(said).toBe(view.contracts.find(({ ticker }) => ticker === pulled)?.title);
    }
  });

  it("promises nothing of keys that act where they are off, and names none where there is none", () => {
    const off = textOf({ state: { tab: "event" }, readonly: true }).at(-1);
    expect(off).not.toContain("▶");
    const empty = textOf({ view: sampleView({ contracts: 0 }), state: { tab: "event" } }).at(-1);
    expect(empty).toMatch(/^K KILL {2}p pull {2}P all/);
  });

  it("says that the arrows scroll", () => {
    expect(bar({ tab: "event" }, 200)).toContain("↑↓ scroll");
    expect(bar({}, 200)).toContain("↑↓ select");
    expect(bar({ overlay: "detail" }, 200)).toContain("↑↓ select");
  });
});

it("views that show it don't say it twice", () => {
  expect(bar({}, 200)).not.toContain("▶");
  expect(bar({ overlay: "detail", tab: "event" }, 200)).not.toContain("▶");
});

it("a question says what its keys do on every terminal that shows a view", () => {
  for (let columns = 40; columns <= 200; columns++) {
    expect(bar({ question: { kind: "leave" } }, columns)).toMatch(/^Leave.* d detach.* s (stop|pull all and stop)/);
    expect(bar({ question: { kind: "resume", ticker: null } }, columns)).toMatch(
      /^Resume all.*\? {2}y \w+.* n esc \w+/,
    );
  }
});

it("a question about the selected contract names it on the narrowest terminal", () => {
  for (const kind of ["resume", "adopt"] as const) {
    const question = { kind, ticker: KENDRICK };
    expect(bar({ tab: "log", question }, 40, 10)).toMatch(/^(Resume|Adopt) (Kendrick Lamar|KEN)\b/);
    expect(bar({ tab: "log", question }, 120)).toMatch(/^(Resume|Adopt) Kendrick Lamar/);
  }
});
