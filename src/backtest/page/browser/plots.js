import {
  around,
  cents,
  chartOptions,
  colour,
  dollars,
  dot,
  errorBar,
  HEIGHT,
  LINES,
  lineOf,
  onCanvas,
  plain,
  stairs,
  together,
} from "./charts.js";
import { seconds, sums } from "./data.js";

/** Net added up, a line a run. Where events ended at one moment the last sum counts. */
export function equityChart(view) {
  return () => {
    const lines = view.runs.map(({ equity }) => [seconds(equity[1], equity[0]), sums(equity[2], 100)]);
    if (lines.every(([at]) => at.length === 0)) return { empty: "Nothing was traded." };
    return {
      options: chartOptions({
        title: "Net, $",
        height: HEIGHT.usual,
        sync: "equity",
        series: view.runs.map(({ name }, place) =>
          lineOf(name, place, { paths: stairs(), value: (_, v) => dollars(v) }),
        ),
      }),
      data: together(lines),
    };
  };
}

/** How far each line of the equity chart stands under its highest, from nothing on. */
export function drawdownChart(view) {
  return () => {
    const lines = view.runs.map(({ equity }) => {
      let highest = 0;
      const under = sums(equity[2], 100).map((net) => {
        highest = Math.max(highest, net);
        return net - highest;
      });
      return [seconds(equity[1], equity[0]), under];
    });
    if (lines.every(([at]) => at.length === 0)) return { empty: "" };
    return {
      options: chartOptions({
        title: "Drawdown, $",
        height: HEIGHT.small,
        sync: "equity",
        range: (_, low) => [Math.min(low ?? 0, -0.01) * 1.08, 0],
        series: view.runs.map(({ name }, place) =>
          lineOf(name, place, { paths: stairs(), width: 1.25, value: (_, v) => dollars(v) }),
        ),
      }),
      data: together(lines),
    };
  };
}

/** Cents a contract some time after the fill. Runs stand side by side at each time, so that their bars can be told apart. */
export function markoutChart(view) {
  return () => {
    const names = view.runs[0].markouts.map(([after]) => after);
    const middle = (view.runs.length - 1) / 2;
    const gap = 0.09;
    const places = view.runs.map(({ markouts }, run) => markouts.map((_, time) => time + (run - middle) * gap));
    const values = view.runs.map(({ markouts }) => markouts.map(([, mean]) => mean));
    const all = view.runs.flatMap(({ markouts }) => markouts.flatMap(([, mean, bounds]) => [mean, ...(bounds ?? [])]));
    if (all.every((value) => value === null)) return { empty: "Nothing was filled, or nothing has come of it yet." };
    const nameOf = (x) => (Number.isInteger(x) ? (names[x] ?? "") : "");
    return {
      options: chartOptions({
        title: "Cents a contract",
        height: HEIGHT.usual,
        x: {
          time: false,
          label: "after",
          range: () => [-0.5, names.length - 0.5],
          value: (_, x) => (x == null ? "" : nameOf(Math.round(x))),
          axis: { splits: () => names.map((_, time) => time), values: (_, splits) => splits.map(nameOf), space: 20 },
        },
        range: () => around([0, ...all], 0.5),
        values: (_, splits) => splits.map((value) => plain(Math.round(value * 100) / 100)),
        series: view.runs.map(({ name, markouts }, run) =>
          lineOf(name, run, {
            paths: uPlot.paths.linear(),
            spanGaps: true,
            value: (plot, value) => {
              if (plot.cursor.idx == null) return "";
              const time = Math.round(plot.data[0][plot.cursor.idx]);
              const [, mean, bounds] = markouts[time] ?? [];
              return value == null && mean == null ? "\u2013" : withBounds(mean, bounds);
            },
          }),
        ),
        draw: (plot) =>
          onCanvas(plot, (ctx, at, ratio) => {
            ctx.strokeStyle = colour("quiet");
            ctx.lineWidth = ratio;
            ctx.beginPath();
            ctx.moveTo(...at(-0.5, 0));
            ctx.lineTo(...at(names.length - 0.5, 0));
            ctx.stroke();
            view.runs.forEach(({ markouts }, run) => {
              const tint = colour(LINES[run % LINES.length].colour);
              markouts.forEach(([, mean, bounds], time) => {
                const x = places[run][time];
                if (bounds) errorBar(ctx, at(x, bounds[0]), at(x, bounds[1]), ratio, tint);
                if (mean !== null) dot(ctx, at(x, mean), 3.5 * ratio, tint);
              });
            });
          }),
      }),
      data: uPlot.join(places.map((x, run) => [x, values[run]])),
    };
  };
}

function withBounds(mean, bounds) {
  return bounds ? `${mean.toFixed(2)}c [${bounds[0].toFixed(2)}, ${bounds[1].toFixed(2)}]` : `${mean.toFixed(2)}c`;
}

/** What contracts paid against what they were thought to be worth. On the diagonal, fair values are right on average. */
export function calibrationChart(bins) {
  return () => {
    if (bins.length === 0) return { empty: "No contract has settled: there is nothing to compare fair values with." };
    const most = Math.max(...bins.map(([, , , samples]) => samples));
    const tint = colour("line-1");
    return {
      options: chartOptions({
        title: "Paid on average, cents",
        height: HEIGHT.usual,
        x: {
          time: false,
          label: "fair",
          range: () => [-2, 102],
          value: (_, x) => cents(x),
          axis: { label: "fair value, cents", labelSize: 20, labelFont: "12px system-ui, sans-serif" },
        },
        range: () => [-4, 104],
        series: [
          {
            label: "right on average",
            stroke: colour("quiet"),
            dash: [5, 5],
            width: 1,
            points: { show: false },
            value: () => "",
          },
          {
            label: "paid",
            stroke: tint,
            width: 1.75,
            paths: () => null,
            points: { show: false },
            value: (plot, value) => {
              const x = plot.cursor.idx == null ? undefined : plot.data[0][plot.cursor.idx];
              const bin = bins.find(([fair]) => fair === x);
              if (!bin || value == null) return "\u2013";
              return `${withBounds(bin[1], bin[2])}, ${bin[4].toLocaleString("en-US")} contracts`;
            },
          },
        ],
        draw: (plot) =>
          onCanvas(plot, (ctx, at, ratio) => {
            for (const [fair, paid, bounds, samples] of bins) {
              if (bounds) errorBar(ctx, at(fair, bounds[0]), at(fair, bounds[1]), ratio, tint);
              dot(ctx, at(fair, paid), (2.5 + 4 * Math.sqrt(samples / most)) * ratio, tint);
            }
          }),
      }),
      data: uPlot.join([
        [
          [0, 100],
          [0, 100],
        ],
        [bins.map(([fair]) => fair), bins.map(([, paid]) => paid)],
      ]),
    };
  };
}
