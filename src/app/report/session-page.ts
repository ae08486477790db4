import { pageSteps, thinningOf } from "../../backtest/page/page-steps.ts";
import type { PageContract, PageTable, PageTile, PageTrace, ReportPage } from "../../backtest/page/report-page.ts";
import { thinned } from "../../backtest/trace/thinned.ts";
import { CENT, CONTRACT, DOLLAR } from "../../market/units.ts";
import type { Walk } from "./journal-walk.ts";
import type { WatchedLeg } from "./leg-watch.ts";
import { type Findings, SAMPLED_EVERY_MS } from "./report-document.ts";
import type { ReportDocument, UptimeDocument } from "./report-shape.ts";

/** What a journal says of a period, as a page shows it. */
export function sessionPage(walk: Walk, found: Findings, reproduction: PageTable): ReportPage {
  const { document } = found;
  const legs = [...walk.legs].filter(([, { fair, prints }]) => fair.at.length + prints.at.length > 0);
  const spans = new Map(legs.map(([name, leg]) => [name, spanOf(leg)]));
  const fills = Map.groupBy(
    walk.changes.filter(({ kind }) => kind === "fill"),
    ({ leg }) => leg,
  );
  const { buckets, words } = thinningOf(
    legs.map(([name, { fair, bid, ask, prints }]) => ({
      lines: [fair, bid, ask, prints],
      ...spans.get(name)!,
      fills: fills.get(name)?.length ?? 0,
    })),
  );
  const parts = new Map(legs.map(([name], place) => [name, buckets[place]!]));
  const thin = (name: string, steps: WatchedLeg["fair"]) => {
    const { from, to } = spans.get(name)!;
    return pageSteps(thinned(steps, from, to, parts.get(name)!));
  };
  const traces = new Map(
    legs.map(([name, { fair, bid, ask }], place): [number, PageTrace] => [
      place,
      {
        fair: thin(name, fair),
        bid: thin(name, bid),
        ask: thin(name, ask),
        fills: (fills.get(name) ?? []).map(({ at, price, quantity }) => ({
          at,
          cents: price! / CENT,
          contracts: quantity / CONTRACT,
        })),
      },
    ]),
  );
  const { text, trust } = statementOf(document);
  return {
    title: `Session report: ${document.period}`,
    statement: text,
    trust,
    viewedBy: "account",
    views: [
      {
        name: document.runs.at(-1)?.account ?? "rehearsal",
        tiles: tilesOf(document),
        runs: [
          {
            name: "result",
            equity: { at: walk.equity.map(({ at }) => at), net: walk.equity.map(({ net }) => net / DOLLAR) },
            markouts: found.markouts,
            traces,
          },
        ],
        rows: contractTable(document),
      },
    ],
    contracts: legs.map(
      ([name, leg]): PageContract => ({
        ticker: name,
        event: leg.event,
        title: leg.title,
        result: walk.settled.has(name) ? `paid ${walk.settled.get(name)! / CENT}c` : "not settled",
        prints: thin(name, leg.prints),
      }),
    ),
    calibration: {
      sampled: `What contracts paid in the end, on average, by the fair value every ${SAMPLED_EVERY_MS / 60_000} minutes. Only contracts that have settled count. Larger dots: more of the time.`,
      bins: found.calibration,
    },
    tables: [splitTable(document), markoutTable(document), daysTable(document), runsTable(document), reproduction],
    notes: document.notes,
    thinned: words,
  };
}

function spanOf({ fair, prints }: WatchedLeg): { readonly from: number; readonly to: number } {
  const starts = [fair.at[0], prints.at[0]].filter((at) => at !== undefined);
  const ends = [fair.at.at(-1), prints.at.at(-1)].filter((at) => at !== undefined);
  return { from: Math.min(...starts), to: Math.max(...ends) };
}

/** What such a record can and can't show. */
function statementOf(document: ReportDocument): Pick<ReportPage, "trust"> & { readonly text: string } {
  const { runs, fills, from, to, net_usd: net } = document;
  if (from === null || to === null)
    return { text: "Nothing happened in this period: this shows nothing.", trust: "caution" };
  const kinds = new Set(runs.map(({ dry, account }) => (dry ? "dry" : account === null ? "rehearsal" : "real")));
  const what = kinds.has("real")
    ? kinds.size === 1
      ? "This is what an account really traded"
      : "This mixes what an account really traded with dry runs or rehearsals"
    : kinds.has("dry")
      ? "This is a dry run: nothing was sent, and its fills are optimistic"
      : "This is a rehearsal on the embedded exchange: it says nothing about a real market";
  const events = new Set(runs.map(({ event }) => event)).size;
  const profiles = [...new Set(runs.map(({ profile }) => profile))].join(", ");
  const last = document.markouts.find(({ after }) => after === "1 h");
  const hour =
    last?.cents_per_contract == null
      ? "No fill is an hour old yet: whether they were good ones can't be said."
      : `An hour after, ${last.fills} fills had come to ${last.cents_per_contract.toFixed(2)} cents a contract${last.interval_95 === null ? "" : ` (95% interval ${last.interval_95[0].toFixed(2)} to ${last.interval_95[1].toFixed(2)}, over hours)`}.`;
  return {
    text: `${what}, ${minute(from)} to ${minute(to)} UTC, ${events} ${events === 1 ? "event" : "events"}, ${runs.length} ${runs.length === 1 ? "run" : "runs"} of ${profiles}: net ${usd(net)} on ${fills} fills, with what is held at its mark. ${hour} One event is one draw: it can't show whether the profile earns in the long run.`,
    trust: "caution",
  };
}

function tilesOf({
  net_usd: net,
  fees_usd: fees,
  gross_usd: gross,
  split,
  fills,
  contracts_filled: contracts,
  uptime,
}: ReportDocument): readonly PageTile[] {
  return [
    { label: "Net", value: usd(net), details: [`gross ${usd(gross)},`, `fees ${usd(fees)}`], ...toned(net) },
    {
      label: "Spread captured",
      value: usd(split.spread_usd),
      details: ["fair value against price"],
      ...toned(split.spread_usd),
    },
    {
      label: "Adverse selection",
      value: usd(split.adverse_selection_usd),
      details: ["in the 5 minutes after"],
      ...toned(split.adverse_selection_usd),
    },
    {
      label: "Inventory",
      value: usd(split.inventory_usd),
      details: ["held, and paid out"],
      ...toned(split.inventory_usd),
    },
    {
      label: "Contracts filled",
      value: contracts.toLocaleString("en-US"),
      details: [`${fills.toLocaleString("en-US")} fills`],
    },
    { label: "Quoted", value: percent(uptime), details: ["of the time", "that it ran"] },
  ];
}

function contractTable({ contracts }: ReportDocument): PageTable {
  return {
    heading: "Contracts",
    note: "Quoted: share of the time in which an engine ran and the contract traded. Press a heading to sort.",
    columns: [
      { name: "contract" },
      { name: "net $", decimals: 2, signed: true },
      { name: "spread $", decimals: 2, signed: true },
      { name: "adverse $", decimals: 2, signed: true },
      { name: "inventory $", decimals: 2, signed: true },
      { name: "other $", decimals: 2, signed: true },
      { name: "fees $", decimals: 2 },
      { name: "fills", decimals: 0 },
      { name: "held", decimals: 0 },
      { name: "quoted %", decimals: 0 },
      { name: "both %", decimals: 0 },
      { name: "paid c", decimals: 0 },
      { name: "title" },
    ],
    rows: contracts.map((each) => [
      each.ticker,
      each.net_usd,
      each.spread_usd,
      each.adverse_selection_usd,
      each.inventory_usd,
      each.other_usd,
      each.fees_usd,
      each.fills,
      each.position,
      hundredfold(each.uptime.any),
      hundredfold(each.uptime.both),
      each.settled,
      each.title,
    ]),
  };
}

function splitTable({ split, net_usd: net }: ReportDocument): PageTable {
  return {
    heading: "Where it comes from",
    note: "To the micro-dollar, the parts add up to the net result that the engine's books have.",
    columns: [{ name: "part" }, { name: "$", decimals: 6, signed: true }],
    rows: [
      ["spread captured: fair value at the fill against the price", split.spread_usd],
      ["adverse selection: what the market did in the five minutes after", split.adverse_selection_usd],
      ["inventory: what came later, and what was held before", split.inventory_usd],
      ["other: another hand, booked while no engine ran, corrections", split.other_usd],
      ["fees", -split.fees_usd],
      ["net", net],
    ],
  };
}

function markoutTable({ markouts }: ReportDocument): PageTable {
  return {
    heading: "Markouts",
    note: "Cents a contract before fees, of fills that are old enough; 95% intervals by bootstrap over stretches of time as long as is looked ahead (an hour at least), of what was settled over dates of events.",
    columns: [
      { name: "after" },
      { name: "fills", decimals: 0 },
      { name: "cents", decimals: 2, signed: true },
      { name: "low", decimals: 2 },
      { name: "high", decimals: 2 },
    ],
    rows: markouts.map(({ after, fills, cents_per_contract: cents, interval_95: interval }) => [
      after,
      fills,
      cents,
      interval?.[0] ?? null,
      interval?.[1] ?? null,
    ]),
  };
}

function daysTable({ days }: ReportDocument): PageTable {
  return {
    heading: "Days, New York",
    columns: [
      { name: "day" },
      { name: "fills", decimals: 0 },
      { name: "fees $", decimals: 2 },
      { name: "net $", decimals: 2, signed: true },
    ],
    rows: days.map(({ day, fills, fees_usd: fees, net_usd: net }) => [day, fills, fees, net]),
  };
}

function runsTable({ runs }: ReportDocument): PageTable {
  return {
    heading: "Runs",
    note: "Net as the run itself says at its end, what it took over included.",
    columns: [
      { name: "run" },
      { name: "began" },
      { name: "ended" },
      { name: "event" },
      { name: "profile" },
      { name: "inputs", decimals: 0 },
      { name: "fees $", decimals: 2 },
      { name: "net $", decimals: 2, signed: true },
      { name: "by" },
    ],
    rows: runs.map((run) => [
      `${run.id}, ${run.epoch}`,
      minute(run.started_at),
      `${minute(run.ended_at)}${run.ended ? "" : " (cut off, or going on)"}`,
      run.event,
      run.profile,
      run.inputs,
      run.fees_usd,
      run.net_usd,
      run.program,
    ]),
  };
}

function percent({ any }: UptimeDocument): string {
  return any === null ? "\u2013" : `${(100 * any).toFixed(0)}%`;
}

function hundredfold(share: number | null): number | null {
  return share === null ? null : 100 * share;
}

function toned(value: number): Pick<PageTile, "tone"> {
  return value === 0 ? {} : { tone: value > 0 ? "gain" : "loss" };
}

function usd(value: number): string {
  return `${value < 0 ? "\u2212" : ""}$${Math.abs(value).toFixed(2)}`;
}

function minute(time: string): string {
  return time.slice(0, 16).replace("T", " ");
}
