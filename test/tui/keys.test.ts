import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { ContractView, View } from "../../src/app/view.ts";
import { arranged, ORDERS, type Order } from "../../tui/arrangement.ts";
import type { Feed } from "../../tui/feed.ts";
import { acts, bindingOf, bindingsIn, KEYS, type Place } from "../../tui/keys.ts";
import { type Pressed, press } from "../../tui/press.ts";
import { INITIAL_STATE, TABS, type ViewerState } from "../../tui/viewer-state.ts";
import { keysDocument } from "./keys-document.ts";
import { sampleKill, sampleView } from "./sample-view.ts";
import { feedOf, textOf } from "./scene.ts";

const PLACES: readonly Place[] = ["everywhere", "resuming", "adopting", "leaving", "filtering"];
const TALL = { columns: 100, rows: 90 };

interface Given {
  readonly view?: View;
  readonly feed?: Partial<Feed>;
  readonly state?: Partial<ViewerState>;
  readonly readonly?: boolean;
  readonly size?: { readonly columns: number; readonly rows: number };
}

/** What pressing `keys` one after the other comes to. */
function pressing(keys: readonly string[], given: Given = {}): Pressed {
  const desk = {
    feed: feedOf(given.view ?? sampleView(), given.feed),
    size: given.size ?? { columns: 80, rows: 24 },
    readonly: given.readonly ?? false,
  };
  return keys.reduce<Pressed>((before, key) => press(before.state, key, desk), {
    state: { ...INITIAL_STATE, ...given.state },
  });
}

const live = sampleView({ change: { mode: "LIVE" } });

describe("the key table", () => {
  it("gives no key two meanings in one place", () => {
    for (const place of PLACES) {
      const keys = bindingsIn(place).flatMap((binding) => binding.keys);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it("is the help: every key with what it does", () => {
    const help = textOf({ size: TALL, state: { overlay: "help" } });
    for (const { shown, what } of KEYS) {
      expect(help.some((line) => line.trimStart().startsWith(shown) && line.includes(what))).toBe(true);
    }
  });

  it("is the hint bar, where killing and leaving are never left out", () => {
    for (let columns = 40; columns <= 250; columns += 7) {
      const bar = textOf({ size: { columns, rows: 24 } })[23];
      for (const hint of ["K KILL", "P all", "? help", "q leave"]) expect(bar).toContain(hint);
    }
    const wide = textOf({ size: { columns: 150, rows: 24 } })[23];
    for (const { hint } of KEYS) if (hint !== undefined) expect(wide).toContain(hint.text);
  });

  it("is docs/keys.md (`bin/test keys -u` writes it anew)", async () => {
    await expect(keysDocument()).toMatchFileSnapshot(fileURLToPath(new URL("../../docs/keys.md", import.meta.url)));
  });
});

describe("keys that take risk away", () => {
  const cases = [
    ["p", { action: "pull", ticker: "KXTOPMONTHLY-26NOV-BRU" }],
    ["P", { action: "pull" }],
    ["o", { action: "reduce", ticker: "KXTOPMONTHLY-26NOV-BRU" }],
    ["O", { action: "reduce" }],
    ["K", { action: "kill" }],
  ] as const;

  it.each(cases)("%s acts at once, and again when pressed again", (key, command) => {
    expect(pressing([key], { view: live }).effect).toMatchObject({ kind: "send", command });
    expect(pressing([key, key], { view: live }).effect).toMatchObject({ kind: "send", command });
  });

  it.each(cases)("%s acts during any question, and takes it back", (key, command) => {
    for (const opening of ["R", "q"]) {
      const { state, effect } = pressing([opening, key], { view: live });
      expect(effect).toMatchObject({ kind: "send", command });
      expect(state.question).toBeNull();
    }
  });

  it("act in every view and on a terminal too small for any", () => {
    for (const tab of TABS) {
      expect(pressing(["K"], { state: { tab } }).effect).toMatchObject({ command: { action: "kill" } });
    }
    expect(pressing(["P"], { size: { columns: 10, rows: 3 } }).effect).toMatchObject({ command: { action: "pull" } });
  });

  it("pull the selected contract", () => {
    expect(pressing(["down", "j", "p"]).effect).toMatchObject({ command: { ticker: "KXTOPMONTHLY-26NOV-TAY" } });
  });
});

describe("keys that add risk", () => {
  it("ask first, naming what they would do", () => {
    expect(pressing(["r"]).effect).toBeUndefined();
    expect(textOf({ state: pressing(["r"]).state })[23]).toMatch(/^Resume Bruno Mars\? {2}y .+n esc/);
    expect(textOf({ state: pressing(["R"]).state })[23]).toMatch(/^Resume all contracts\?/);
  });

  it("act on y and on nothing else", () => {
    expect(pressing(["r", "y"]).effect).toMatchObject({
      command: { action: "resume", ticker: "KXTOPMONTHLY-26NOV-BRU" },
    });
    expect(pressing(["R", "y"]).effect).toMatchObject({ command: { action: "resume" } });
    for (const other of ["n", "escape", "enter", "Y", " ", "j", "x", "r"]) {
      expect(pressing(["R", other]).effect).toBeUndefined();
    }
    expect(pressing(["R", "x", "y"]).effect).toBeUndefined();
  });

  it("resume the contract that was asked about, even if the selection were to move", () => {
    const asked = pressing(["r"]).state;
    const { effect } = pressing(["y"], { state: { ...asked, selected: "KXTOPMONTHLY-26NOV-TAY" } });
    expect(effect).toMatchObject({ command: { ticker: "KXTOPMONTHLY-26NOV-BRU" } });
  });
});

describe("a key that can't do its work says why", () => {
  const saying = (keys: readonly string[], given: Given) => {
    const { state, effect } = pressing(keys, given);
    expect(effect).toBeUndefined();
    expect(state.question).toBeNull();
    return state.status?.text ?? "";
  };

  it("in a viewer that may only look, for every key that acts", () => {
    for (const binding of KEYS.filter((one) => acts(one) && one.place === "everywhere")) {
      for (const key of binding.keys) expect(saying([key], { readonly: true })).toContain("--readonly");
    }
    expect(saying(["K"], { readonly: true })).toContain("`tauroi kill`");
  });

  it("after a kill, for what would quote again", () => {
    const view = sampleView({ change: { kill: sampleKill({ by: "the watchdog" }) } });
    expect(saying(["r"], { view })).toBe(
      "no resume after the kill of 12:34:56 (by the watchdog): it takes a new start",
    );
    expect(saying(["R"], { state: { kill: { askedAt: 0, phase: "sent", text: "" } } })).toContain(
      "no resume after a kill",
    );
  });

  it("when the kill comes while the question is open", () => {
    const asked = pressing(["R"]).state;
    expect(saying(["y"], { state: asked, view: sampleView({ change: { kill: sampleKill() } }) })).toContain(
      "no resume",
    );
  });

  it("when the engine is gone", () => {
    const gone = { phase: "gone" } as const;
    expect(saying(["K"], { view: live, feed: gone })).toContain("run `tauroi kill`");
    expect(saying(["K"], { feed: { ...gone, view: null } })).toContain("run `tauroi kill`");
    for (const mode of ["PAPER", "DRY-RUN"] as const) {
      const said = saying(["K"], { view: sampleView({ change: { mode } }), feed: gone });
      expect(said).toContain("the engine is gone; it had no real orders");
      expect(said).not.toContain("tauroi kill"); // where there is nothing to kill
    }
    expect(saying(["R"], { feed: gone })).toContain("the engine is gone");
  });

  it("when it has no meaning at all", () => {
    expect(saying(["x"], {})).toBe("x does nothing; ? lists the keys");
  });
});

describe("leaving", () => {
  it("takes one key on paper, and wherever nothing can be asked of the engine", () => {
    expect(pressing(["q"]).effect).toEqual({ kind: "leave" });
    expect(pressing(["q"], { view: live, readonly: true }).effect).toEqual({ kind: "leave" });
    expect(pressing(["q"], { view: live, feed: { phase: "gone" } }).effect).toEqual({ kind: "leave" });
    expect(pressing(["ctrl+c"], { feed: { view: null, phase: "connecting" } }).effect).toEqual({ kind: "leave" });
  });

  it.each(["LIVE", "DRY-RUN"] as const)("asks on %s what becomes of the engine", (mode) => {
    const view = sampleView({ change: { mode } });
    expect(pressing(["q"], { view }).effect).toBeUndefined();
    expect(textOf({ state: pressing(["q"], { view }).state, view, size: { columns: 100, rows: 24 } })[23]).toMatch(
      /d detach, the engine goes on quoting .+ s pull all and stop the engine .+ esc stay/,
    );
    expect(pressing(["q", "d"], { view }).effect).toEqual({ kind: "leave" });
    expect(pressing(["q", "s"], { view }).effect).toMatchObject({ command: { action: "stop" } });
    expect(pressing(["q", "escape"], { view })).toMatchObject({ state: { question: null } });
    expect(pressing(["ctrl+c", "ctrl+c"], { view }).effect).toEqual({ kind: "leave" });
  });
});

describe("leaving an engine that ends with its viewer", () => {
  it("takes one key there too", () => {
    const view = sampleView({ change: { mode: "LIVE", endsWithViewer: true } });
    expect(pressing(["q"], { view }).effect).toEqual({ kind: "leave" });
  });
});

describe("looking around", () => {
  const view = sampleView({ contracts: 10 });
  const selectedAfter = (keys: readonly string[], size = { columns: 80, rows: 24 }) => {
    const { selected } = pressing(keys, { view, size }).state;
    return view.contracts.findIndex(({ ticker }) => ticker === selected);
  };

  it("moves among contracts by arrows and by hjkl alike, never off the edge", () => {
    expect(selectedAfter(["down", "down", "k"])).toBe(1);
    expect(selectedAfter(["j", "j", "up"])).toBe(1);
    expect(selectedAfter(["G", "down", "j"])).toBe(9);
    expect(selectedAfter(["G", "g", "up"])).toBe(0);
  });

  it("moves in two directions where panels stand side by side", () => {
    const size = { columns: 120, rows: 40 };
    expect(selectedAfter(["down"], size)).toBe(2);
    expect(selectedAfter(["down", "right"], size)).toBe(3);
    expect(selectedAfter(["l", "j", "h"], size)).toBe(2);
  });

  it("opens a contract and comes back, keeping the selection", () => {
    const opened = pressing(["j", "enter"], { view }).state;
    expect(opened.overlay).toBe("detail");
    expect(pressing(["j", "enter", "j", "escape"], { view }).state).toMatchObject({
      overlay: "none",
      selected: view.contracts[2]?.ticker,
    });
  });

  it("goes round the views with tab, and to each by its number", () => {
    const tabs = TABS.map((_, times) => pressing(Array<string>(times).fill("tab")).state.tab);
    expect(tabs).toEqual(TABS);
    expect(pressing(Array<string>(TABS.length).fill("tab")).state.tab).toBe(TABS[0]);
    expect(pressing(["shift+tab"]).state.tab).toBe(TABS.at(-1));
    expect(TABS.map((_, index) => pressing([String(index + 1)]).state.tab)).toEqual(TABS);
    expect(pressing(["tab", "escape"]).state.tab).toBe("contracts");
  });

  it("scrolls a text to its end and no further", () => {
    const state = { tab: "log" } as const;
    const end = pressing(["G"], { state }).state.scroll;
    expect(end).toBeGreaterThan(0);
    expect(pressing(["G", "pagedown", "j"], { state }).state.scroll).toBe(end);
    expect(pressing(["G", "up"], { state }).state.scroll).toBe(end - 1);
    expect(pressing(["G", "g", "k"], { state }).state.scroll).toBe(0);
    expect(textOf({ state: pressing(["G"], { state }).state }).join("\n")).toContain("line 29 of the log");
  });
});

describe("choosing among contracts", () => {
  const view = sampleView({ contracts: 15 });
  const listAfter = (keys: readonly string[]) =>
    arranged(view, pressing(keys, { view }).state).map(({ title }) => title);
  const typed = (letters: string) => ["/", ...letters];

  it("lists those with the letters in their name, whatever their case and accents", () => {
    expect(listAfter(typed("be"))).toEqual(["Justin Bieber", "Beyoncé"].filter((name) => /be/i.test(name)));
    expect(listAfter(typed("beyonce"))).toEqual(["Beyoncé"]);
    expect(listAfter(typed("あい"))).toEqual(["あいみょん"]);
    expect(listAfter([...typed("bex"), "backspace"])).toEqual(listAfter(typed("be")));
  });

  it("keeps the filter on enter and forgets it on escape, then or later", () => {
    expect(pressing([...typed("lady"), "enter"], { view }).state).toMatchObject({ filter: "lady", isFiltering: false });
    expect(pressing([...typed("lady"), "escape"], { view }).state).toMatchObject({ filter: "", isFiltering: false });
    expect(pressing([...typed("lady"), "enter", "escape"], { view }).state.filter).toBe("");
  });

  it("takes letters for letters and not for keys, but K and P act even then", () => {
    for (const key of ["p", "o", "r", "q", "O", "R", "?", " ", "j", "1"]) {
      expect(pressing(["/", key], { view })).toMatchObject({
        state: { filter: key, isFiltering: true, question: null },
      });
      expect(pressing(["/", key], { view }).effect).toBeUndefined();
    }
    expect(pressing(["/", "K"], { view }).effect).toMatchObject({ command: { action: "kill" } });
    expect(pressing(["/", "P"], { view }).effect).toMatchObject({ command: { action: "pull" } });
    expect(pressing(["/", "ctrl+c"], { view }).state.question).toBeNull();
  });

  it("acts on what is listed, and on nothing where nothing is", () => {
    const ticker = view.contracts.find(({ title }) => title === "Coldplay")?.ticker;
    expect(pressing([...typed("coldp"), "enter", "p"], { view }).effect).toMatchObject({ command: { ticker } });
    const none = pressing([...typed("nobody"), "enter", "p"], { view });
    expect(none.effect).toBeUndefined();
    expect(none.state.status?.text).toContain("P pulls all");
  });

  it("says below how many are listed, and above what is out of sight", () => {
    const lines = textOf({ view, state: pressing([...typed("lady"), "enter"], { view }).state });
    expect(lines.at(-1)).toContain('"lady": 1 of 15');
    expect(lines[0]).toContain("14 out of sight");
  });

  it("goes through the orders and back, keeping the selected contract selected", () => {
    const orders = ORDERS.map((_, times) => pressing(["j", ...Array<string>(times).fill("s")], { view }).state);
    expect(orders.map(({ order }) => order)).toEqual(ORDERS);
    expect(new Set(orders.slice(1).map(({ selected }) => selected))).toEqual(new Set([view.contracts[1]?.ticker]));
    expect(pressing(["S"], { view }).state.order).toBe(ORDERS.at(-1));
  });

  it("puts first what each order goes by", () => {
    const by = (order: Order) => arranged(view, { filter: "", order });
    expect(by("listed")).toEqual(view.contracts);
    for (const [order, rank] of [
      ["z", ({ z }: ContractView) => Math.abs(z ?? -1)],
      ["inventory", ({ inventory }: ContractView) => Math.abs(inventory)],
      ["risk", ({ riskUse }: ContractView) => riskUse],
      ["fair", ({ fairCents }: ContractView) => fairCents ?? -1],
    ] as const) {
      const ranks = by(order).map(rank);
      expect(ranks).toEqual([...ranks].sort((one, other) => other - one));
    }
    const order = ["killed", "halted", "pulled", "one side", "wide", "quoting", "settled"];
    const states = by("trouble").map(({ state }) => order.indexOf(state));
    expect(states).toEqual([...states].sort((one, other) => one - other));
  });
});

describe("a first run", () => {
  const state = { isWelcoming: true };

  it.each([40, 60, 80, 120, 200])("says in %i columns what it is and which two keys to try", (columns) => {
    const bar = textOf({ state, size: { columns, rows: 24 } })[23];
    expect(bar).toMatch(columns < 50 ? /Try ⏎.+p: pull/ : /rehearsal.+no real money.+Try ⏎.+p: pull/);
  });

  it("has the usual hints from the first key on, which does its work", () => {
    const { state: after, effect } = pressing(["p"], { state });
    expect(effect).toMatchObject({ command: { action: "pull" } });
    expect(textOf({ state: after })[23]).toContain("K KILL");
  });
});

describe("every binding", () => {
  it("is found by each of its keys in its place", () => {
    for (const binding of KEYS) for (const key of binding.keys) expect(bindingOf(key, binding.place)).toBe(binding);
  });
});
