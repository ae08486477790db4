import type { FeeType, MarketEvent } from "../market/event.ts";
import { PriceGrid } from "../market/price-grid.ts";
import type { TakerOrder } from "../market/taker-order.ts";
import type { Price, Time } from "../market/units.ts";
import type { LegRecord } from "../tape/settlements.ts";
import { SideInference } from "../tape/side-inference.ts";
import type { TapeOrder } from "../tape/taker-orders.ts";

/** All that is traded of one event, and how it ended. */
export interface EventTape {
  readonly event: MarketEvent;
  /** Of all legs, in time order, each with its side, which is inferred where the tape has none. */
  readonly orders: readonly TakerOrder[];
  /** Rows of the tape by leg. */
  readonly trades: ReadonlyMap<string, number>;
  /** What a leg paid; a leg that is not in here is marked at its last print. */
  readonly settlements: ReadonlyMap<string, Price>;
}

/** Tickers that were not traded in the backtest, and why. */
export interface LeftOut {
  readonly reason: string;
  readonly tickers: readonly string[];
  readonly trades: number;
}

/** What a backtest runs on, and what of the tapes it doesn't. */
export interface Selection {
  readonly events: readonly EventTape[];
  /** Rows of the tapes, of whatever ticker. */
  readonly trades: number;
  readonly leftOut: readonly LeftOut[];
  /** Tickers on the tapes without a settlement, left out or not. */
  readonly unsettled: readonly string[];
  readonly settlementsWithoutTrades: readonly string[];
}

export interface SelectionOptions {
  readonly settlements: ReadonlyMap<string, LegRecord>;
  /** A ticker with fewer trades is left out, as if it weren't listed. */
  readonly minTrades: number;
  readonly feeType: FeeType;
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
  readonly #orders = new Map<string, TakerOrder[]>();

  add({ event, order, trades }: TapeOrder): void {
    const ticker = this.#tickers.get(order.ticker);
    if (ticker === undefined) this.#tickers.set(order.ticker, { name: order.ticker, event, trades });
    else ticker.trades += trades;
    const sided = this.#inference.infer(order);
    const orders = this.#orders.get(event);
    if (orders === undefined) this.#orders.set(event, [sided]);
    else orders.push(sided);
  }

  /** The events in the order of their first trades. */
  select({ settlements, minTrades, feeType }: SelectionOptions): Selection {
    const all = [...this.#tickers.values()];
    const enough = all.filter(({ trades }) => trades >= minTrades);
    const few = all.filter(({ trades }) => trades < minTrades);
    const legsOf = Map.groupBy(enough, ({ event }) => event);
    const events: EventTape[] = [];
    for (const [event, orders] of this.#orders) {
      const tickers = legsOf.get(event) ?? [];
      if (tickers.length === 0) continue;
      const traded = new Set(names(tickers));
      events.push({
        event: marketEvent(event, tickers, settlements, feeType),
        orders: orders.filter(({ ticker }) => traded.has(ticker)),
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
      leftOut:
        few.length === 0 ? [] : [{ reason: `fewer than ${minTrades} trades`, tickers: names(few), trades: total(few) }],
      unsettled: names(all.filter(({ name }) => settlements.get(name)?.value === undefined)),
      settlementsWithoutTrades: [...settlements.keys()].filter((ticker) => !this.#tickers.has(ticker)).sort(),
    };
  }
}

function marketEvent(
  event: string,
  tickers: readonly Ticker[],
  settlements: ReadonlyMap<string, LegRecord>,
  feeType: FeeType,
): MarketEvent {
  const legs = tickers.map(({ name }) => {
    const record = settlements.get(name);
    const title = record?.title ?? name.slice(name.lastIndexOf("-") + 1);
    const closeTime = record?.closeTime ?? NO_CLOSE;
    return { ticker: name, title, status: "active" as const, closeTime, priceRanges: RANGES };
  });
  const series = event.split("-", 1)[0] ?? event;
  return { ticker: event, series, title: event, mutuallyExclusive: true, fees: { type: feeType, multiplier: 1 }, legs };
}

function names(tickers: readonly Ticker[]): readonly string[] {
  return tickers.map(({ name }) => name).sort();
}

function total(tickers: readonly Ticker[]): number {
  return tickers.reduce((sum, { trades }) => sum + trades, 0);
}
