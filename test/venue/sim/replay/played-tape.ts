import { VirtualTime } from "../../../../src/ambient/virtual-time.ts";
import type { TakerOrder, TakerSide } from "../../../../src/market/taker-order.ts";
import {
  DOLLAR,
  money,
  type Price,
  priceFromCents,
  type Quantity,
  quantityFromContracts,
  type Side,
  type Time,
  time,
} from "../../../../src/market/units.ts";
import type { Exchange } from "../../../../src/venue/sim/exchange.ts";
import type { RecordedEvent } from "../../../../src/venue/sim/replay/recorded-event.ts";
import { TapeReplay, type TapeReplayOptions } from "../../../../src/venue/sim/replay/tape-replay.ts";

export const START = time(1_790_000_000_000);
/** When the tape was recorded. */
export const RECORDED = time(1_750_000_000_000);
export const EVENT = "KXTAPE-26JAN";
export const [A, B] = [`${EVENT}-A`, `${EVENT}-B`] as const;
/** From the start of a replay to the tape's first trade. */
const LEAD_MS = 2_000;

/** One print, as everybody is told of it. */
export interface Print {
  readonly ticker: string;
  readonly side: TakerSide;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly at: Time;
}

/** A taker order of a tape: prints in cents and contracts, the time in milliseconds since its first. */
export function taken(
  ticker: string,
  side: "buy" | "sell",
  atMs: number,
  ...prints: readonly (readonly [cents: number, contracts: number])[]
): TakerOrder {
  return {
    ticker,
    side,
    at: (RECORDED + atMs) as Time,
    prints: prints.map(([cents, contracts]) => ({
      price: priceFromCents(cents),
      quantity: quantityFromContracts(contracts),
    })),
  };
}

/** An event with these orders and nothing known of its result unless it is said. */
export function recordedEvent(orders: readonly TakerOrder[], more: Partial<RecordedEvent> = {}): RecordedEvent {
  const tickers = [...new Set(orders.map(({ ticker }) => ticker))];
  return {
    ticker: EVENT,
    orders,
    trades: orders.length,
    legs: tickers.map((ticker) => ({ ticker, title: ticker, closeTime: undefined })),
    values: undefined,
    mutuallyExclusive: true,
    ...more,
  };
}

/** A tape being played from START on, with two accounts that may join in. */
export class Played {
  readonly replay: TapeReplay;
  readonly exchange: Exchange;
  readonly time = new VirtualTime(START);
  readonly prints: Print[] = [];

  constructor(recorded: RecordedEvent, more: Partial<TapeReplayOptions> = {}) {
    const options = { speed: 1, fees: { type: "quadratic", multiplier: 1 }, rules: {} } as const;
    this.replay = new TapeReplay({ recorded, ...options, ...more }, START);
    this.exchange = this.replay.exchange;
    for (const name of ["ann", "bob"]) {
      this.exchange.openAccount(name);
      this.exchange.deposit(name, money(10_000 * DOLLAR));
    }
    this.exchange.subscribe((fact) => {
      if (fact.type !== "trade") return;
      for (const { price, quantity } of fact.prints) {
        this.prints.push({ ticker: fact.ticker, side: fact.takerSide, price, quantity, at: fact.at });
      }
    });
    this.replay.enter(this.time);
  }

  /** Lets time pass up to so long after the first trade of the tape, and nothing of that very moment's future. */
  to(ms: number): void {
    this.time.runUntil((START + LEAD_MS + ms) as Time);
    this.exchange.advance(this.time.now());
  }

  /** Rests an order, or takes what it meets; its id. */
  order(account: "ann" | "bob", ticker: string, side: Side, cents: number, contracts: number): string {
    const terms = { timeInForce: "good-till-canceled", postOnly: false } as const;
    const size = { price: priceFromCents(cents), quantity: quantityFromContracts(contracts) };
    const answer = this.exchange.create(account, { ticker, side, ...size, ...terms }, this.time.now());
    if (!answer.ok) throw new Error(answer.detail);
    return answer.order.orderId;
  }

  /** Prices in cents and contracts of all prints so far. */
  get shown(): readonly (readonly [cents: number, contracts: number])[] {
    return this.prints.map(({ price, quantity }) => [price / 100, quantity / 100] as const);
  }

  /** Best bid and ask in cents. */
  top(ticker: string): readonly [bid: number | undefined, ask: number | undefined] {
    const [bid, ask] = (["bid", "ask"] as const).map((side) => this.exchange.best(ticker, side));
    return [bid && bid / 100, ask && ask / 100];
  }
}

/** What a tape's orders print, and when, played at this speed. */
export function printsOf(orders: readonly TakerOrder[], speed = 1): readonly Print[] {
  return orders.flatMap(({ ticker, side, prints, at }) => {
    const playedAt = (START + LEAD_MS + Math.round((at - orders[0]!.at) / speed)) as Time;
    return prints.map(({ price, quantity }) => ({ ticker, side, price, quantity, at: playedAt }));
  });
}
