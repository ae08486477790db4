import { Random } from "../../ambient/random.ts";
import { CENT, CONTRACT, PRICE_ONE, type Price, toCents, toContracts, toDollars } from "../../market/units.ts";
import { type MarkSeries, markSeries } from "../marks.ts";
import type { ConfigurationOutcome, EventOutcome, LegOutcome } from "../outcome.ts";
import type { BacktestDocument, ConfigurationDocument } from "../report/document-shape.ts";
import { added, eventTotal, inOrderOfEnding } from "../report/event-total.ts";
import { openTape, type StoredTape } from "../tape-columns.ts";
import type { LegTrace } from "../trace/event-tracer.ts";
import type { Steps } from "../trace/steps.ts";
import { thinned } from "../trace/thinned.ts";
import { monthsTable, parametersTable, resultsTable, sourcesTable } from "./backtest-tables.ts";
import { tilesOf } from "./backtest-tiles.ts";
import { calibrationPlot } from "./calibration-plot.ts";
import { markoutCurve } from "./markout-curve.ts";
import { pageNotes } from "./page-notes.ts";
import { pageSteps, type ShownLines, thinningOf } from "./page-steps.ts";
import type { PageContract, PageRun, PageTable, PageTrace, PageView, ReportPage } from "./report-page.ts";
import { backtestStatement } from "./statement.ts";

export interface BacktestPageParts {
  readonly document: BacktestDocument;
  readonly outcomes: readonly ConfigurationOutcome[];
  readonly events: readonly StoredTape[];
  /** How it can be run again: command line, versions, tapes. */
  readonly reproduction: PageTable;
}

/** A contract on the page: where it stands, its own tape, and the time that it is shown over. */
interface Shown {
  readonly tape: StoredTape;
  readonly ticker: string;
  readonly prints: Steps;
  readonly from: number;
  readonly to: number;
}

/** What a backtest found, as a page shows it. */
export function backtestPage({ document, outcomes, events, reproduction }: BacktestPageParts): ReportPage {
  const plain = outcomes.filter(({ variant }) => variant.kind === "plain");
  const marks = new Map(events.map((tape) => [tape.event.ticker, markSeries(openTape(tape).orders)]));
  const shown = events.flatMap((tape) => contractsOf(tape, marks.get(tape.event.ticker)!));
  const places = new Map(shown.map(({ ticker }, place) => [ticker, place]));
  const { buckets, words: thinnedWords } = thinningOf(linesOf(plain, shown, places));
  const random = Random.seeded(document.seed).fork("page");
  const dates = plain[0]?.events.map(({ endedAt }) => dateOf(endedAt)).sort() ?? [];
  const beganAt = startOf(events);
  const { text, trust } = backtestStatement(document, dateOf(beganAt), dates.at(-1) ?? "");
  const count = plain[0]?.events.length ?? 0;
  return {
    title: `Backtest of ${count} ${count === 1 ? "event" : "events"}`,
    statement: text,
    trust,
    viewedBy: "profile",
    views: viewsOf(plain, document, (outcome, events) => ({
      ...runOf(outcome, events, (event) => marks.get(event) ?? new Map(), beganAt, random),
      traces: tracesOf(outcome, events, { shown, places, buckets }),
    })),
    contracts: shown.map((contract, place) => pageContract(contract, buckets[place]!)),
    calibration: {
      sampled:
        "What contracts paid in the end, on average, by the fair value at every full hour. Bars: 95% intervals over dates. Larger dots: more hours.",
      bins: calibrationPlot(judged(plain), random.fork("calibration")),
    },
    tables: [
      resultsTable(document),
      sourcesTable(document),
      monthsTable(document),
      parametersTable(plain),
      reproduction,
    ],
    notes: pageNotes(document),
    thinned: thinnedWords,
  };
}

function viewsOf(
  plain: readonly ConfigurationOutcome[],
  document: BacktestDocument,
  run: (outcome: ConfigurationOutcome, events: readonly EventOutcome[]) => PageRun,
): readonly PageView[] {
  const byProfile = Map.groupBy([...plain.keys()], (place) => plain[place]!.profile.name);
  return [...byProfile].map(([name, places]) => {
    const all = places.map((place) => inOrderOfEnding(plain[place]!.events));
    const documents = places.map((place) => document.configurations[place]!);
    return {
      name,
      tiles: tilesOf(documents),
      runs: places.map((place, index) => run(plain[place]!, all[index]!)),
      rows: eventTable(all, documents),
    };
  });
}

function runOf(
  { fillModel }: ConfigurationOutcome,
  events: readonly EventOutcome[],
  marksOf: (event: string) => ReadonlyMap<string, MarkSeries>,
  beganAt: number,
  random: Random,
): Omit<PageRun, "traces"> {
  let net = 0;
  const sums = events.map((event) => {
    net += toDollars(eventTotal(event).net);
    return net;
  });
  return {
    name: fillModel,
    equity: { at: [beganAt, ...events.map(({ endedAt }) => endedAt)], net: [0, ...sums] },
    markouts: markoutCurve(events, marksOf, random.fork(fillModel)),
  };
}

/** A row an event, its net under each fill model beside each other; everything else as the strictest has it. */
function eventTable(all: readonly (readonly EventOutcome[])[], documents: readonly ConfigurationDocument[]): PageTable {
  const strictest = all.at(-1) ?? [];
  const name = documents.at(-1)?.fill_model ?? "";
  return {
    heading: "Events",
    note: `Fills, contracts and gross as by ${name}; press a heading to sort.`,
    columns: [
      { name: "event" },
      ...documents.map(({ fill_model }) => ({ name: `net $, ${fill_model}`, decimals: 2, signed: true })),
      { name: "gross $", decimals: 2, signed: true },
      { name: "fees $", decimals: 2 },
      { name: "fills", decimals: 0 },
      { name: "contracts", decimals: 0 },
      { name: "trades", decimals: 0 },
      { name: "winner" },
      { name: "ended" },
    ],
    rows: strictest.map((event, index) => {
      const { gross, fees, contracts } = eventTotal(event);
      return [
        event.event,
        ...all.map((events) => toDollars(eventTotal(events[index]!).net)),
        toDollars(gross),
        toDollars(fees),
        added(event.legs, ({ fills }) => fills),
        toContracts(contracts),
        added(event.legs, ({ trades }) => trades),
        winnerOf(event),
        new Date(event.endedAt).toISOString().slice(0, 16).replace("T", " "),
      ];
    }),
  };
}

function winnerOf({ event, legs }: EventOutcome): string | null {
  const winner = legs.find(({ value, settled }) => settled && value === PRICE_ONE)?.ticker;
  return winner?.startsWith(`${event}-`) ? winner.slice(event.length + 1) : (winner ?? null);
}

function contractsOf(tape: StoredTape, marks: ReadonlyMap<string, MarkSeries>): readonly Shown[] {
  return tape.event.legs.flatMap(({ ticker }) => {
    const series = marks.get(ticker);
    const [from, to] = [series?.at[0], series?.at.at(-1)];
    if (series === undefined || from === undefined || to === undefined) return [];
    return [{ tape, ticker, prints: { at: series.at, value: series.price }, from, to }];
  });
}

function pageContract(
  { tape: { event, settlements }, ticker, prints, from, to }: Shown,
  buckets: number,
): PageContract {
  const title = event.legs.find((leg) => leg.ticker === ticker)?.title || ticker;
  return {
    ticker,
    event: event.ticker,
    title,
    result: resultWords(settlements.get(ticker)),
    prints: pageSteps(thinned(prints, from, to, buckets)),
  };
}

function resultWords(value: Price | undefined): string {
  return value === undefined ? "not settled" : `paid ${toCents(value)}c`;
}

function* tracedLegs({ traces }: ConfigurationOutcome): Generator<LegTrace> {
  for (const { legs } of traces?.values() ?? []) yield* legs;
}

/** By contract: the prints, and what every configuration that was followed has there. */
function linesOf(
  plain: readonly ConfigurationOutcome[],
  shown: readonly Shown[],
  places: ReadonlyMap<string, number>,
): readonly ShownLines[] {
  const all = shown.map(({ prints, from, to }) => ({ lines: [prints], from, to, fills: 0 }));
  for (const outcome of plain) {
    if (outcome.traces === undefined) continue;
    for (const { ticker, fair, bid, ask } of tracedLegs(outcome))
      all[places.get(ticker) ?? -1]?.lines.push(fair, bid, ask);
    for (const { legs } of outcome.events) {
      for (const { ticker, fills } of legs) {
        const contract = all[places.get(ticker) ?? -1];
        if (contract !== undefined) contract.fills += fills;
      }
    }
  }
  return all;
}

function tracesOf(
  outcome: ConfigurationOutcome,
  events: readonly EventOutcome[],
  {
    shown,
    places,
    buckets,
  }: { shown: readonly Shown[]; places: ReadonlyMap<string, number>; buckets: readonly number[] },
): ReadonlyMap<number, PageTrace> {
  if (outcome.traces === undefined) return new Map();
  const legs = new Map(events.flatMap((event) => event.legs.map((leg) => [leg.ticker, leg])));
  return new Map(
    [...tracedLegs(outcome)].flatMap(({ ticker, fair, bid, ask }) => {
      const place = places.get(ticker);
      const leg = legs.get(ticker);
      if (place === undefined || leg === undefined) return [];
      const { from, to } = shown[place]!;
      const [shownFair, shownBid, shownAsk] = [fair, bid, ask].map((steps) =>
        pageSteps(thinned(steps, from, to, buckets[place]!)),
      );
      return [[place, { fair: shownFair!, bid: shownBid!, ask: shownAsk!, fills: fillsOf(leg) }] as const];
    }),
  );
}

function fillsOf({ log }: LegOutcome): PageTrace["fills"] {
  return Array.from(log.at, (at, fill) => ({
    at,
    cents: log.price[fill]! / CENT,
    contracts: (log.sign[fill]! * log.quantity[fill]!) / CONTRACT,
  }));
}

/** Fair values of the first configuration that was followed. */
function judged(plain: readonly ConfigurationOutcome[]) {
  const followed = plain.find(({ traces }) => traces !== undefined);
  return [...(followed?.traces?.values() ?? [])].flatMap(({ event, legs }) =>
    legs.flatMap(({ calibration }) => (calibration === undefined ? [] : [{ event, counts: calibration }])),
  );
}

/** When the first order came; 0 without any. */
function startOf(events: readonly StoredTape[]): number {
  const first = events.reduce(
    (least, { columns }) => Math.min(least, columns.at[0] ?? least),
    Number.POSITIVE_INFINITY,
  );
  return Number.isFinite(first) ? first : 0;
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
