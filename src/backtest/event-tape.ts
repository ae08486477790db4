import type { FeeType, MarketEvent } from "../market/event.ts";
import { PriceGrid } from "../market/price-grid.ts";
import { PRICE_ONE, type Time } from "../market/units.ts";
import type { LegRecord } from "../tape/settlements.ts";
import { SideInference } from "../tape/side-inference.ts";
import type { TapeOrder } from "../tape/taker-orders.ts";
import type { RecordedFacts } from "./recorded-event.ts";
import { ColumnBuilder, type StoredTape } from "./tape-columns.ts";

/** Tickers that were not traded in the backtest, and why. */
export interface LeftOut {
  readonly reason: string;
  readonly tickers: readonly string[];
  readonly trades: number;
}

/** Rows that became no trade: of trades made outside the book, and of trades that were there already. */
export interface LeftOutRows {
  readonly blockTrades: number;
  readonly repeatedTrades: number;
}

/** What a backtest runs on, and what of the tapes it doesn't. */
export interface Selection {
  readonly events: readonly StoredTape[];
  /** Rows of the tapes, of whatever ticker. */
  readonly trades: number;
  readonly leftOut: readonly LeftOut[];
  /** Rows that became no trade, where whoever read the tapes has counted them. */
  readonly leftOutRows?: LeftOutRows;
  /** Tickers on the tapes without a settlement, left out or not. */
  readonly unsettled: readonly string[];
  readonly settlementsWithoutTrades: readonly string[];
}

export interface SelectionOptions {
  readonly settlements: ReadonlyMap<string, LegRecord>;
  /** A ticker with fewer trades is left out, as if it weren't listed. */
  readonly minTrades: number;
  readonly feeType: FeeType;
  /** What recordings tell of their events. */
  readonly facts?: readonly RecordedFacts[];
  /** What is done with events whose results are blank: left out, or traded and marked at their last prints. */
  readonly unsettled: "skip" | "mark";
}

/**
 * When trading ends where nobody says: so late that no rule about the close ever applies. The last trade would be a guess made with
 * hindsight.
 */
const NO_CLOSE = Date.UTC(9999, 0, 1) as Time;

const RANGES = PriceGrid.wholeCents().ranges;

interface Ticker {
  readonly name: string;
  readonly event: string;
  trades: number;
}

/** Collects tapes, order by order, into events. */
export class TapeSelection {
  readonly #inference = new SideInference();
  readonly #tickers = new Map<string, Ticker>();
  readonly #orders = new Map<string, ColumnBuilder>();

  add({ event, order, trades }: TapeOrder): void {
    const ticker = this.#tickers.get(order.ticker);
    if (ticker === undefined) this.#tickers.set(order.ticker, { name: order.ticker, event, trades });
    else ticker.trades += trades;
    let orders = this.#orders.get(event);
    if (orders === undefined) {
      orders = new ColumnBuilder();
      this.#orders.set(event, orders);
    }
    orders.add(this.#inference.infer(order));
  }

  /** The events in the order of their first trades. */
  select({ settlements, minTrades, feeType, unsettled, facts = [] }: SelectionOptions): Selection {
    const factsOf = new Map(facts.map((each) => [each.event, each]));
    const all = [...this.#tickers.values()];
    const whole = Map.groupBy(all, ({ event }) => event);
    const leftOut = new Map<string, Ticker[]>();
    const chosen: Ticker[] = [];
    for (const ticker of all) {
      const event = whole.get(ticker.event) ?? [];
      const reason = whyLeftOut(ticker, event, { settlements, minTrades, unsettled });
      if (reason === undefined) chosen.push(ticker);
      else leftOut.set(reason, [...(leftOut.get(reason) ?? []), ticker]);
    }
    const legsOf = Map.groupBy(chosen, ({ event }) => event);
    const events: StoredTape[] = [];
    for (const [event, orders] of this.#orders) {
      const tickers = legsOf.get(event) ?? [];
      if (tickers.length === 0) continue;
      events.push({
        event: marketEvent(event, tickers, whole.get(event)!.length, settlements, feeType, factsOf.get(event)),
        books: factsOf.get(event)?.books,
        columns: orders.columns(new Set(names(tickers))),
        trades: new Map(tickers.map(({ name, trades }) => [name, trades])),
        settlements: new Map(
          tickers.flatMap(({ name }) => {
            const value = settlements.get(name)?.value;
            return value === undefined ? [] : [[name, value] as const];
          }),
        ),
      });
    }
    return {
      events,
      trades: total(all),
      leftOut: [...leftOut].map(([reason, tickers]) => ({ reason, tickers: names(tickers), trades: total(tickers) })),
      unsettled: names(all.filter(({ name }) => settlements.get(name)?.value === undefined)),
      settlementsWithoutTrades: [...settlements.keys()].filter((ticker) => !this.#tickers.has(ticker)).sort(),
    };
  }
}

/**
 * Why a ticker is not traded; undefined when it is. `event` is all that was traded of its event. Where there is a file of results, an event
 * must have exactly one winner among what was traded: with none, the winner is missing from the tape or the event isn't settled; with
 * more, its legs don't exclude each other, or the file is wrong.
 */
function whyLeftOut(
  { name, trades }: Ticker,
  event: readonly Ticker[],
  { settlements, minTrades, unsettled }: Omit<SelectionOptions, "feeType" | "facts">,
): string | undefined {
  if (settlements.size > 0) {
    const records = event.map((leg) => settlements.get(leg.name));
    if (records.every((record) => record === undefined)) return "no leg of its event among the settlements";
    const isBlank = records.every((record) => record?.value === undefined);
    if (isBlank && unsettled === "skip") return "its event is not settled";
    const winners = records.filter((record) => record?.value === PRICE_ONE).length;
    if (!isBlank && winners !== 1) return `${winners === 0 ? "no" : winners} winners among its event's traded legs`;
    if (!settlements.has(name)) return "not among the settlements, although its event is";
  }
  return trades < minTrades ? `fewer than ${minTrades} trades` : undefined;
}

function marketEvent(
  event: string,
  tickers: readonly Ticker[],
  traded: number,
  settlements: ReadonlyMap<string, LegRecord>,
  feeType: FeeType,
  facts: RecordedFacts | undefined,
): MarketEvent {
  const legs = tickers.map(({ name }) => {
    const record = settlements.get(name);
    const recorded = facts?.legs.get(name);
    const title = record?.title ?? recorded?.title ?? name.slice(name.lastIndexOf("-") + 1);
    const closeTime = record?.closeTime ?? recorded?.closeTime ?? NO_CLOSE;
    const priceRanges = recorded?.priceRanges ?? RANGES;
    return { ticker: name, title, status: "active" as const, closeTime, priceRanges };
  });
  return {
    ticker: event,
    series: facts?.series ?? event.split("-", 1)[0] ?? event,
    title: facts?.title ?? event,
    mutuallyExclusive: facts?.mutuallyExclusive ?? true,
    fees: { type: feeType, multiplier: facts?.fees.type === feeType ? facts.fees.multiplier : 1 },
    legs,
    partial: legs.length < traded,
  };
}

function names(tickers: readonly Ticker[]): readonly string[] {
  return tickers.map(({ name }) => name).sort();
}

function total(tickers: readonly Ticker[]): number {
  return tickers.reduce((sum, { trades }) => sum + trades, 0);
}
