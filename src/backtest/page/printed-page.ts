import type { PageRun, PageSteps, PageTrace, ReportPage } from "./report-page.ts";

/** A chart for a terminal: values side by side at places that are equally far apart. */
export interface PlaceChart {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly lines: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  readonly marks: readonly { readonly place: number; readonly value: number; readonly tone: "bid" | "ask" | "quiet" }[];
}

/** Places of a chart: two dots for each column of a terminal of 80. */
const PLACES = 140;

/** The page's charts of its first view, for a terminal: equity, drawdown, markouts, calibration, and the contract with the most fills. */
export function printedPage(page: ReportPage): readonly PlaceChart[] {
  const [view] = page.views;
  if (view === undefined) return [];
  const { name, runs } = view;
  return [
    equityChart(`${name}: net, $`, runs),
    drawdownChart(`${name}: drawdown, $`, runs),
    markoutChart(`${name}: markouts, cents a contract`, runs),
    ...calibrationChart(page),
    ...contractChart(page, name, runs),
  ];
}

function equityChart(title: string, runs: readonly PageRun[]): PlaceChart {
  return timeChart(
    title,
    runs.map(({ name, equity }) => ({ name, steps: { at: equity.at, cents: equity.net } })),
  );
}

function drawdownChart(title: string, runs: readonly PageRun[]): PlaceChart {
  return timeChart(
    title,
    runs.map(({ name, equity }) => {
      let highest = 0;
      const under = equity.net.map((net) => {
        highest = Math.max(highest, net);
        return net - highest;
      });
      return { name, steps: { at: equity.at, cents: under } };
    }),
  );
}

function markoutChart(title: string, runs: readonly PageRun[]): PlaceChart {
  const after = runs[0]?.markouts.map((point) => point.after) ?? [];
  return {
    title,
    from: after[0] ?? "",
    to: after.at(-1) ?? "",
    lines: runs.map(({ name, markouts }) => ({ name, values: markouts.map(({ cents }) => cents) })),
    marks: [],
  };
}

/** Percent by percent: what was paid, and the diagonal, on which fair values are right on average. */
function calibrationChart({ calibration }: ReportPage): readonly PlaceChart[] {
  if (calibration.bins.length === 0) return [];
  const paid = new Array<number | null>(101).fill(null);
  for (const bin of calibration.bins) paid[Math.round(bin.fair)] = bin.paid;
  const known = [...paid.keys()].filter((place) => paid[place] !== null);
  const between = paid.map((value, place) => value ?? interpolated(paid, known, place));
  return [
    {
      title: "calibration: paid on average by fair value, cents",
      from: "fair 0c",
      to: "100c",
      lines: [
        { name: "right", values: paid.map((_, place) => place) },
        { name: "paid", values: between },
      ],
      marks: [],
    },
  ];
}

function interpolated(values: readonly (number | null)[], known: readonly number[], place: number): number | null {
  const before = known.findLast((each) => each < place);
  const later = known.find((each) => each > place);
  if (before === undefined || later === undefined) return null;
  const share = (place - before) / (later - before);
  return values[before]! + share * (values[later]! - values[before]!);
}

/** The contract with the most fills of a run that was followed. */
function contractChart(page: ReportPage, view: string, runs: readonly PageRun[]): readonly PlaceChart[] {
  const run = runs.findLast(({ traces }) => traces.size > 0);
  if (run === undefined) return [];
  let busiest: readonly [number, PageTrace] | undefined;
  for (const each of run.traces) if (each[1].fills.length > (busiest?.[1].fills.length ?? -1)) busiest = each;
  if (busiest === undefined) return [];
  const [place, { fair, bid, ask, fills }] = busiest;
  const { ticker, result, prints } = page.contracts[place]!;
  const chart = timeChart(`${ticker}, ${result}; ${view}, fills by ${run.name}: cents`, [
    { name: "bid", steps: bid },
    { name: "ask", steps: ask },
    { name: "fair", steps: fair },
  ]);
  const [from, to] = spanOf([bid, ask, fair]);
  const placeOf = (at: number): number =>
    Math.max(0, Math.min(PLACES - 1, Math.round(((at - from) / Math.max(1, to - from)) * (PLACES - 1))));
  return [
    {
      ...chart,
      marks: [
        ...prints.at.map((at, index) => ({
          place: placeOf(at),
          value: prints.cents[index] ?? 0,
          tone: "quiet" as const,
        })),
        ...fills.map(({ at, cents, contracts }) => ({
          place: placeOf(at),
          value: cents,
          tone: contracts > 0 ? ("bid" as const) : ("ask" as const),
        })),
      ],
    },
  ];
}

/** Lines over the same time: at each place, what holds by then. */
function timeChart(title: string, lines: readonly { readonly name: string; readonly steps: PageSteps }[]): PlaceChart {
  const [from, to] = spanOf(lines.map(({ steps }) => steps));
  return {
    title,
    from: dateOf(from),
    to: dateOf(to),
    lines: lines.map(({ name, steps }) => ({ name, values: sampled(steps, from, to) })),
    marks: [],
  };
}

function sampled({ at, cents }: PageSteps, from: number, to: number): readonly (number | null)[] {
  let next = 0;
  return Array.from({ length: PLACES }, (_, place) => {
    const until = from + ((to - from) * place) / (PLACES - 1);
    while (next < at.length && at[next]! <= until) next += 1;
    return next === 0 ? null : (cents[next - 1] ?? null);
  });
}

function spanOf(all: readonly PageSteps[]): readonly [number, number] {
  const from = Math.min(...all.flatMap(({ at }) => at.slice(0, 1)));
  const to = Math.max(...all.flatMap(({ at }) => at.slice(-1)));
  return Number.isFinite(from) ? [from, to] : [0, 0];
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}
