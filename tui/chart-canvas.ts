import { PassThrough, Writable } from "node:stream";
import blessed from "blessed";
import lineChart from "blessed-contrib/lib/widget/charts/line.js";
import type { Chart, DrawChart, Mark, Series } from "./chart.ts";
import { type Line, type Span, sized, type Tone } from "./line.ts";

/**
 * Charts by blessed-contrib, drawn on a screen that nobody sees. Its line chart draws the axis and its labels; the series, which may
 * have gaps, and the marks are drawn onto the same canvas. A colour stands for a tone: its number is the tone's place here.
 */
const TONES: readonly Tone[] = [
  "plain",
  "quiet",
  "strong",
  "calm",
  "warn",
  "alarm",
  "severe",
  "bid",
  "ask",
  "live",
  "dry-run",
  "paper",
];

/** What the chart keeps for itself beyond its canvas, in columns, and below its axis, in rows; it is made larger by as much. */
const BESIDE = 6;
const BELOW = 2;
/** Dots of a cell, from left to right. */
const ACROSS = 2;
/** Of its picture, in dots: what lies under the axis, and between the axis and the lowest value. */
const UNDER_AXIS = 11;
const OVER_AXIS = 2;
/** Charts with labels no longer than this begin at the same column. */
const MOST_COMMON_LABEL = 5;

let hidden: ReturnType<typeof blessed.screen> | undefined;

/** The screen behind the charts. It takes no signals, reads nothing and shows nothing. */
function hiddenScreen(): ReturnType<typeof blessed.screen> {
  blessed.Screen._bound = true; // else it would handle the process's errors and signals
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  hidden ??= blessed.screen({ input: new PassThrough(), output, terminal: "xterm", warnings: false });
  return hidden;
}

export const drawChart: DrawChart = (chart) => {
  const { columns, rows, low, high, steps } = chart;
  const screen = hiddenScreen();
  const left = leftMargin(chart);
  const widget = lineChart({
    left: 0,
    top: 0,
    width: columns + BESIDE,
    height: rows + BELOW + BELOW,
    minY: low === 0 ? Number.MIN_VALUE : low, // it takes 0 for not given
    maxY: high === 0 ? Number.MIN_VALUE : high,
    numYLabels: steps,
    xPadding: left,
    xLabelPadding: left,
    style: { line: toneNumber("plain"), text: toneNumber("quiet"), baseline: toneNumber("quiet") },
  });
  screen.append(widget);
  try {
    widget.setData([{ x: [" "], y: [low] }]);
    draw(chart, widget, left);
    return linesOf(widget.ctx._canvas.frame(), chart);
  } finally {
    screen.remove(widget);
  }
};

/** In dots: the longest of the axis's labels, written as the chart writes them, and a space. */
function leftMargin({ low, high, steps }: Chart): number {
  const decimals = (high - low) / steps < 1 ? 2 : 0;
  return ACROSS * (1 + Math.max(MOST_COMMON_LABEL, low.toFixed(decimals).length, high.toFixed(decimals).length));
}

function draw(
  { low, high, series, marks }: Chart,
  { ctx, canvasSize }: ReturnType<typeof lineChart>,
  left: number,
): void {
  const places = Math.max(1, ...series.map(({ values }) => values.length));
  const width = canvasSize.width - left - ACROSS;
  const height = canvasSize.height - UNDER_AXIS;
  const x = (place: number) => left + ACROSS + Math.round((place / Math.max(1, places - 1)) * (width - ACROSS));
  const y = (value: number) =>
    Math.max(0, Math.min(height - OVER_AXIS, height - OVER_AXIS - ((value - low) / (high - low)) * height));
  for (const { values, tone } of series) {
    ctx.strokeStyle = toneNumber(tone);
    for (const run of runsOf(values)) {
      ctx.beginPath();
      for (const { place, value } of run) ctx.lineTo(x(place), y(value));
      if (run.length === 1 && run[0] !== undefined) ctx.lineTo(x(run[0].place) + 1, y(run[0].value));
      ctx.stroke();
    }
  }
  for (const { place, value, sign, tone } of [...series.flatMap(endsOf), ...marks]) {
    ctx.fillStyle = toneNumber(tone);
    ctx.fillText(sign, x(place), y(value));
  }
}

/** A line's sign at its first and its last value. */
function endsOf({ values, sign, tone }: Series): Mark[] {
  if (sign === undefined) return [];
  const known = (value: number | null) => value !== null && Number.isFinite(value);
  const places = [values.findIndex(known), values.findLastIndex(known)];
  return places.flatMap((place) => {
    const value = values[place] ?? null;
    return value === null ? [] : [{ place, value, sign, tone }];
  });
}

/** The stretches between gaps. */
function runsOf(values: readonly (number | null)[]): { readonly place: number; readonly value: number }[][] {
  const runs: { readonly place: number; readonly value: number }[][] = [];
  let isOpen = false;
  values.forEach((value, place) => {
    if (value === null || !Number.isFinite(value)) {
      isOpen = false;
      return;
    }
    if (!isOpen) runs.push([]);
    isOpen = true;
    runs.at(-1)?.push({ place, value });
  });
  return runs;
}

function toneNumber(tone: Tone): number {
  return TONES.indexOf(tone);
}

/** The canvas's text, whose colours become tones again. */
function linesOf(text: string, { columns, rows }: Chart): Line[] {
  const drawn = text.split("\n");
  return Array.from({ length: rows }, (_, row) => sized(lineOf(drawn[row] ?? ""), columns));
}

function lineOf(text: string): Line {
  const spans: Span[] = [];
  let tone: Tone = "plain";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what this is about
  for (const [, colour, letters = ""] of text.matchAll(/\x1b\[([\d;]*)m|([^\x1b]+)/g)) {
    if (colour !== undefined) {
      const number = /^38;5;(\d+)$/.exec(colour)?.[1];
      if (number !== undefined) tone = TONES[Number(number)] ?? "plain";
      else if (colour === "39") tone = "plain";
      continue;
    }
    const last = spans.at(-1);
    if (last?.tone === tone) spans[spans.length - 1] = { text: last.text + letters, tone };
    else spans.push({ text: letters, tone });
  }
  return spans;
}
