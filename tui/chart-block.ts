import { axisFor, type Mark, type Series } from "./chart.ts";
import type { Charts } from "./charts.ts";
import { fitFields } from "./fields.ts";
import { type Line, line, lineWidth, sized } from "./line.ts";
import { dateAndTime, timeOfDay } from "./times.ts";

/** A chart with all that belongs to it. */
export interface ChartBlock {
  readonly title: string;
  /** What the series and marks are, each in its tone. */
  readonly legend: readonly Line[];
  /** Engine times of the places; none where the places aren't times. */
  readonly times?: readonly number[];
  /** What stands under the ends of the axis instead of times. */
  readonly ends?: readonly [first: string, last: string];
  readonly series: readonly Series[];
  readonly marks?: readonly Mark[];
  /** The axis reaches over this much at least. */
  readonly leastRange: number;
}

/** A block takes this much beside its chart: the title, and the times below. */
const AROUND = 2;
const CHART_LEAST_ROWS = 3;
export const BLOCK_MIN_ROWS = CHART_LEAST_ROWS + AROUND;
export const BLOCK_MIN_COLUMNS = 24;
const ROWS_A_STEP = 3;
const DAY_MS = 86_400_000;

/** A titled chart of exactly `columns` x `rows`, blank where there is nothing to draw yet. */
export function chartBlock(block: ChartBlock, columns: number, rows: number, charts: Charts): Line[] {
  if (columns < BLOCK_MIN_COLUMNS || rows < BLOCK_MIN_ROWS) return Array.from({ length: rows }, () => []);
  const inner = rows - AROUND;
  const places = Math.max(0, ...block.series.map(({ values }) => values.length));
  const values = block.series.flatMap((one) => one.values);
  const isEmpty = places < 2 || values.every((value) => value === null);
  const drawn = isEmpty
    ? undefined
    : charts.draw({
        columns,
        rows: inner,
        ...axisFor(values, Math.max(1, Math.floor(inner / ROWS_A_STEP)), block.leastRange),
        series: block.series,
        marks: block.marks ?? [],
      });
  const blank = [[], line(isEmpty ? "       nothing to draw yet" : "", "quiet")];
  return [
    titleLine(block, columns),
    ...Array.from({ length: inner }, (_, row) => sized((drawn ?? blank)[row] ?? [], columns)),
    sized(isEmpty ? [] : endsLine(block, columns), columns),
  ];
}

function titleLine({ title, legend }: ChartBlock, columns: number): Line {
  return sized(
    fitFields(
      [
        { importance: 2, forms: [line(title, "strong")] },
        ...legend.map((entry, index) => ({ importance: 1 - index / 10, forms: [entry] })),
      ],
      columns,
    ),
    columns,
  );
}

/** What the first and the last place are, under them. */
function endsLine({ times = [], ends }: ChartBlock, columns: number): Line {
  const [first, last] = ends ?? timeEnds(times);
  const left = line(`       ${first}`, "quiet");
  const right = line(last, "quiet");
  const space = columns - lineWidth(left) - lineWidth(right);
  return space < 2 ? right : [...left, ...line(" ".repeat(space)), ...right];
}

function timeEnds(times: readonly number[]): readonly [string, string] {
  const [first = 0] = times;
  const last = times.at(-1) ?? 0;
  if (last - first >= DAY_MS) return [dateAndTime(first), `${dateAndTime(last)} UTC`];
  return [timeOfDay(first).slice(0, 5), `${timeOfDay(last).slice(0, 5)} UTC`];
}
