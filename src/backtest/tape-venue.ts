import { TimeQueue } from "../ambient/time-queue.ts";
import type { Amend, Cancel, Place, VenueCommand } from "../engine/command.ts";
import type { AccountReading, Fill, Refused, SettlementInput } from "../engine/input.ts";
import type { MarketEvent } from "../market/event.ts";
import type { TakerOrder } from "../market/taker-order.ts";
import { after, type Money, type Price, type Quantity, type Time } from "../market/units.ts";
import { fee } from "../strategy/fees.ts";
import type { VenueInput } from "../venue/venue.ts";
import type { FillModel } from "./fills.ts";
import type { Latency } from "./latency.ts";
import { QuoteClock, type QuoteTime } from "./quote-clock.ts";
import { TapeAccount } from "./tape-account.ts";
import { type Hit, type OwnOrder, TapeMarket } from "./tape-market.ts";

export interface TapeVenueOptions {
  readonly event: MarketEvent;
  readonly fillModel: FillModel;
  readonly latency: Latency;
  /** Contracts of others that are taken to rest at a price where we join them. */
  readonly queueAhead: Quantity;
  readonly openingBalance: Money;
  /** Of the tape's last order: how long quotes stood is counted until then. */
  readonly lastAt: Time;
}

/** What the exchange has heard of by one client order id. */
interface Named {
  /** When the last command about it takes effect: commands about one order don't overtake each other. */
  lastEffectAt: number;
  /** A create has borne it. */
  isUsed: boolean;
  /** In cents: what its sender made it from. */
  madeFromCents: number | undefined;
  /** Once it was accepted. */
  order: OwnOrder | undefined;
}

/** Something that is on its way: a command, or the expiry of an order as it was when it was set. */
type Effect =
  | { readonly type: "place"; readonly command: Place; readonly named: Named; readonly crossed: boolean }
  | { readonly type: "amend"; readonly command: Amend; readonly named: Named }
  | { readonly type: "cancel"; readonly command: Cancel; readonly named: Named }
  | { readonly type: Exclude<VenueCommand, Place | Amend | Cancel>["type"] }
  | { readonly type: "expiry"; readonly order: OwnOrder; readonly expiresAt: Time };

/**
 * An exchange whose public side is a tape and whose private side is ours alone. A command takes effect, and is answered, after its
 * latency; a taker order meets what rests by then and nothing else, and what it fills is for the fill model to say. Our orders move
 * nothing on the tape. The book of others is what the trades so far imply.
 *
 * Synchronous: the driver asks for what is due with `nextAt` and `next`, and hands in the tape's orders with `trade`.
 */
export class TapeVenue {
  readonly account: TapeAccount;
  readonly #markets: ReadonlyMap<string, TapeMarket>;
  readonly #named = new Map<string, Named>();
  readonly #effects = new TimeQueue<Effect>();
  #accepted = 0;
  #fills = 0;

  constructor(readonly options: TapeVenueOptions) {
    this.account = new TapeAccount(options.openingBalance);
    this.#markets = new Map(options.event.legs.map((leg) => [leg.ticker, new TapeMarket(leg, options.queueAhead)]));
  }

  /**
   * Takes a command of time `at`; its effect and its answer come later, from `next`. `madeFromCents`: the fair value that a create was made
   * from, for `madeFrom`; nothing depends on it.
   */
  send(command: VenueCommand, at: Time, madeFromCents?: number): void {
    const due = after(at, this.options.latency());
    if (!("clientOrderId" in command)) {
      this.#effects.push(due, { type: command.type });
      return;
    }
    const named = this.#namedBy(command.clientOrderId);
    named.lastEffectAt = Math.max(due, named.lastEffectAt);
    if (command.type === "place") named.madeFromCents = madeFromCents;
    this.#effects.push(named.lastEffectAt as Time, this.#effectOf(command, named));
  }

  #effectOf(command: Place | Amend | Cancel, named: Named): Effect {
    if (command.type === "cancel") return { type: "cancel", command, named };
    if (command.type === "amend") return { type: "amend", command, named };
    // A price that reaches the others when it is decided on is refused, whatever they do until it arrives.
    const crossed = this.#market(command.ticker).crossesOthers(command.side, command.price);
    return { type: "place", command, named, crossed };
  }

  #namedBy(clientOrderId: string): Named {
    let named = this.#named.get(clientOrderId);
    if (named === undefined) {
      named = { lastEffectAt: 0, isUsed: false, madeFromCents: undefined, order: undefined };
      this.#named.set(clientOrderId, named);
    }
    return named;
  }

  /** The fair value, in cents, that an order was sent with. */
  madeFrom(clientOrderId: string): number | undefined {
    return this.#named.get(clientOrderId)?.madeFromCents;
  }

  /** When the earliest pending command takes effect, or an order expires; undefined when nothing is pending. */
  get nextAt(): Time | undefined {
    return this.#effects.nextAt;
  }

  /** Lets the earliest pending effect happen, at its time, and tells what we hear of it. */
  next(): readonly VenueInput[] {
    const now = this.#effects.nextAt;
    const effect = this.#effects.pop();
    if (now === undefined || effect === undefined) return [];
    switch (effect.type) {
      case "place":
        return [this.#place(effect.command, effect.named, effect.crossed, now)];
      case "cancel":
        return [this.#cancel(effect.command, effect.named, now)];
      case "amend":
        return [this.#amend(effect.command, effect.named, now)];
      case "expiry":
        return this.#expire(effect.order, effect.expiresAt, now);
      case "cancelAll":
        return this.#cancelAll(now);
      case "readAccount":
        return [this.reading(now)];
      case "refreshBook":
        return []; // the tape has no other
    }
  }

  /**
   * A taker order of the tape; everything due up to its time must have happened. What we hear: the order with the book of others that it
   * left behind, and what it filled of ours. Public news comes first, so that what we answer to a fill is thought up knowing all of it.
   */
  trade(order: TakerOrder): readonly VenueInput[] {
    const market = this.#market(order.ticker);
    market.clock ??= new QuoteClock(order.at, Math.min(this.options.lastAt, market.closeTime) as Time);
    const hits = market.meet(order, this.options.fillModel);
    const trade: VenueInput = { type: "trade", at: order.at, order, book: market.others() };
    if (hits.length === 0) return [trade];
    const inputs: VenueInput[] = [trade];
    for (const hit of hits) inputs.push(this.#fill(hit, order.at));
    count(market, order.at);
    return inputs;
  }

  /** How long our quotes stood in a leg; asked for when all is over. */
  quoteTime(ticker: string): QuoteTime {
    const { lastAt } = this.options;
    return (this.#market(ticker).clock ?? new QuoteClock(lastAt, lastAt)).total();
  }

  /** Pays out a leg. */
  settle(ticker: string, value: Price, at: Time): SettlementInput {
    this.account.settle(ticker, value);
    return { type: "settlement", at, ticker, value };
  }

  /** Everything the account has, complete and up to the moment. */
  reading(at: Time): AccountReading {
    const resting = this.#resting().map(({ clientOrderId, market, side, price, remaining, expiresAt }) => {
      return { clientOrderId, orderId: clientOrderId, ticker: market.ticker, side, price, remaining, expiresAt };
    });
    const { balance } = this.account;
    return { type: "account", at, asOf: at, resting, positions: this.account.positions(), balance };
  }

  #place(command: Place, named: Named, crossed: boolean, now: Time): VenueInput {
    const { clientOrderId, ticker, side, price, quantity, expiresAt } = command;
    const market = this.#market(ticker);
    if (named.isUsed) return refused(command, "duplicate", `${clientOrderId} was used before`, now);
    named.isUsed = true;
    if (now >= market.closeTime) return refused(command, "market-inactive", `${ticker} has closed`, now);
    if (!market.grid.includes(price))
      return refused(command, "invalid-price", `${price} is no price of ${ticker}`, now);
    if (quantity <= 0) return refused(command, "other", `a quantity of ${quantity}`, now);
    if (expiresAt !== undefined && expiresAt <= now) return refused(command, "other", "expired before it arrived", now);
    if (crossed || market.crossesOthers(side, price) || market.crossesOwn(side, price)) {
      return refused(command, "post-only-cross", `${side} at ${price} would take`, now);
    }
    const order: OwnOrder = {
      clientOrderId,
      market,
      rank: this.#accepted++,
      side,
      price,
      remaining: quantity,
      filled: 0 as Quantity,
      expiresAt,
      queueAhead: 0 as Quantity,
      isResting: true,
    };
    named.order = order;
    market.add(order);
    count(market, now);
    this.#watchExpiry(order);
    return { type: "placed", at: now, clientOrderId, orderId: clientOrderId };
  }

  #amend(command: Amend, { order }: Named, now: Time): VenueInput {
    const { clientOrderId, price, expiresAt } = command;
    if (order?.isResting !== true) return refused(command, "gone", "not resting", now);
    const { market, side } = order;
    if (!market.grid.includes(price)) {
      return refused(command, "invalid-price", `${price} is no price of ${market.ticker}`, now);
    }
    const moved = price !== order.price;
    if (moved && (market.crossesOthers(side, price) || market.crossesOwn(side, price))) {
      return refused(command, "post-only-cross", `${side} at ${price} would take`, now);
    }
    // The request asks for a total; what was filled while it was on its way comes off that.
    const remaining = Math.min(order.remaining, Math.max(0, command.remaining + command.filled - order.filled));
    order.remaining = remaining as Quantity;
    order.expiresAt = expiresAt;
    if (moved || remaining === 0) market.remove(order);
    if (moved && remaining > 0) {
      order.price = price;
      market.add(order);
    }
    count(market, now);
    this.#watchExpiry(order);
    return { type: "amended", at: now, clientOrderId, price, remaining: order.remaining, expiresAt };
  }

  #cancel(command: Cancel, { order }: Named, now: Time): VenueInput {
    if (order?.isResting !== true) return refused(command, "gone", "not resting", now);
    takeOff(order, now);
    return { type: "cancelled", at: now, clientOrderId: command.clientOrderId, reducedBy: order.remaining };
  }

  #cancelAll(now: Time): readonly VenueInput[] {
    const closed = this.#resting().map((order): VenueInput => {
      takeOff(order, now);
      const { clientOrderId, remaining: reducedBy } = order;
      return { type: "closed", at: now, clientOrderId, reason: "cancel-all", reducedBy };
    });
    return [...closed, { type: "cancelledAll", at: now }];
  }

  #watchExpiry(order: OwnOrder): void {
    const { expiresAt } = order;
    if (expiresAt !== undefined) this.#effects.push(expiresAt, { type: "expiry", order, expiresAt });
  }

  #expire(order: OwnOrder, expiresAt: Time, now: Time): readonly VenueInput[] {
    if (!order.isResting || order.expiresAt !== expiresAt) return [];
    takeOff(order, now);
    const { clientOrderId, remaining: reducedBy } = order;
    return [{ type: "closed", at: now, clientOrderId, reason: "expired", reducedBy }];
  }

  /** What rests, in the order in which it was accepted. */
  #resting(): OwnOrder[] {
    const orders = [...this.#markets.values()].flatMap((market) => [...market.resting()]);
    return orders.sort((one, other) => one.rank - other.rank);
  }

  #fill({ order, quantity }: Hit, at: Time): Fill {
    this.#fills += 1;
    const { clientOrderId, market, side, price } = order;
    const { ticker } = market;
    const charged = fee(this.options.event.fees, "maker", price, quantity, side);
    const tradeId = `tape-${this.#fills}`;
    const fill: Fill = {
      type: "fill",
      at,
      tradeId,
      clientOrderId,
      ticker,
      side,
      price,
      quantity,
      fee: charged,
      taker: false,
    };
    this.account.fill(fill);
    return fill;
  }

  #market(ticker: string): TapeMarket {
    const market = this.#markets.get(ticker);
    if (market === undefined) throw new Error(`${ticker} is no leg of ${this.options.event.ticker}`);
    return market;
  }
}

function refused(
  { type, clientOrderId }: Place | Amend | Cancel,
  code: Refused["code"],
  detail: string,
  at: Time,
): Refused {
  return { type: "refused", at, clientOrderId, request: type, code, detail };
}

function takeOff(order: OwnOrder, now: Time): void {
  order.market.remove(order);
  count(order.market, now);
}

/** Which sides of a leg stand from now on. */
function count(market: TapeMarket, now: Time): void {
  market.clock?.change(now, market.isQuoted("bid"), market.isQuoted("ask"));
}
