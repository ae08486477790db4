import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axisFor, type Chart } from "../../tui/chart.ts";
import { type ChartBlock, chartBlock } from "../../tui/chart-block.ts";
import { drawChart } from "../../tui/chart-canvas.ts";
import { type Charts, LazyCharts, NO_CHARTS } from "../../tui/charts.ts";
import { fairChart } from "../../tui/contract-charts.ts";
import { equityChart, markoutChart } from "../../tui/event-charts.ts";
import { lineWidth, plainText } from "../../tui/line.ts";
import { sampleContract, sampleView } from "./sample-view.ts";

const CHARTS: Charts = { draw: drawChart };

function chartOf(values: readonly (number | null)[], change: Partial<Chart> = {}): Chart {
  return {
    columns: 40,
    rows: 9,
    ...axisFor(values, 3, 1),
    series: [{ values, tone: "strong" }],
    marks: [],
    ...change,
  };
}

/** The chart's lines as text, without axis, labels and ends. */
function dots(chart: Chart): string[] {
  return drawChart(chart)
    .map(plainText)
    .slice(0, -1)
    .map((text) => text.slice(text.indexOf("⡇") + 1).trimEnd());
}

describe("an axis", () => {
  const price = fc.double({ min: -1e6, max: 1e6, noNaN: true });

  it("holds every value between two round ends, in whole steps", () => {
    fc.assert(
      fc.property(fc.array(price, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 8 }), (values, steps) => {
        const axis = axisFor(values, steps, 1);
        const slack = 1e-6 * (axis.high - axis.low);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(axis.low - slack);
        expect(Math.max(...values)).toBeLessThanOrEqual(axis.high + slack);
        expect(Number.isInteger(axis.steps)).toBe(true);
        expect(axis.steps).toBeLessThanOrEqual(steps + 2);
        const step = (axis.high - axis.low) / axis.steps;
        const digits = step / 10 ** Math.floor(Math.log10(step * 1.000001));
        expect([1, 2, 5]).toContain(Math.round(digits));
      }),
    );
  });

  it("doesn't start at 0 where nothing is near it, and keeps a flat line flat", () => {
    expect(axisFor([46.2, 48.1, 47.3], 4, 2)).toEqual({ low: 46, high: 48.5, steps: 5 });
    const flat = axisFor([47, 47], 4, 2);
    expect(flat.high - flat.low).toBeGreaterThanOrEqual(2);
  });

  it("can do without any value", () => {
    const { low, high, steps } = axisFor([null], 4, 1);
    expect([low < 0, high > 0, steps > 0]).toEqual([true, true, true]);
  });
});

describe("a drawn chart", () => {
  const value = fc.option(fc.double({ min: -1e5, max: 1e5, noNaN: true }), { nil: null });

  it("is exactly as large as asked for", () => {
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 150 }),
        fc.integer({ min: 24, max: 120 }),
        fc.integer({ min: 3, max: 30 }),
        (values, columns, rows) => {
          const lines = drawChart(chartOf(values, { columns, rows }));
          expect(lines).toHaveLength(rows);
          for (const line of lines) expect(lineWidth(line)).toBe(columns);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("rises where the values rise, and is blank where there are none", () => {
    const rising = dots(chartOf(Array.from({ length: 60 }, (_, place) => place)));
    const firstDot = rising.map((row) => row.search(/[^ ]/)).filter((column) => column >= 0);
    expect(firstDot).toEqual(firstDot.toSorted((one, other) => other - one));
    const gapped = dots(chartOf(Array.from({ length: 60 }, (_, place) => (place > 20 && place < 40 ? null : 5))));
    const row = gapped.find((text) => text.trim() !== "") ?? "";
    expect(row).toMatch(/^\S+ {6,}\S+$/);
  });

  it("puts marks and signs at their values and in their tones", () => {
    const values = Array.from({ length: 30 }, () => 5);
    const lines = drawChart(
      chartOf(values, {
        low: 0,
        high: 10,
        steps: 2,
        series: [{ values, tone: "bid", sign: "b" }],
        marks: [{ place: 29, value: 10, sign: "▲", tone: "ask" }],
      }),
    );
    const top = lines.findIndex((line) => plainText(line).includes("▲"));
    const middle = lines.findIndex((line) => plainText(line).includes("b"));
    expect(top).toBeLessThan(middle);
    expect(lines[top]?.find(({ text }) => text.includes("▲"))?.tone).toBe("ask");
    expect(plainText(lines[middle] ?? [])).toMatch(/b\S+b *$/);
    expect(lines[middle]?.filter(({ tone }) => tone === "bid").length).toBeGreaterThan(0);
  });

  it("leaves the process's signals and errors alone", () => {
    const events = ["exit", "SIGTERM", "SIGINT", "SIGQUIT", "SIGWINCH", "uncaughtException"];
    const before = events.map((name) => process.listenerCount(name));
    drawChart(chartOf([1, 2, 3]));
    expect(events.map((name) => process.listenerCount(name))).toEqual(before);
  });
});

describe("a block with a chart", () => {
  const view = sampleView();
  const contract = view.contracts[0] ?? sampleContract();
  const blocks: readonly ChartBlock[] = [fairChart(view, contract), equityChart(view), markoutChart(view)];

  it("is as large with the chart as without it", () => {
    for (const block of blocks) {
      for (const charts of [CHARTS, NO_CHARTS]) {
        const lines = chartBlock(block, 60, 14, charts);
        expect(lines).toHaveLength(14);
        for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(60);
      }
    }
  });

  it("marks our fills of that contract and no other's", () => {
    const { at } = view.history;
    const fill = { ...view.fills[0]!, ticker: contract.ticker, at: at.at(-10) ?? 0, priceCents: 18 };
    const countOf = (fills: typeof view.fills) =>
      chartBlock(fairChart({ ...view, fills }, contract), 90, 20, CHARTS)
        .slice(1)
        .map(plainText)
        .join("")
        .match(/[▲▼]/g)?.length ?? 0;
    expect(countOf([fill])).toBe(1);
    expect(countOf([fill, { ...fill, at: at[30] ?? 0, side: "ask" }])).toBe(2);
    expect(countOf([{ ...fill, ticker: "ANOTHER" }])).toBe(0);
    expect(countOf([{ ...fill, at: (at[0] ?? 0) - 1 }])).toBe(0);
  });

  it("says so when there is nothing to draw", () => {
    const empty = { ...view, history: { at: [], contracts: {}, account: { at: [], equityUsd: [], drawdownUsd: [] } } };
    expect(chartBlock(equityChart(empty), 60, 12, CHARTS).map(plainText).join("\n")).toContain("nothing to draw yet");
  });
});

describe("charts that are loaded when they are needed", () => {
  it("are blank until then, and drawn again only when they change", async () => {
    let drawings = 0;
    let loads = 0;
    const charts = new LazyCharts(async () => {
      loads++;
      return (chart) => {
        drawings++;
        return drawChart(chart);
      };
    });
    expect(loads).toBe(0);
    expect(charts.draw(chartOf([1, 2]))).toBeUndefined();
    expect(charts.draw(chartOf([1, 2]))).toBeUndefined();
    await new Promise((resolve) => setImmediate(resolve));
    expect(loads).toBe(1);
    expect(charts.draw(chartOf([1, 2]))).toBe(charts.draw(chartOf([1, 2])));
    expect(drawings).toBe(1);
    charts.draw(chartOf([1, 3]));
    expect(drawings).toBe(2);
  });

  it("stay blank when they can't be loaded", async () => {
    const charts = new LazyCharts(() => Promise.reject(new Error("no such library")));
    charts.draw(chartOf([1, 2]));
    await new Promise((resolve) => setImmediate(resolve));
    expect(charts.draw(chartOf([1, 2]))).toBeUndefined();
  });
});
