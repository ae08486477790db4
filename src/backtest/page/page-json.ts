import type { PageContract, PageFill, PageRun, PageSteps, PageTrace, PageView, ReportPage } from "./report-page.ts";

/** Prices of the charts are told to a tenth of a cent, money of the equity line to the cent. */
const TENTHS = 10;
const CENTS = 100;
/** Times are told to this part of what a chart spans: less than can be seen. */
const FINEST_PART = 8_192;

/**
 * What the page's script draws, as JSON: numbers as differences from the one before, which pack well. Texts of the tables that stand in the page
 * itself are not in here.
 */
export function pageJson(page: ReportPage): string {
  const scales = page.contracts.map((contract, place) => scaleOf(timesOf(page, contract, place)));
  return JSON.stringify({
    views: page.views.map((view) => viewJson(view, scales)),
    contracts: page.contracts.map(({ ticker, event, title, result, prints }, place) => {
      const scale = scales[place]!;
      return [ticker, event, title, result, [scale.from, scale.tick], ...stepsJson(prints, scale)];
    }),
    calibration: page.calibration.bins.map(({ fair, paid, interval, samples, contracts }) => [
      figure(fair),
      figure(paid),
      interval?.map(figure) ?? null,
      samples,
      contracts,
    ]),
  });
}

/** Times are told as so many ticks after a beginning. */
interface Scale {
  readonly from: number;
  /** Milliseconds. */
  readonly tick: number;
}

function scaleOf(times: readonly (readonly number[])[]): Scale {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const at of times) {
    from = Math.min(from, at[0] ?? from);
    to = Math.max(to, at.at(-1) ?? to);
  }
  if (!(to >= from)) return { from: 0, tick: 1 };
  return { from, tick: Math.max(1, Math.round((to - from) / FINEST_PART)) };
}

function timesOf({ views }: ReportPage, { prints }: PageContract, place: number): readonly (readonly number[])[] {
  const traces = views.flatMap(({ runs }) => runs.flatMap((run) => run.traces.get(place) ?? []));
  return [
    prints.at,
    ...traces.flatMap(({ fair, bid, ask, fills }) => [fair.at, bid.at, ask.at, fills.map(({ at }) => at)]),
  ];
}

function viewJson({ name, tiles, runs, rows }: PageView, scales: readonly Scale[]): unknown {
  return { name, tiles, runs: runs.map((run) => runJson(run, scales)), rows };
}

function runJson({ name, equity, markouts, traces }: PageRun, scales: readonly Scale[]): unknown {
  const scale = scaleOf([equity.at]);
  return {
    name,
    equity: [
      [scale.from, scale.tick],
      ticks(equity.at, scale),
      differences(equity.net.map((usd) => Math.round(usd * CENTS))),
    ],
    markouts: markouts.map(({ after, cents, interval }) => [
      after,
      cents === null ? null : figure(cents),
      interval?.map(figure) ?? null,
    ]),
    traces: Object.fromEntries([...traces].map(([place, trace]) => [place, traceJson(trace, scales[place]!)])),
  };
}

function traceJson({ fair, bid, ask, fills }: PageTrace, scale: Scale): unknown {
  return [...stepsJson(fair, scale), ...stepsJson(bid, scale), ...stepsJson(ask, scale), ...fillsJson(fills, scale)];
}

function ticks(at: readonly number[], { from, tick }: Scale): number[] {
  return differences(at.map((each) => Math.round((each - from) / tick)));
}

function stepsJson({ at, cents }: PageSteps, scale: Scale): readonly [number[], (number | null)[]] {
  return [ticks(at, scale), differences(cents.map((each) => (each === null ? null : Math.round(each * TENTHS))))];
}

function fillsJson(fills: readonly PageFill[], scale: Scale): readonly unknown[] {
  return [
    ticks(
      fills.map(({ at }) => at),
      scale,
    ),
    differences(fills.map(({ cents }) => Math.round(cents * TENTHS))),
    fills.map(({ contracts }) => contracts),
  ];
}

/** Each number less the last one before it that is there; null stays null. */
function differences<Value extends number | null>(values: readonly Value[]): Value[] {
  let before = 0;
  return values.map((value) => {
    if (value === null) return value;
    const difference = value - before;
    before = value;
    return difference as Value;
  });
}

/** To a hundredth. */
function figure(value: number): number {
  return Math.round(value * 100) / 100;
}
