import { Random } from "../../ambient/random.ts";
import { calibrationPlot } from "../../backtest/page/calibration-plot.ts";
import type { PageCalibrationBin } from "../../backtest/page/report-page.ts";
import type { QuoteTime } from "../../backtest/quote-clock.ts";
import { CalibrationBins } from "../../backtest/trace/calibration-bins.ts";
import {
  type Money,
  type Position,
  type Quantity,
  type Time,
  toCents,
  toContracts,
  toDollars,
} from "../../market/units.ts";
import { newYorkDay } from "../../risk/new-york-day.ts";
import { firstInFirstOut, type RealisedChange } from "./fifo.ts";
import { type FillMarkout, fillMarkouts } from "./fill-markouts.ts";
import type { Walk, WalkedRun } from "./journal-walk.ts";
import { ADVERSE_AFTER_MS, type LegParts, netOfParts, type Parts, partsOf } from "./parts.ts";
import type {
  ContractDocument,
  DayDocument,
  ReportDocument,
  RunDocument,
  SplitDocument,
  UptimeDocument,
} from "./report-shape.ts";

const HOUR_MS = 3_600_000;
/** How often a fair value is compared with what its contract paid. */
export const SAMPLED_EVERY_MS = 600_000;

/** What a report knows, for whoever shows it. */
export interface Findings {
  readonly document: ReportDocument;
  readonly legs: readonly LegParts[];
  readonly markouts: readonly FillMarkout[];
  readonly calibration: readonly PageCalibrationBin[];
  /** Changes of the books in the period, with what each realised. */
  readonly realised: readonly RealisedChange[];
}

/** All that a journal says of a period. Throws PartsError when the parts of the result don't add up to it: the program is wrong. */
export function findings(journal: string, walk: Walk): Findings {
  const legs = partsOf(walk);
  const random = Random.seeded(1);
  const markouts = fillMarkouts(walk, random.fork("markouts"));
  const fifo = firstInFirstOut([...walk.earlier, ...walk.changes]);
  const realised = fifo.realised.slice(walk.earlier.length);
  const calibration = calibrationOf(walk, random.fork("calibration"));
  const total = summed(legs);
  const shown = legs.filter((leg) => walk.legs.has(leg.leg) || netOfParts(leg) !== 0 || leg.fills > 0);
  const document: ReportDocument = {
    journal,
    period: walk.period.name,
    from: walk.span === undefined ? null : iso(walk.span.from),
    to: walk.span === undefined ? null : iso(walk.span.to),
    runs: walk.runs.map(runDocument),
    fills: legs.reduce((sum, { fills }) => sum + fills, 0),
    contracts_filled: toContracts(legs.reduce((sum, { contracts }) => sum + contracts, 0) as Quantity),
    gross_usd: toDollars((netOfParts(total) + total.fees) as Money),
    fees_usd: toDollars(total.fees),
    net_usd: toDollars(netOfParts(total)),
    ...(walk.runs.some(({ isDry }) => isDry) && { optimistic: true as const }),
    split: splitDocument(total),
    markouts: markouts.map(({ after, fills, cents, interval }) => ({
      after,
      fills,
      cents_per_contract: cents,
      interval_95: interval,
    })),
    uptime: uptimeDocument([...walk.legs.values()].flatMap(({ quoteTimes }) => quoteTimes)),
    contracts: shown.map((parts) => contractDocument(walk, parts)),
    days: daysOf(walk),
    calibration: calibration.map(({ fair, paid, samples, contracts }) => ({ fair, paid, samples, contracts })),
    realised_fifo_usd: toDollars(realised.reduce((sum, each) => sum + each.realised, 0) as Money),
    notes: notesOf(walk),
  };
  return { document, legs, markouts, calibration, realised };
}

function summed(legs: readonly LegParts[]): Parts {
  const sum = (of: (leg: LegParts) => Money): Money => legs.reduce((total, leg) => total + of(leg), 0) as Money;
  return {
    spread: sum(({ spread }) => spread),
    adverseSelection: sum(({ adverseSelection }) => adverseSelection),
    inventory: sum(({ inventory }) => inventory),
    other: sum(({ other }) => other),
    fees: sum(({ fees }) => fees),
  };
}

function splitDocument({ spread, adverseSelection, inventory, other, fees }: Parts): SplitDocument {
  return {
    adverse_after_s: ADVERSE_AFTER_MS / 1_000,
    spread_usd: toDollars(spread),
    adverse_selection_usd: toDollars(adverseSelection),
    inventory_usd: toDollars(inventory),
    other_usd: toDollars(other),
    fees_usd: toDollars(fees),
  };
}

function contractDocument({ legs, settled }: Walk, parts: LegParts): ContractDocument {
  const leg = legs.get(parts.leg);
  const paid = settled.get(parts.leg);
  return {
    ticker: parts.leg,
    title: leg?.title ?? parts.leg,
    event: leg?.event ?? "",
    fills: parts.fills,
    contracts_filled: toContracts(parts.contracts as Quantity),
    position: toContracts(parts.position as Position),
    net_usd: toDollars(netOfParts(parts)),
    settled: paid === undefined ? null : toCents(paid),
    ...splitDocument(parts),
    uptime: uptimeDocument(leg?.quoteTimes ?? []),
  };
}

function uptimeDocument(times: readonly QuoteTime[]): UptimeDocument {
  const total = times.reduce((sum, { from, to }) => sum + (to - from), 0);
  const share = (of: (time: QuoteTime) => number): number | null =>
    total === 0 ? null : times.reduce((sum, time) => sum + of(time), 0) / total;
  return {
    hours: total / HOUR_MS,
    bid: share(({ bidMs }) => bidMs),
    ask: share(({ askMs }) => askMs),
    both: share(({ bothMs }) => bothMs),
    any: share(({ bidMs, askMs, bothMs }) => bidMs + askMs - bothMs),
  };
}

function runDocument({
  session,
  event,
  profile,
  account,
  isDry,
  endedAt,
  gross,
  fees,
  net,
  differences,
}: WalkedRun): RunDocument {
  return {
    id: session.id,
    epoch: session.epoch,
    program: session.program,
    event,
    profile,
    account: account ?? null,
    dry: isDry,
    started_at: iso(session.startedAt),
    ended_at: iso(endedAt),
    ended: session.ended,
    inputs: session.inputs,
    gross_usd: toDollars(gross as Money),
    fees_usd: toDollars(fees as Money),
    net_usd: toDollars(net as Money),
    differences,
  };
}

/** Days of New York; a day's result is what the account gained between the looks at it, each gain on the day of the later one. */
function daysOf({ equity, changes }: Walk): readonly DayDocument[] {
  const dayOf = (at: number): string => newYorkDay(at as Time).date;
  const gains = new Map<string, number>();
  let before = 0;
  for (const { at, net } of equity) {
    gains.set(dayOf(at), (gains.get(dayOf(at)) ?? 0) + net - before);
    before = net;
  }
  const own = Map.groupBy(changes, ({ at }) => dayOf(at));
  return [...new Set([...gains.keys(), ...own.keys()])].sort().map((day) => {
    const gained = gains.get(day) ?? 0;
    const booked = own.get(day) ?? [];
    return {
      day,
      fills: booked.filter(({ kind }) => kind === "fill").length,
      fees_usd: toDollars(booked.reduce((sum, { fee }) => sum + fee, 0) as Money),
      net_usd: toDollars(gained as Money),
    };
  });
}

function calibrationOf({ legs, settled }: Walk, random: Random): readonly PageCalibrationBin[] {
  const judged = [...legs].flatMap(([name, { fair, event, quoteTimes }]) => {
    const paid = settled.get(name);
    const last = fair.at.at(-1);
    if (paid === undefined || last === undefined) return [];
    const until = Math.max(last, ...quoteTimes.map(({ to }) => to));
    return [{ event, counts: new CalibrationBins().addEvery(SAMPLED_EVERY_MS, fair, until, paid).counts }];
  });
  return calibrationPlot(judged, random);
}

function notesOf({ notes, runs, span }: Walk): readonly string[] {
  const dry = runs.filter(({ isDry }) => isDry).length;
  return [
    ...(span === undefined ? ["Nothing happened in this period, as far as the journal goes."] : []),
    ...(dry > 0 ? [`${dry} of ${runs.length} runs were dry: nothing was sent, and their fills are optimistic.`] : []),
    ...notes,
  ];
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
