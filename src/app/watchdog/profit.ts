import { z } from "zod";
import type { BookSnapshot } from "../../market/order-book.ts";
import { type Money, type Position, PRICE_ONE, type Price, signedQuantity, type Time } from "../../market/units.ts";
import { mark } from "../../risk/marks.ts";
import type { AccountFill } from "../../venue/kalshi/rest/fills.ts";
import type { Market } from "../../venue/kalshi/rest/market.ts";
import type { Order } from "../../venue/kalshi/rest/orders.ts";

const micro = z.number().transform((value) => value as Money);

/** What the account held at the first look of a day, and what of its fills is in that already. */
export const dayStart = z.object({
  date: z.string(),
  asOf: z.number().transform((value) => value as Time),
  /** What it was worth, by its balance and our marks. */
  worth: micro,
  /** By ticker: what was held, and what that was worth in our convention (a short is negative). */
  held: z.record(z.string(), z.object({ position: z.number().transform((value) => value as Position), value: micro })),
  /** Fills of the minutes before it. */
  known: z.array(z.string()),
});
export type DayStart = z.infer<typeof dayStart>;

/**
 * What an account has won since a moment, from its own fills and from marks: cash of the fills, less fees, and the change in what is held. So neither
 * deposits nor how the exchange reckons its balance (V-7, V-9) make a difference.
 */
export class Profit {
  readonly #start: DayStart;
  readonly #held = new Map<string, Position>();
  readonly #counted: Set<string>;
  #cash = 0;

  constructor(start: DayStart) {
    this.#start = start;
    this.#counted = new Set(start.known);
    for (const [ticker, { position }] of Object.entries(start.held)) this.#held.set(ticker, position);
  }

  /** Everything that is held or was. */
  get tickers(): readonly string[] {
    return [...this.#held.keys()];
  }

  /** Counts fills, each once. */
  take(fills: readonly AccountFill[]): void {
    for (const { tradeId, ticker, side, price, quantity, fee } of fills) {
      if (this.#counted.has(tradeId)) continue;
      this.#counted.add(tradeId);
      const change = signedQuantity(side, quantity);
      this.#cash -= change * price + fee;
      this.#held.set(ticker, ((this.#held.get(ticker) ?? 0) + change) as Position);
    }
  }

  /** What has been won since the start, at these values of one contract each. A ticker without one counts as it did at the start. */
  at(values: ReadonlyMap<string, Price>): Money {
    let won = this.#cash;
    for (const [ticker, position] of this.#held) {
      const before = this.#start.held[ticker];
      const value = values.get(ticker);
      won += value === undefined ? (before?.value ?? 0) : position * value;
      won -= before?.value ?? 0;
    }
    return won as Money;
  }
}

/**
 * What a contract held is worth: the result where it has one; else what closing it would bring, as far as others' orders tell, or its last trade. The top of a
 * book that is ours alone says nothing.
 */
export function contractValue(position: Position, market: Market, own: readonly Order[]): Price {
  if (market.settlementValue !== undefined) return market.settlementValue;
  if (market.result === "yes") return PRICE_ONE;
  if (market.result === "no") return 0 as Price;
  const last = market.volume > 0 ? market.lastPrice : undefined;
  return mark(position >= 0 ? "long" : "short", { book: othersTop(market, own), fairCents: undefined, last });
}

function othersTop({ ticker, yesBid, yesAsk, yesBidSize, yesAskSize }: Market, own: readonly Order[]): BookSnapshot {
  const ours = (side: Order["side"], price: Price): number =>
    own
      .filter((order) => order.ticker === ticker && order.side === side && order.price === price)
      .reduce((sum, { remaining }) => sum + remaining, 0);
  const isBid = yesBid > 0 && yesBidSize > ours("bid", yesBid);
  const isAsk = yesAsk < PRICE_ONE && yesAskSize > ours("ask", yesAsk);
  return {
    bids: isBid ? [{ price: yesBid, quantity: yesBidSize }] : [],
    asks: isAsk ? [{ price: yesAsk, quantity: yesAskSize }] : [],
  };
}

/** What all that is held is worth beside the cash, in the exchange's convention: a short has cost $1 less its price. */
export function worthOf(
  positions: readonly { readonly ticker: string; readonly position: Position }[],
  values: ReadonlyMap<string, Price>,
): Money {
  let worth = 0;
  for (const { ticker, position } of positions) {
    const value = values.get(ticker) ?? 0;
    worth += position >= 0 ? position * value : -position * (PRICE_ONE - value);
  }
  return worth as Money;
}
