import { expect, test } from "vitest";
import type { PrintedChart } from "../../src/app/viewer.ts";
import { chartsText } from "../../tui/printed-charts.ts";
import { paletteFor } from "../../tui/screen-tones.ts";

const chart: PrintedChart = {
  title: "equity of Bad Bunny \u{1F430}\u202e, $",
  from: "2026-09-01 00:00",
  to: "2026-09-30 23:59",
  lines: [
    { name: "touch", values: Array.from({ length: 140 }, (_, place) => (place < 20 ? null : place / 10)) },
    { name: "through", values: Array.from({ length: 140 }, (_, place) => -place / 20) },
  ],
  marks: [{ place: 70, value: 5, tone: "bid" }],
};

test.each([40, 80, 120])("a chart fits on a terminal of %i columns and 24 rows, in ASCII where it must", (columns) => {
  const text = chartsText([chart, chart], { columns, palette: paletteFor(1), isUtf8: false });
  expect(text).toMatch(/^[ -~\n]*$/);
  const charts = text.split("\n\n");
  expect(charts.length).toBe(2);
  for (const each of charts) {
    const lines = each.split("\n");
    expect(lines.length).toBeLessThanOrEqual(23);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
  }
  expect(text).toContain("t touch  h through");
  expect(text).toMatch(/\^ bought/);
});

test("colours are there only where the terminal has some", () => {
  const paper = { columns: 80, isUtf8: true };
  expect(chartsText([chart], { ...paper, palette: paletteFor(1) })).not.toContain("\x1b[");
  expect(chartsText([chart], { ...paper, palette: paletteFor(8) })).toContain("\x1b[");
});

test("a chart without values is an empty one", () => {
  const empty = { ...chart, lines: [{ name: "touch", values: [] }], marks: [] };
  expect(chartsText([empty], { columns: 80, palette: paletteFor(1), isUtf8: true })).toContain("touch");
});
