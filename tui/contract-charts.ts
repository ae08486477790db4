import type { ContractView, FillView, View } from "../src/app/view.ts";
import type { Mark, Series } from "./chart.ts";
import type { ChartBlock } from "./chart-block.ts";
import { line } from "./line.ts";

/** Signs of our fills in a chart. */
const BOUGHT = "▲";
const SOLD = "▼";

/** Fair value against the market, with our quotes and fills. */
export function fairChart({ history, fills }: View, contract: ContractView): ChartBlock {
  const samples = history.contracts[contract.ticker];
  return {
    title: `fair, ${contract.label}`,
    legend: [
      line("● fair", "strong"),
      line("b bid", "bid"),
      line("a ask", "ask"),
      [...line(BOUGHT, "bid"), ...line(SOLD, "ask"), ...line(" fills")],
      line("( ) others", "quiet"),
    ],
    times: history.at,
    series: [
      { values: samples?.othersBid ?? [], tone: "quiet", sign: "(" },
      { values: samples?.othersAsk ?? [], tone: "quiet", sign: ")" },
      { values: samples?.bid ?? [], tone: "bid", sign: "b" },
      { values: samples?.ask ?? [], tone: "ask", sign: "a" },
      { values: samples?.fair ?? [], tone: "strong", sign: "●" },
    ],
    marks: marksOf(
      fills.filter(({ ticker }) => ticker === contract.ticker),
      history.at,
    ),
    leastRange: 2,
  };
}

/** Contracts held over time. */
export function inventoryChart({ history }: View, contract: ContractView): ChartBlock {
  const values = history.contracts[contract.ticker]?.inventory ?? [];
  const { inventoryPull, inventoryLimit } = contract;
  const held = values.filter((value) => value !== null);
  const [most, least] = [Math.max(0, ...held), Math.min(0, ...held)];
  // A mark is drawn once the position has come half the way to it: else the axis would be all marks.
  const near = [inventoryPull, inventoryLimit].flatMap((mark) => [
    ...(most > mark / 2 ? [mark] : []),
    ...(least < -mark / 2 ? [-mark] : []),
  ]);
  return {
    title: `inventory, ${contract.label}`,
    legend: [
      line(`contracts, + YES, - NO`, "quiet"),
      line(`pull ±${inventoryPull}, limit ±${inventoryLimit}`, "quiet"),
    ],
    times: history.at,
    series: [
      { values: values.map(() => 0), tone: "quiet" },
      ...near.map((mark): Series => ({ values: values.map(() => mark), tone: "warn" })),
      { values, tone: "calm", sign: "●" },
    ],
    leastRange: 4,
  };
}

/** Each fill at the last sample before it; those older than all of them are left out. */
function marksOf(fills: readonly FillView[], times: readonly number[]): Mark[] {
  const [first] = times;
  if (first === undefined) return [];
  return fills.flatMap(({ at, side, priceCents }) => {
    if (at < first) return [];
    const after = times.findIndex((time) => time > at);
    const place = after === -1 ? times.length - 1 : after - 1;
    return [{ place, value: priceCents, sign: side === "bid" ? BOUGHT : SOLD, tone: side }];
  });
}
