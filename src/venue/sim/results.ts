import {
  type Money,
  type Position,
  PRICE_ONE,
  type Price,
  price,
  type Quantity,
  type Time,
} from "../../market/units.ts";
import type { Account } from "./account.ts";
import { payoutRounding } from "./fee-charge.ts";
import type { Floor } from "./floor.ts";
import type { Listing } from "./listing.ts";
import type { Market, MarketResult, ResultPhase } from "./market.ts";

/**
 * What a leg pays for each YES, by ticker; those not named pay nothing. `{ [winner]: PRICE_ONE }` is the usual result,
 * `{}` that no listed leg has won, fractions that several have tied.
 */
export type ResultValues = Readonly<Record<string, Price>>;

/** Decides events and pays them out. Calls that don't fit the state of an event are RangeErrors. */
export class Results {
  readonly #floor: Floor;

  constructor(floor: Floor) {
    this.#floor = floor;
  }

  /** The result is known: nothing can be traded any more, nothing is paid yet. */
  determine(eventTicker: string, values: ResultValues, now: Time): void {
    const listing = this.#open(eventTicker, "determine", [undefined], now);
    this.#decide(listing, values, "determined");
  }

  /** The result is challenged. */
  dispute(eventTicker: string, now: Time): void {
    const listing = this.#open(eventTicker, "dispute", ["determined", "amended"], now);
    for (const market of listing.markets) {
      market.result = { ...market.result!, phase: "disputed", at: now };
      this.#floor.changeLeg(market, { status: "disputed" }, ["disputed"]);
    }
  }

  /** The result is decided anew after a dispute. */
  amend(eventTicker: string, values: ResultValues, now: Time): void {
    const listing = this.#open(eventTicker, "amend the result of", ["disputed"], now);
    this.#decide(listing, values, "amended");
  }

  /** Pays the result as it was last decided. */
  finalize(eventTicker: string, now: Time): void {
    const listing = this.#open(eventTicker, "finalize", ["determined", "amended"], now);
    this.#pay(listing);
  }

  /** Decides and pays at once, whatever was decided before. */
  settle(eventTicker: string, values: ResultValues, now: Time): void {
    const listing = this.#open(eventTicker, "settle", [undefined, "determined", "disputed", "amended"], now);
    const checked = checkedValues(listing, values);
    for (const market of listing.markets) market.result = { phase: "determined", value: checked(market), at: now };
    this.#pay(listing);
  }

  /** Undefined while nothing is known. */
  of(ticker: string): MarketResult | undefined {
    return this.#floor.market(ticker).result;
  }

  #open(eventTicker: string, verb: string, phases: readonly (ResultPhase | undefined)[], now: Time): Listing {
    this.#floor.advance(now);
    const listing = this.#floor.listing(eventTicker);
    const phase = listing.markets[0]?.result?.phase;
    if (phases.includes(phase)) return listing;
    throw new RangeError(`can't ${verb} event ${eventTicker}: its result is ${phase ?? "not determined yet"}`);
  }

  #decide(listing: Listing, values: ResultValues, phase: "determined" | "amended"): void {
    const { now } = this.#floor;
    const checked = checkedValues(listing, values);
    for (const market of listing.markets) {
      this.#floor.clear(market, "close");
      const value = checked(market);
      market.result = { phase, value, at: now };
      this.#floor.changeLeg(market, { status: phase }, [phase]);
      this.#floor.emit({ type: "determined", at: now, ticker: market.ticker, value });
    }
  }

  /** Losers first: what they free is what netted positions in the winner are paid from. */
  #pay(listing: Listing): void {
    const { now } = this.#floor;
    for (const market of listing.markets.toSorted((a, b) => a.result!.value - b.result!.value)) {
      const { value } = market.result!;
      this.#floor.clear(market, "close");
      for (const account of this.#floor.accounts.values()) this.#payOut(account, market, value);
      market.result = { phase: "finalized", value, at: now };
      this.#floor.changeLeg(market, { status: "finalized" }, ["finalized"]);
      this.#floor.emit({ type: "settled", at: now, ticker: market.ticker, value });
    }
  }

  #payOut(account: Account, market: Market, value: Price): void {
    const { ticker, eventTicker } = market;
    const held: Position = account.position(ticker);
    const worth = (held > 0 ? value : PRICE_ONE - value) as Price;
    const contracts = Math.abs(held) as Quantity;
    const rounding = payoutRounding(worth, contracts);
    const before = account.balance;
    account.settle(market, value, rounding);
    this.#floor.reserves.touch(account, ticker);
    this.#floor.collected.fees += rounding;
    this.#floor.collected.rounding += rounding;
    if (!account.terms.keepsRecords || account.records.position(ticker) === undefined) return;
    const none = 0 as Quantity;
    account.records.keepSettlement(
      {
        ticker,
        eventTicker,
        at: this.#floor.now,
        value,
        yes: held > 0 ? contracts : none,
        no: held < 0 ? contracts : none,
        revenue: (worth * contracts) as Money,
        paid: (account.balance - before) as Money,
      },
      rounding,
    );
  }
}

/** Throws RangeError for a ticker that is no leg of the event, or when a mutually exclusive one would pay over $1. */
function checkedValues(listing: Listing, values: ResultValues): (market: Market) => Price {
  let total = 0;
  for (const [ticker, value] of Object.entries(values)) {
    if (!listing.tickers.includes(ticker)) throw new RangeError(`${ticker} is no leg of event ${listing.ticker}`);
    total += price(value, `the result of ${ticker}`);
  }
  if (listing.mutuallyExclusive && total > PRICE_ONE) {
    throw new RangeError(
      `event ${listing.ticker} can't pay ${total / PRICE_ONE} dollars: at most one of its legs wins`,
    );
  }
  return ({ ticker }) => values[ticker] ?? (0 as Price);
}
