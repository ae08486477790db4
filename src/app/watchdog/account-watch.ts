import { after, type Money, type Position, type Price, type Quantity, type Time } from "../../market/units.ts";
import { newYorkDay } from "../../risk/new-york-day.ts";
import { type AccountPlace, type AccountState, readAccountState } from "../../venue/kalshi/account-reading.ts";
import { isOurs } from "../../venue/kalshi/kill/resting-list.ts";
import type { RestClient } from "../../venue/kalshi/rest/client.ts";
import { exchangeStatus } from "../../venue/kalshi/rest/exchange.ts";
import type { Market } from "../../venue/kalshi/rest/market.ts";
import { markets } from "../../venue/kalshi/rest/markets.ts";
import type { Order } from "../../venue/kalshi/rest/orders.ts";
import { contractValue, type DayStart, Profit, worthOf } from "./profit.ts";

/** What the watchdog makes of one complete reading of the account. */
export interface AccountLook {
  /** The moment that the exchange vouches for. */
  readonly asOf: Time;
  readonly fillsLastMinute: number;
  /** Since the first look of the New York day, fees included; negative when something was won. The median of the last 60 s. */
  readonly lost: Money;
  /** What the account was worth at that look. */
  readonly worth: Money;
  /** Orders with our prefix in markets that haven't closed. */
  readonly ours: {
    readonly orders: number;
    readonly quantity: Quantity;
    /** Resting on after their expiry while trading goes on. */
    readonly overdue: number;
    /** Without an expiry, or with one that is further off than any order of ours may have. */
    readonly unbounded: number;
  };
}

export interface AccountWatchParts {
  readonly client: RestClient;
  readonly place: AccountPlace;
  /** What the first look of the day showed, where it was in an earlier process. */
  readonly dayStart: DayStart | undefined;
  /** Told of the first look of each day. */
  readonly keep: (start: DayStart) => void;
}

const MINUTE_MS = 60_000;
/** A fill may come into the list so much later than it was made. */
const FILLS_MARGIN_MS = 10 * MINUTE_MS;
/** An order is taken off so long after its expiry at the latest (SAFETY.md, V-2 and V-11). */
const EXPIRY_LAG_MS = 6_000;
const LONGEST_LIFE_MS = 60_000;
const CALL = { timeoutMs: 2_000, attempts: 2 } as const;
const CLOSED: ReadonlySet<Market["status"]> = new Set(["closed", "determined", "disputed", "amended", "finalized"]);

/** Reads the account again and again, with eyes of its own: no figure of the engine's is in it. */
export class AccountWatch {
  readonly #parts: AccountWatchParts;
  #start: DayStart | undefined;
  #profit: Profit | undefined;
  #fillsTo: Time | undefined;
  readonly #lately: { readonly at: Time; readonly lost: Money }[] = [];

  constructor(parts: AccountWatchParts) {
    this.#parts = parts;
    this.#start = parts.dayStart;
    if (this.#start !== undefined) this.#profit = new Profit(this.#start);
  }

  /** One look. Throws KalshiError when the account can't be read completely. */
  async look(): Promise<AccountLook> {
    const { client, place } = this.#parts;
    const from = this.#fillsTo ?? this.#start?.asOf ?? client.exchangeClock.now();
    const [state, status] = await Promise.all([
      readAccountState(client, place, after(from, -FILLS_MARGIN_MS), CALL),
      client.read(exchangeStatus(), CALL),
    ]);
    const own = state.resting.filter(isOurs);
    const held = new Set([...(this.#profit?.tickers ?? []), ...state.fills.map(({ ticker }) => ticker)]);
    for (const { ticker } of [...state.positions, ...own]) held.add(ticker);
    const tickers = [...held];
    const found = tickers.length === 0 ? [] : await client.all(markets({ tickers, limit: 1_000 }), CALL);
    const values = this.#take(state, found, own);
    const lost = (0 - (this.#profit?.at(values) ?? 0)) as Money;
    return {
      asOf: state.asOf,
      fillsLastMinute: state.fills.filter(({ at }) => at !== undefined && at > state.asOf - MINUTE_MS).length,
      lost: this.#median(state.asOf, lost),
      worth: this.#start?.worth ?? (0 as Money),
      ours: resting(own, found, state.asOf, status.tradingActive),
    };
  }

  /** Counts what a reading tells; what each contract is worth now. */
  #take(state: AccountState, found: readonly Market[], own: readonly Order[]): ReadonlyMap<string, Price> {
    const { date } = newYorkDay(state.asOf);
    this.#profit?.take(state.fills);
    this.#fillsTo = state.asOf;
    const positions = new Map(state.positions.map(({ ticker, position }) => [ticker, position]));
    const values = new Map(
      found.map((market) => [
        market.ticker,
        contractValue(positions.get(market.ticker) ?? (0 as Position), market, own),
      ]),
    );
    if (this.#start?.date !== date) {
      const worth = (state.balance + worthOf(state.positions, values)) as Money;
      const heldNow = state.positions.map(({ ticker, position }) => {
        return [ticker, { position, value: (position * (values.get(ticker) ?? 0)) as Money }] as const;
      });
      const known = state.fills.map(({ tradeId }) => tradeId);
      this.#start = { date, asOf: state.asOf, worth, held: Object.fromEntries(heldNow), known };
      this.#profit = new Profit(this.#start);
      this.#lately.length = 0;
      this.#parts.keep(this.#start);
    }
    return values;
  }

  /** The median of what the looks of the last 60 s have shown: one odd book is no loss. The smaller of the middle two of an even number. */
  #median(at: Time, lost: Money): Money {
    this.#lately.push({ at, lost });
    while (this.#lately[0]!.at < at - MINUTE_MS) this.#lately.shift();
    const sorted = this.#lately.map((look) => look.lost).sort((one, other) => one - other);
    return sorted[(sorted.length - 1) >> 1]!;
  }
}

function resting(own: readonly Order[], found: readonly Market[], asOf: Time, isTrading: boolean): AccountLook["ours"] {
  const closed = new Set(
    found.filter(({ status, closeAt }) => CLOSED.has(status) || closeAt <= asOf).map(({ ticker }) => ticker),
  );
  const open = own.filter(({ ticker }) => !closed.has(ticker));
  return {
    orders: open.length,
    quantity: open.reduce((sum, { remaining }) => sum + remaining, 0) as Quantity,
    overdue: isTrading
      ? open.filter(({ expiresAt }) => expiresAt !== undefined && asOf > expiresAt + EXPIRY_LAG_MS).length
      : 0, // in a pause orders may outlive their expiry (V-14)
    unbounded: open.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > asOf + LONGEST_LIFE_MS).length,
  };
}
