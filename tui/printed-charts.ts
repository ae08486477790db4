import type { PrintedChart } from "../src/app/viewer.ts";
import { asciiLine, isUtf8 } from "./ascii.ts";
import { axisFor } from "./chart.ts";
import { drawChart } from "./chart-canvas.ts";
import { type Line, line, sized, type Tone } from "./line.ts";
import { printable } from "./printable.ts";
import { ansiText, colourDepthOf, type Palette, paletteFor } from "./screen-tones.ts";
import { textWidth } from "./text.ts";

/** Lines of a chart, from the kindest fill model to the strictest; each has its letter too. */
const TONES: readonly Tone[] = ["calm", "ask", "strong", "quiet"];
const MARK_SIGNS = { bid: "▲", ask: "▼", quiet: "·" } as const;
/** With its title, its legend and what stands under it, a chart fits on 24 rows. */
const ROWS = 19;
const STEPS = 5;
const MOST_COLUMNS = 120;
const LEAST_COLUMNS = 40;
const USUAL_COLUMNS = 80;

/** What a terminal is like. */
export interface Paper {
  readonly columns: number;
  readonly palette: Palette;
  readonly isUtf8: boolean;
}

/** The charts for the terminal that this process writes to, one below the other. */
export function printedCharts(charts: readonly PrintedChart[]): string {
  const { stdout, env } = process;
  const columns = Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, stdout.columns ?? USUAL_COLUMNS));
  const palette = paletteFor(stdout.isTTY ? colourDepthOf(stdout, env) : 1);
  return chartsText(charts, { columns, palette, isUtf8: isUtf8(env) });
}

/** The charts as text, without a line break at its end. */
export function chartsText(charts: readonly PrintedChart[], paper: Paper): string {
  return charts
    .map((chart) =>
      linesOf(chart, paper.columns)
        .map((spans) => ansiText(paper.isUtf8 ? spans : asciiLine(spans), paper.palette).trimEnd())
        .join("\n"),
    )
    .join("\n\n");
}

function linesOf({ title, from, to, lines, marks }: PrintedChart, columns: number): readonly Line[] {
  const values = [...lines.flatMap((each) => each.values), ...marks.map(({ value }) => value)];
  const axis = axisFor(values, STEPS, 1);
  const drawn = drawChart({
    columns,
    rows: ROWS,
    ...axis,
    series: lines.map((each, place) => ({
      values: each.values,
      tone: toneAt(place),
      sign: letterOf(lines, place),
    })),
    marks: marks.map(({ place, value, tone }) => ({ place, value, tone, sign: MARK_SIGNS[tone] })),
  });
  const legend = lines.flatMap(({ name }, place) => [
    ...line(`${letterOf(lines, place)} `, toneAt(place)),
    ...line(`${printable(name)}  `),
  ]);
  const signs: Line =
    marks.length === 0
      ? []
      : [
          ...line("▲ ", "bid"),
          ...line("bought  "),
          ...line("▼ ", "ask"),
          ...line("sold  "),
          ...line("· prints", "quiet"),
        ];
  const room = Math.max(1, columns - textWidth(from) - textWidth(to));
  return [
    sized(line(printable(title), "strong"), columns),
    sized([...legend, ...signs], columns),
    ...drawn,
    sized(line(`${from}${" ".repeat(room)}${to}`, "quiet"), columns),
  ];
}

function toneAt(place: number): Tone {
  return TONES[place % TONES.length]!;
}

/** The first letter of a line's name that no line before it has; else its number. */
function letterOf(lines: PrintedChart["lines"], place: number): string {
  const taken = new Set<string>();
  let letter = "";
  for (const [index, { name }] of lines.slice(0, place + 1).entries()) {
    letter = [...printable(name)].find((each) => /[a-z]/i.test(each) && !taken.has(each)) ?? String(index + 1);
    taken.add(letter);
  }
  return letter;
}
