import { describe, expect, it } from "vitest";
import { drawChart } from "../../tui/chart-canvas.ts";
import { NO_CHARTS } from "../../tui/charts.ts";
import { frame } from "../../tui/frame.ts";
import { bodySize } from "../../tui/frame-layout.ts";
import { plainText } from "../../tui/line.ts";
import { textBody } from "../../tui/text-body.ts";
import { TABS } from "../../tui/viewer-state.ts";
import { sampleContract, sampleView } from "./sample-view.ts";
import { type SceneChange, sceneOf, textOf } from "./scene.ts";

const CHARTS = { draw: drawChart };
const BRAILLE = /[\u2801-\u28ff]/u;

function withCharts(change: SceneChange): string[] {
  return frame({ ...sceneOf(change), charts: CHARTS }).map(plainText);
}

describe("charts", () => {
  it("stand beside the contracts at 200x60, however many of them there are", () => {
    for (const contracts of [1, 4, 10, 15, 25]) {
      const lines = withCharts({ view: sampleView({ contracts }), size: { columns: 200, rows: 60 } });
      const charts = lines.join("\n");
      for (const title of ["fair, BRU", "inventory, BRU", "equity, $", "markouts"]) expect(charts).toContain(title);
      expect(charts).toMatch(BRAILLE);
    }
  });

  it("are the selected contract's", () => {
    const state = { selected: "KXTOPMONTHLY-26NOV-TAY" };
    expect(withCharts({ size: { columns: 200, rows: 60 }, state }).join("\n")).toContain("fair, TAY");
  });

  it("stand beside the texts where there is room, and below them where there isn't", () => {
    const beside = withCharts({ size: { columns: 120, rows: 40 }, state: { overlay: "detail" } });
    expect(beside.find((text) => text.startsWith("Bruno Mars"))).toContain("fair, BRU");
    const below = withCharts({ size: { columns: 80, rows: 60 }, state: { overlay: "detail" } });
    const place = (words: string) => below.findIndex((text) => text.includes(words));
    expect(place("fair, BRU")).toBeGreaterThan(place("done"));
    expect(place("inventory, BRU")).toBeGreaterThan(place("fair, BRU"));
  });

  it("take as much room when they can't be drawn yet: nothing jumps when they come", () => {
    for (const size of [
      { columns: 40, rows: 10 },
      { columns: 80, rows: 24 },
      { columns: 200, rows: 60 },
    ]) {
      const body = bodySize(size);
      for (const tab of TABS) {
        const { feed, state } = sceneOf({ size, state: { tab } });
        const lines = (charts: typeof CHARTS) => textBody(state, feed, { body, readonly: false, charts })?.lines.length;
        expect(lines(NO_CHARTS as typeof CHARTS)).toBe(lines(CHARTS));
      }
    }
  });
});

describe("the event view", () => {
  it("says what every winner would bring, worst first", () => {
    const outcomes = [
      { label: "BRU", resultUsd: -31.5 },
      { label: null, resultUsd: 2 },
    ];
    const text = textOf({
      view: sampleView({ change: { outcomes } }),
      size: { columns: 80, rows: 40 },
      state: { tab: "event" },
    }).join("\n");
    expect(text).toMatch(/Bruno Mars +-\$31\.50 █▌?·+ +none of these +\+\$2\.00/);
    const none = textOf({ view: sampleView({ change: { outcomes: [] } }), state: { tab: "event" } }).join("\n");
    expect(none).not.toContain("Result by winner");
  });
});

it("the event view names unexplained cash, however little, and is silent where there is none", () => {
  const shown = (unexplainedUsd: number) => {
    const view = sampleView();
    return textOf({
      view: { ...view, money: { ...view.money, unexplainedUsd } },
      size: { columns: 80, rows: 70 },
      state: { tab: "event" },
    }).join("\n");
  };
  expect(shown(-0.01)).toContain("-$0.01 of the balance is unexplained cash");
  expect(shown(0)).not.toContain("unexplained");
});

it("the event view says what rounding has kept of the balance, and is silent where that is nothing", () => {
  const shown = (roundingUsd: number) => {
    const view = sampleView();
    return textOf({
      view: { ...view, money: { ...view.money, roundingUsd } },
      size: { columns: 80, rows: 70 },
      state: { tab: "event" },
    }).join("\n");
  };
  expect(shown(0.0042)).toContain("rounding has kept $0.0042 of the balance, beside the fees");
  expect(shown(12.3456)).toContain("rounding has kept $12.3456 of the balance, beside the fees");
  expect(shown(-0.0042)).toContain("rounding has given back $0.0042 to the balance, beside the fees");
  for (const nothing of [0, 0.00004, -0.00004]) expect(shown(nothing)).not.toContain("rounding");
});

describe("the orders view", () => {
  it("has every order that may be live, and says what the fills came to", () => {
    const text = textOf({ size: { columns: 80, rows: 70 }, state: { tab: "orders" } }).join("\n");
    expect(text.match(/^(buy|sell) /gm)).toHaveLength(15);
    expect(text).toContain("+0.82c after 10 s (57 fills)");
    expect(text).toMatch(/10 s +1 min +10 min +contract/);
  });

  it("says that there are none", () => {
    const view = sampleView({ contracts: 0, change: { fills: [], markouts: [] } });
    const text = textOf({ view, state: { tab: "orders" } }).join("\n");
    expect(text).toContain("No orders that may be live");
    expect(text).toContain("no fills yet");
  });
});

describe("the log", () => {
  it("shows all of a line that is too long for the terminal", () => {
    const text = "the exchange refused the order because its market is paused until the end of the auction";
    const log = [{ at: 0, severity: "critical", text }] as const;
    const shown = textOf({
      view: sampleView({ change: { log } }),
      size: { columns: 40, rows: 20 },
      state: { tab: "log" },
    });
    const lines = shown.slice(4, -1).filter((one) => one !== "");
    expect(lines[0]).toMatch(/^00:00:00 ALARM the exchange/);
    expect(lines.length).toBeGreaterThan(2);
    const words = lines.join(" ").replace(/\s+/g, " ").replace("00:00:00 ALARM ", "");
    expect(words.trim()).toBe(text);
  });
});

describe("the model view", () => {
  it("names what a fit has left on a bound, and marks what predicts worse than the last price", () => {
    const young = sampleView().contracts[2]?.model ?? sampleContract().model;
    const view = sampleView({ change: { contracts: [sampleContract({ model: young, sigmaB: null })] } });
    const scene = sceneOf({ view, size: { columns: 120, rows: 30 }, state: { tab: "model" } });
    const text = frame(scene).map(plainText).join("\n");
    expect(text).toMatch(/Bruno Mars +47\.3±1\.2 +-- +2% +others +1 m 41 s +900 +1 +2\.31 +17% +2\.40\/2\.10/);
    expect(text).toContain("Bruno Mars: outlierProbability");
    const row = frame(scene).find((line) => plainText(line).startsWith("Bruno Mars")) ?? [];
    expect(row.filter(({ tone }) => tone === "warn").map((span) => span.text)).toEqual([
      "others",
      "1",
      "2.31",
      "2.40/2.10",
    ]);
  });
});

describe("an ASCII terminal", () => {
  it("calls a contract by its letters where its title has none that can be shown", () => {
    const lines = textOf({ isAscii: true, size: { columns: 80, rows: 40 }, view: sampleView({ contracts: 15 }) });
    expect(lines.join("\n")).not.toContain("??");
    expect(lines.some((text) => text.startsWith(" BTS "))).toBe(true);
    expect(lines.some((text) => text.startsWith(" Beyonce"))).toBe(true);
  });
});

it("a narrow terminal says which of the views this is", () => {
  TABS.slice(1).forEach((tab, place) => {
    expect(textOf({ size: { columns: 40, rows: 10 }, state: { tab } })[3]).toContain(`[${tab}] view ${place + 2} of 5`);
  });
});
