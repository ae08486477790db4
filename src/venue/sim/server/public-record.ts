import { type Position, PRICE_ONE, type Price, type Quantity, type Side, type Time } from "../../../market/units.ts";
import type { Exchange } from "../exchange.ts";
import type { Determined, Fact, Filled, Settled, Traded } from "../fact.ts";

const DAY_MS = 86_400_000;

/** One print, as everybody is told of it. */
export interface PublicTrade {
  readonly tradeId: string;
  readonly ticker: string;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly takerSide: Side;
  readonly at: Time;
}

/** What is known of a market's trading. Prices that nobody has made are zero. */
export interface MarketStatistics {
  readonly lastPrice: number;
  /** 1/100 contract. */
  readonly volume: number;
  readonly dayVolume: number;
  readonly openInterest: number;
  /** As it was a day ago. */
  readonly previousPrice: number;
  readonly previousBid: number;
  readonly previousAsk: number;
  /** When something other than its trading last changed. */
  readonly updatedAt: Time;
  readonly createdAt: Time;
  /** What each YES pays, once that is known. */
  readonly value: Price | undefined;
  readonly settledAt: Time | undefined;
}

/** The top of a book just after a trade. */
interface Mark {
  readonly at: Time;
  readonly price: Price;
  readonly bid: number;
  readonly ask: number;
}

interface MarketRecord {
  readonly createdAt: Time;
  updatedAt: Time;
  readonly marks: Mark[];
  readonly trades: PublicTrade[];
  volume: number;
  readonly positions: Map<string, Position>;
  value: Price | undefined;
  settledAt: Time | undefined;
}

/** Every trade since the markets opened, and what follows from them. */
export class PublicRecord {
  readonly #exchange: Exchange;
  readonly #trades: PublicTrade[] = [];
  readonly #markets = new Map<string, MarketRecord>();

  /** It must be there before anybody trades; `openedAt` is when the markets listed so far were. */
  constructor(exchange: Exchange, openedAt: Time) {
    this.#exchange = exchange;
    for (const event of exchange.events) {
      for (const { ticker } of exchange.event(event).legs) this.#markets.set(ticker, newRecord(openedAt));
    }
    exchange.subscribe((fact) => this.#tell(fact));
  }

  /** Prints, oldest first: of one market or of all. */
  trades(ticker?: string): readonly PublicTrade[] {
    return ticker === undefined ? this.#trades : (this.#markets.get(ticker)?.trades ?? []);
  }

  statistics(ticker: string, now: Time): MarketStatistics {
    const { createdAt, updatedAt, marks, trades, volume, positions, value, settledAt } = this.#of(ticker);
    const before = marks.findLast(({ at }) => at <= now - DAY_MS);
    let dayVolume = 0;
    for (let index = trades.length - 1; index >= 0 && trades[index]!.at > now - DAY_MS; index--)
      dayVolume += trades[index]!.quantity;
    let openInterest = 0;
    for (const position of positions.values()) openInterest += Math.max(0, position);
    return {
      lastPrice: trades.at(-1)?.price ?? 0,
      volume,
      dayVolume,
      openInterest,
      previousPrice: before?.price ?? 0,
      previousBid: before?.bid ?? 0,
      previousAsk: before?.ask ?? 0,
      updatedAt,
      createdAt,
      value,
      settledAt,
    };
  }

  #tell(fact: Fact): void {
    if (fact.type === "trade") this.#trade(fact);
    else if (fact.type === "fill") this.#fill(fact);
    else if (fact.type === "listed") this.#markets.set(fact.leg.ticker, newRecord(fact.at));
    else if (fact.type === "leg") this.#of(fact.leg.ticker).updatedAt = fact.at;
    else if (fact.type === "determined" || fact.type === "settled") this.#result(fact);
  }

  #trade({ ticker, at, takerSide, prints }: Traded): void {
    const market = this.#of(ticker);
    for (const { tradeId, price, quantity } of prints) {
      const trade: PublicTrade = {
        tradeId,
        ticker,
        price,
        quantity,
        takerSide: takerSide === "buy" ? "bid" : "ask",
        at,
      };
      this.#trades.push(trade);
      market.trades.push(trade);
      market.volume += quantity;
    }
    const bid = this.#exchange.best(ticker, "bid") ?? 0;
    const ask = this.#exchange.best(ticker, "ask") ?? PRICE_ONE;
    market.marks.push({ at, price: prints.at(-1)!.price, bid, ask });
  }

  #result({ type, at, ticker, value }: Determined | Settled): void {
    const market = this.#of(ticker);
    market.updatedAt = at;
    market.value = value;
    if (type === "settled") {
      market.settledAt = at;
      market.positions.clear();
    }
  }

  #fill({ order, position }: Filled): void {
    this.#of(order.ticker).positions.set(order.account, position);
  }

  #of(ticker: string): MarketRecord {
    const market = this.#markets.get(ticker);
    if (market === undefined) throw new RangeError(`there is no record of market ${ticker}`);
    return market;
  }
}

function newRecord(createdAt: Time): MarketRecord {
  return {
    createdAt,
    updatedAt: createdAt,
    marks: [],
    trades: [],
    volume: 0,
    positions: new Map(),
    value: undefined,
    settledAt: undefined,
  };
}
