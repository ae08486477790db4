import { Random } from "../ambient/random.ts";
import type { FeeType } from "../market/event.ts";
import { PRICE_ONE, toCents, toContracts, toDollars } from "../market/units.ts";
import type { ModelName } from "../model/fair-value-model.ts";
import type { EventOutcome, LegOutcome } from "./event-run.ts";
import type { LeftOut, Selection } from "./event-tape.ts";
import type { FillModel } from "./fills.ts";
import type { ConfigurationOutcome } from "./runner.ts";
import type { SettingName } from "./setting.ts";
import { centsPerContract, type EventTotal, interval95, maxDrawdown, sharpePerEvent } from "./statistics.ts";

/** What `backtest --json` prints: names in snake case, money in dollars, prices in cents of YES, quantities in contracts. */
export interface BacktestDocument {
  readonly tapes: readonly string[];
  /** Rows on the tapes. */
  readonly trades: number;
  readonly fee_type: FeeType;
  readonly setting: SettingName;
  readonly seed: number;
  readonly left_out: readonly (LeftOut & { readonly count: number })[];
  /** On the tapes and without a settlement: what is held of them counts at the last print. */
  readonly unsettled: Named;
  readonly settlements_without_trades: Named;
  readonly configurations: readonly ConfigurationDocument[];
}

export interface Named {
  readonly count: number;
  readonly tickers: readonly string[];
}

export interface ConfigurationDocument {
  readonly profile: string;
  readonly model: ModelName;
  readonly fill_model: FillModel;
  readonly fills: number;
  readonly contracts: number;
  readonly gross_usd: number;
  readonly fees_usd: number;
  readonly net_usd: number;
  /** Net; null when nothing was filled. */
  readonly cents_per_contract: number | null;
  /** Of cents per contract, by bootstrap over dates; null for fewer than two dates. */
  readonly interval_95: readonly [number, number] | null;
  readonly sharpe_per_event: number | null;
  readonly max_drawdown_usd: number;
  readonly events: number;
  readonly tickers: readonly TickerDocument[];
  /** How often the engine told the operator something, by code. */
  readonly alerts: Readonly<Record<string, number>>;
}

export interface TickerDocument {
  readonly ticker: string;
  readonly event: string;
  /** Rows on the tape. */
  readonly trades: number;
  /** Null: marked at the last print. */
  readonly result: "yes" | "no" | null;
  readonly value: number;
  readonly fills: number;
  readonly contracts: number;
  /** Held at the end, before settlement. */
  readonly position: number;
  readonly gross_usd: number;
  readonly fees_usd: number;
  readonly net_usd: number;
}

export interface DocumentParts {
  readonly tapes: readonly string[];
  readonly selection: Selection;
  readonly feeType: FeeType;
  readonly setting: SettingName;
  readonly seed: number;
  readonly outcomes: readonly ConfigurationOutcome[];
}

export function backtestDocument(parts: DocumentParts): BacktestDocument {
  const { selection, seed } = parts;
  return {
    tapes: parts.tapes,
    trades: selection.trades,
    fee_type: parts.feeType,
    setting: parts.setting,
    seed,
    left_out: selection.leftOut.map((left) => ({ ...left, count: left.tickers.length })),
    unsettled: named(selection.unsettled),
    settlements_without_trades: named(selection.settlementsWithoutTrades),
    configurations: parts.outcomes.map((outcome) => configurationDocument(outcome, seed)),
  };
}

function configurationDocument(
  { profile, model, fillModel, events }: ConfigurationOutcome,
  seed: number,
): ConfigurationDocument {
  const legs = events.flatMap((event) => event.legs);
  const totals = events.map(
    (event): EventTotal => ({
      event: event.event,
      net: added(event.legs, ({ net }) => net),
      contracts: added(event.legs, ({ contracts }) => contracts),
    }),
  );
  return {
    profile: profile.name,
    model,
    fill_model: fillModel,
    fills: added(legs, ({ fills }) => fills),
    contracts: toContracts(added(legs, ({ contracts }) => contracts)),
    gross_usd: toDollars(added(legs, ({ gross }) => gross)),
    fees_usd: toDollars(added(legs, ({ fees }) => fees)),
    net_usd: toDollars(added(legs, ({ net }) => net)),
    cents_per_contract: centsPerContract(totals) ?? null,
    interval_95: interval95(totals, Random.seeded(seed).fork("interval")) ?? null,
    sharpe_per_event: sharpePerEvent(totals) ?? null,
    max_drawdown_usd: toDollars(maxDrawdown(totals)),
    events: events.length,
    tickers: events.flatMap((event) => event.legs.map((leg) => tickerDocument(event.event, leg))),
    alerts: alertCounts(events),
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
  };
}

function alertCounts(events: readonly EventOutcome[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { alerts } of events) {
    for (const [code, count] of alerts) counts.set(code, (counts.get(code) ?? 0) + count);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function named(tickers: readonly string[]): Named {
  return { count: tickers.length, tickers };
}

/** A sum in the unit of its parts. */
function added<Part, Unit extends number>(parts: readonly Part[], of: (part: Part) => Unit): Unit {
  let total = 0;
  for (const part of parts) total += of(part);
  return total as Unit;
}
