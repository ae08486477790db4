import {
  around,
  cents,
  chartOptions,
  colour,
  dot,
  HEIGHT,
  lineOf,
  onCanvas,
  plain,
  stairs,
  together,
} from "./charts.js";
import { seconds, steps, sums } from "./data.js";

/** A contract of the data: its names, and others' trades in it. */
export function contractOf(data, place) {
  const [ticker, event, title, result, scale, at, values] = data.contracts[place];
  return { ticker, event, title, result, scale, prints: steps(at, values, scale) };
}

/** What we thought, showed and did there; undefined where it wasn't kept. */
export function traceOf(run, place, scale) {
  const trace = run.traces[place];
  if (trace === undefined) return undefined;
  const [fairAt, fair, bidAt, bid, askAt, ask, fillAt, fillCents, contracts] = trace;
  return {
    fair: steps(fairAt, fair, scale),
    bid: steps(bidAt, bid, scale),
    ask: steps(askAt, ask, scale),
    fills: { at: seconds(fillAt, scale), cents: sums(fillCents, 10), contracts },
  };
}

const NO_TRACE = { fair: [[], []], bid: [[], []], ask: [[], []], fills: { at: [], cents: [], contracts: [] } };

/** Others' trades as dots, fair value and quotes as lines, fills as triangles: upwards what we bought, downwards what we sold. */
export function contractChart({ prints }, trace = NO_TRACE) {
  return () => {
    const { fair, bid, ask, fills } = trace;
    const bought = sideOf(fills, 1);
    const sold = sideOf(fills, -1);
    if ([prints, fair].every(([at]) => at.length === 0)) return { empty: "Nothing was traded in it." };
    const unseen = { paths: () => null, points: { show: false }, value: (_, v) => cents(v) };
    const all = [prints, fair, bought, sold, bid, ask]
      .flatMap(([, values]) => values)
      .filter((value) => value !== null);
    const low = all.reduce((least, value) => Math.min(least, value), 100);
    const high = all.reduce((most, value) => Math.max(most, value), 0);
    const room = Math.max(2, (high - low) * 0.06);
    return {
      options: chartOptions({
        title: "Cents of YES",
        height: HEIGHT.tall,
        sync: "contract",
        range: () => [Math.max(-2, low - room), Math.min(102, high + room)],
        series: [
          { label: "prints", stroke: colour("print"), ...unseen },
          { label: "bid", stroke: colour("bid"), ...unseen },
          { label: "ask", stroke: colour("ask"), dash: [5, 2], ...unseen },
          { label: "fair", stroke: colour("text"), ...unseen },
          { label: "bought \u25b2", stroke: colour("bid"), ...unseen },
          { label: "sold \u25bc", stroke: colour("ask"), ...unseen },
        ],
        draw: (plot) =>
          onCanvas(plot, (ctx, at, ratio) => {
            if (plot.series[1].show) {
              const tint = colour("print");
              for (const [place, x] of prints[0].entries()) dot(ctx, at(x, prints[1][place]), 1.6 * ratio, tint);
            }
            for (const [place, line, tint, width, dash] of [
              [2, bid, "bid", 1.25, []],
              [3, ask, "ask", 1.25, [5, 2]],
              [4, fair, "text", 1.5, []],
            ]) {
              if (plot.series[place].show) stairLine(ctx, at, line, { tint: colour(tint), width, dash, ratio });
            }
            for (const [place, [times, values], tint, way] of [
              [5, bought, colour("bid"), 1],
              [6, sold, colour("ask"), -1],
            ]) {
              if (!plot.series[place].show) continue;
              for (const [fill, x] of times.entries()) triangle(ctx, at(x, values[fill]), way, ratio, tint);
            }
          }),
      }),
      data: together([prints, bid, ask, fair, bought, sold], [1, 5, 6]),
    };
  };
}

/** Each value holds until the next, and there is no line where there was none: moments without a quote must not take those around them away. */
function stairLine(ctx, at, [times, values], { tint, width, dash, ratio }) {
  ctx.strokeStyle = tint;
  ctx.lineWidth = width * ratio;
  ctx.setLineDash(dash.map((length) => length * ratio));
  ctx.beginPath();
  for (const [place, value] of values.entries()) {
    const before = place === 0 ? null : values[place - 1];
    if (before !== null) ctx.lineTo(...at(times[place], before));
    if (value === null) continue;
    if (before === null) ctx.moveTo(...at(times[place], value));
    else ctx.lineTo(...at(times[place], value));
  }
  ctx.stroke();
  ctx.setLineDash([]);
}

function sideOf({ at, cents: prices, contracts }, sign) {
  const places = contracts.flatMap((count, place) => (Math.sign(count) === sign ? [place] : []));
  return [places.map((place) => at[place]), places.map((place) => prices[place])];
}

function triangle(ctx, [x, y], way, ratio, tint) {
  const size = 5 * ratio;
  ctx.fillStyle = tint;
  ctx.strokeStyle = colour("card");
  ctx.lineWidth = ratio;
  ctx.beginPath();
  ctx.moveTo(x, y - way * size);
  ctx.lineTo(x - size, y + way * size);
  ctx.lineTo(x + size, y + way * size);
  ctx.closePath();
  ctx.fill();
  ctx.stroke();
}

/** Contracts held after each fill, over the time of the chart above. */
export function inventoryChart({ prints }, trace = NO_TRACE) {
  return () => {
    const { at, contracts } = trace.fills;
    if (at.length === 0) return { empty: "Nothing was filled here." };
    let held = 0;
    const holding = contracts.map((count) => {
      held += count;
      return Math.round(held * 100) / 100;
    });
    const times = [...prints[0], ...trace.fair[0]];
    const from = times.reduce((first, time) => Math.min(first, time), at[0]);
    const to = times.reduce((last, time) => Math.max(last, time), at.at(-1));
    return {
      options: chartOptions({
        title: "Held, contracts",
        height: HEIGHT.small,
        sync: "contract",
        range: () => around([0, ...holding], 1),
        series: [lineOf("held", 0, { paths: stairs(), value: (_, v) => (v == null ? "\u2013" : plain(v)) })],
      }),
      data: [
        [Math.min(from, at[0] - 0.001), ...at, Math.max(to, at.at(-1) + 0.001)],
        [0, ...holding, holding.at(-1)],
      ],
    };
  };
}
