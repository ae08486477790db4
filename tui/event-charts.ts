import type { MarkoutView, View } from "../src/app/view.ts";
import type { ChartBlock } from "./chart-block.ts";
import { beside, type Line, line, lineWidth, type Tone } from "./line.ts";
import { count, signedFine } from "./numbers.ts";

/** Result after fees, that of earlier runs which was taken over included, and how far it stands below its highest. */
export function equityChart({ history }: View): ChartBlock {
  const { at, equityUsd, drawdownUsd } = history.account;
  return {
    title: "equity, $",
    legend: [line("● net result", "strong"), line("d drawdown", "ask")],
    times: at,
    series: [
      { values: drawdownUsd, tone: "ask", sign: "d" },
      { values: equityUsd, tone: "strong", sign: "●" },
    ],
    leastRange: 1,
  };
}

const HORIZON_TONES: readonly Tone[] = ["quiet", "calm", "strong"];

/** What the last fills came to, at every horizon. */
export function markoutChart({ markouts }: View): ChartBlock {
  return {
    title: "markouts, cents after",
    legend: markouts.map(({ horizonMs }, place) => line(`${place + 1} ${horizonWord(horizonMs)}`, toneAt(place))),
    ends: ["older fills", "last fill"],
    series: [
      { values: (markouts[0]?.latestCents ?? []).map(() => 0), tone: "quiet" },
      ...markouts.map(({ latestCents }, place) => ({
        values: latestCents,
        tone: toneAt(place),
        sign: String(place + 1),
      })),
    ],
    leastRange: 2,
  };
}

function toneAt(place: number): Tone {
  return HORIZON_TONES[place] ?? "plain";
}

/** "10 s", "1 min", "10 min" */
export function horizonWord(ms: number): string {
  return ms < 60_000 ? `${ms / 1_000} s` : `${ms / 60_000} min`;
}

/** "+0.82c after 10 s (57 fills)": what our fills came to on average, on a line, or on one for each horizon where that is too long. */
export function markoutLines(markouts: readonly MarkoutView[], columns: number): Line[] {
  const known = markouts.filter(({ fills }) => fills > 0);
  if (known.length === 0) return [line("no fill is old enough yet for a markout", "quiet")];
  const parts = known.map(({ horizonMs, meanCents, fills }) => [
    ...line(`${signedFine(meanCents)}c`, (meanCents ?? 0) < 0 ? "warn" : "plain"),
    ...line(` after ${horizonWord(horizonMs)} (${count(fills)} ${fills === 1 ? "fill" : "fills"})`),
  ]);
  const all = [...line("markouts ", "quiet"), ...beside(parts, 2)];
  return lineWidth(all) <= columns ? [all] : parts.map((part) => [...line("markout ", "quiet"), ...part]);
}
