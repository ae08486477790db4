import { Random } from "../../ambient/random.ts";
import { PRICE_ONE, toCents, toContracts, toDollars } from "../../market/units.ts";
import type { ConfigurationOutcome, EventOutcome, LegOutcome, ProfileOrigin } from "../outcome.ts";
import { contractsSold, markouts, splits } from "./attribution.ts";
import { intervals95, stretchOf } from "./bootstrap.ts";
import type { ConfigurationDocument, ForwardDocument, TickerDocument } from "./document-shape.ts";
import { dateOf } from "./event-date.ts";
import { added, eventTotal, inOrderOfEnding, legsOf } from "./event-total.ts";
import { type Expectation, expectation } from "./expectation.ts";
import { months } from "./months.ts";
import { inventory, uptime } from "./presence.ts";
import { remarks } from "./remarks.ts";
import { centsPerContract, maxDrawdown, sharpePerEvent, tByDate, tByDatesInARow } from "./statistics.ts";

const MS_PER_HOUR = 3_600_000;

export interface ConfigurationParts {
  readonly outcome: ConfigurationOutcome;
  readonly origin: ProfileOrigin;
  /** Configurations tried in this run. */
  readonly tried: number;
  readonly seed: number;
}

/** One profile on one model under one fill model. Throws FillLogError when the fills of a leg don't add up to its account. */
export function configurationDocument({ outcome, origin, tried, seed }: ConfigurationParts): ConfigurationDocument {
  const { profile, model, fillModel } = outcome;
  const events = inOrderOfEnding(outcome.events);
  const legs = legsOf(events);
  const totals = events.map(eventTotal);
  const random = Random.seeded(seed);
  const intervals = intervals95(totals, random.fork("interval"));
  const forward = expectation(totals, random.fork("forward"));
  const { after, settlement } = markouts(legs);
  const [after5Min, after1Hour] = after;
  const dates = new Set(totals.map(({ event }) => dateOf(event))).size;
  const stretchDates = stretchOf(dates);
  const findings = {
    inSample: origin.inSample,
    dates,
    centsPerContract: centsPerContract(totals),
    interval: intervals.centsPerContract,
    intervalOfStretches: intervals95(totals, random.fork("stretches"), stretchDates).centsPerContract,
    stretchDates,
    forwardCentsPerContract: forward?.centsPerContract,
    quoted: uptime(legs).any,
    hourMarkoutCents: after1Hour,
    tByDate: tByDate(totals),
    tInARow: tByDatesInARow(totals),
    tries: tried + (origin.searched ?? 0),
  };
  return {
    profile: profile.name,
    model,
    fill_model: fillModel,
    in_sample: origin.inSample ?? null,
    fills: added(legs, ({ fills }) => fills),
    contracts: toContracts(added(totals, ({ contracts }) => contracts)),
    contracts_sold: toContracts(contractsSold(legs)),
    gross_usd: toDollars(added(totals, ({ gross }) => gross)),
    fees_usd: toDollars(added(totals, ({ fees }) => fees)),
    net_usd: toDollars(added(totals, ({ net }) => net)),
    net_interval_95: intervals.netUsd ?? null,
    cents_per_contract: findings.centsPerContract ?? null,
    interval_95: intervals.centsPerContract ?? null,
    interval_95_in_a_row: findings.intervalOfStretches ?? null,
    dates_in_a_row: stretchDates,
    sharpe_per_event: sharpePerEvent(totals) ?? null,
    sharpe_interval_95: intervals.sharpePerEvent ?? null,
    max_drawdown_usd: toDollars(maxDrawdown(totals.map(({ net }) => net))),
    max_drawdown_gross_usd: toDollars(maxDrawdown(totals.map(({ gross }) => gross))),
    events: events.length,
    dates: findings.dates,
    t_by_date: findings.tByDate ?? null,
    t_by_date_in_a_row: findings.tInARow ?? null,
    forward: forward === undefined ? null : forwardDocument(forward),
    markouts: {
      after_5_min: after5Min ?? null,
      after_1_h: after1Hour ?? null,
      settlement: settlement ?? null,
    },
    split: splits(legs).map(({ afterMs, spread, adverseSelection, inventory }) => ({
      horizon_s: afterMs / 1_000,
      spread_usd: toDollars(spread),
      adverse_selection_usd: toDollars(adverseSelection),
      inventory_usd: toDollars(inventory),
      fees_usd: toDollars(added(totals, ({ fees }) => fees)),
    })),
    ...presence(legs),
    months: months(totals).map((month) => ({
      month: month.month,
      events: month.events,
      contracts: month.contracts,
      net_usd: toDollars(month.net),
      cents_per_contract: month.centsPerContract ?? null,
    })),
    remarks: remarks(findings),
    tickers: events.flatMap((event) => event.legs.map((leg) => tickerDocument(event.event, leg))),
    alerts: alertCounts(events),
  };
}

function presence(legs: readonly LegOutcome[]): Pick<ConfigurationDocument, "uptime" | "inventory"> {
  const { tradableMs, bid, ask, both, any } = uptime(legs);
  const { meanContracts, largestContracts } = inventory(legs);
  return {
    uptime: {
      tradable_hours: tradableMs / MS_PER_HOUR,
      bid: bid ?? null,
      ask: ask ?? null,
      both: both ?? null,
      any: any ?? null,
    },
    inventory: { mean_contracts: meanContracts ?? null, largest_contracts: largestContracts },
  };
}

function forwardDocument(forward: Expectation): ForwardDocument {
  return {
    last_quarter_of: forward.quarterOf,
    from: new Date(forward.from).toISOString(),
    events: forward.events,
    contracts: toContracts(forward.contracts),
    cents_per_contract: forward.centsPerContract ?? null,
    interval_95: forward.interval ?? null,
  };
}

function tickerDocument(event: string, leg: LegOutcome): TickerDocument {
  return {
    ticker: leg.ticker,
    event,
    trades: leg.trades,
    result: leg.settled ? (leg.value === PRICE_ONE ? "yes" : "no") : null,
    value: toCents(leg.value),
    fills: leg.fills,
    contracts: toContracts(leg.contracts),
    position: toContracts(leg.position),
    gross_usd: toDollars(leg.gross),
    fees_usd: toDollars(leg.fees),
    net_usd: toDollars(leg.net),
    quoted: uptime([leg]).any ?? null,
  };
}

function alertCounts(events: readonly EventOutcome[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { alerts } of events) {
    for (const [code, count] of alerts) counts.set(code, (counts.get(code) ?? 0) + count);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
