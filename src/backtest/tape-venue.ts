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

/** Something that is on its way: a command, or the expiry of an order as it was when it was set. */
type Effect =
  | { readonly type: "command"; readonly command: VenueCommand; readonly crossed: boolean }
  | { readonly type: "expiry"; readonly order: OwnOrder; readonly expiresAt: Time };

/** One leg of the exchange. */
interface TapeLeg {
  readonly market: TapeMarket;
  /** From its first order on. */
  clock: QuoteClock | undefined;
}

/**
 * An exchange whose public side is a tape and whose private side is ours alone. A command takes effect, and is answered, after its
 * latency; a taker order meets what rests by then and nothing else, and what it fills is for the fill model to say. Our orders move
 * nothing on the tape. The book of others is what the trades so far imply.
 *
 * Synchronous: the driver asks for what is due with `nextAt` and `next`, and hands in the tape's orders with `trade`.
 */
export class TapeVenue {
  readonly account: TapeAccount;
  readonly #legs: ReadonlyMap<string, TapeLeg>;
  readonly #resting = new Map<string, OwnOrder>();
  readonly #known = new Set<string>();
  readonly #effects = new TimeQueue<Effect>();
  /** When the last command about an order takes effect: commands about one order don't overtake each other. */
  readonly #lastEffect = new Map<string, Time>();
  #fills = 0;

  constructor(readonly options: TapeVenueOptions) {
    this.account = new TapeAccount(options.openingBalance);
    this.#legs = new Map(
      options.event.legs.map((leg) => [
        leg.ticker,
        { market: new TapeMarket(leg, options.queueAhead), clock: undefined },
      ]),
    );
  }

  /** Takes a command of time `at`; its effect and its answer come later, from `next`. */
  send(command: VenueCommand, at: Time): void {
    const id = "clientOrderId" in command ? command.clientOrderId : "";
    const due = Math.max(after(at, this.options.latency()), this.#lastEffect.get(id) ?? 0) as Time;
    if (id !== "") this.#lastEffect.set(id, due);
    // A price that reaches the others when it is decided on is refused, whatever they do until it arrives.
    const crossed = command.type === "place" && this.#market(command.ticker).crossesOthers(command.side, command.price);
    this.#effects.push(due, { type: "command", command, crossed });
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
    if (effect.type === "expiry") return this.#expire(effect.order, effect.expiresAt, now);
    const { command, crossed } = effect;
    switch (command.type) {
      case "place":
        return [this.#place(command, crossed, now)];
      case "amend":
        return [this.#amend(command, now)];
      case "cancel":
        return [this.#cancel(command, now)];
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
    const leg = this.#leg(order.ticker);
    const { market } = leg;
    leg.clock ??= new QuoteClock(order.at, Math.min(this.options.lastAt, market.closeTime) as Time);
    const hits = market.meet(order, this.options.fillModel);
    const trade: VenueInput = { type: "trade", at: order.at, order, book: market.others() };
    if (hits.length === 0) return [trade];
    const inputs: VenueInput[] = [trade];
    for (const hit of hits) inputs.push(this.#fill(hit, order.at));
    this.#count(order.ticker, order.at);
    return inputs;
  }

  /** How long our quotes stood in a leg; asked for when all is over. */
  quoteTime(ticker: string): QuoteTime {
    const { lastAt } = this.options;
    return (this.#leg(ticker).clock ?? new QuoteClock(lastAt, lastAt)).total();
  }

  /** Pays out a leg. */
  settle(ticker: string, value: Price, at: Time): SettlementInput {
    this.account.settle(ticker, value);
    return { type: "settlement", at, ticker, value };
  }

  /** Everything the account has, complete and up to the moment. */
  reading(at: Time): AccountReading {
    const resting = [...this.#resting.values()].map(({ clientOrderId, ticker, side, price, remaining, expiresAt }) => {
      return { clientOrderId, orderId: clientOrderId, ticker, side, price, remaining, expiresAt };
    });
    const { balance } = this.account;
    return { type: "account", at, asOf: at, resting, positions: this.account.positions(), balance };
  }

  #place(command: Place, crossed: boolean, now: Time): VenueInput {
    const { clientOrderId, ticker, side, price, quantity, expiresAt } = command;
    const market = this.#market(ticker);
    const refuse = (code: Refused["code"], detail: string): Refused => {
      return { type: "refused", at: now, clientOrderId, request: "place", code, detail };
    };
    if (this.#known.has(clientOrderId)) return refuse("duplicate", `${clientOrderId} was used before`);
    this.#known.add(clientOrderId);
    if (now >= market.closeTime) return refuse("market-inactive", `${ticker} has closed`);
    if (!market.grid.includes(price)) return refuse("invalid-price", `${price} is no price of ${ticker}`);
    if (quantity <= 0) return refuse("other", `a quantity of ${quantity}`);
    if (expiresAt !== undefined && expiresAt <= now) return refuse("other", "expired before it arrived");
    if (crossed || market.crossesOthers(side, price) || market.crossesOwn(side, price)) {
      return refuse("post-only-cross", `${side} at ${price} would take`);
    }
    const nothing = 0 as Quantity;
    const order = {
      clientOrderId,
      ticker,
      side,
      price,
      remaining: quantity,
      filled: nothing,
      expiresAt,
      queueAhead: nothing,
    };
    this.#resting.set(clientOrderId, order);
    market.add(order);
    this.#count(ticker, now);
    this.#watchExpiry(order);
    return { type: "placed", at: now, clientOrderId, orderId: clientOrderId };
  }

  #amend({ clientOrderId, price, expiresAt, ...command }: Amend, now: Time): VenueInput {
    const order = this.#resting.get(clientOrderId);
    const refuse = (code: Refused["code"], detail: string): Refused => {
      return { type: "refused", at: now, clientOrderId, request: "amend", code, detail };
    };
    if (order === undefined) return refuse("gone", "not resting");
    const market = this.#market(order.ticker);
    if (!market.grid.includes(price)) return refuse("invalid-price", `${price} is no price of ${order.ticker}`);
    const { side } = order;
    const moved = price !== order.price;
    if (moved && (market.crossesOthers(side, price) || market.crossesOwn(side, price))) {
      return refuse("post-only-cross", `${side} at ${price} would take`);
    }
    // The request asks for a total; what was filled while it was on its way comes off that.
    const remaining = Math.min(order.remaining, Math.max(0, command.remaining + command.filled - order.filled));
    order.remaining = remaining as Quantity;
    order.expiresAt = expiresAt;
    if (moved || remaining === 0) market.remove(order);
    if (remaining === 0) this.#resting.delete(clientOrderId);
    else if (moved) {
      order.price = price;
      market.add(order);
    }
    this.#count(order.ticker, now);
    this.#watchExpiry(order);
    return { type: "amended", at: now, clientOrderId, price, remaining: order.remaining, expiresAt };
  }

  #cancel({ clientOrderId }: Cancel, now: Time): VenueInput {
    const order = this.#resting.get(clientOrderId);
    if (order === undefined) {
      return { type: "refused", at: now, clientOrderId, request: "cancel", code: "gone", detail: "not resting" };
    }
    this.#takeOff(order, now);
    return { type: "cancelled", at: now, clientOrderId, reducedBy: order.remaining };
  }

  #cancelAll(now: Time): readonly VenueInput[] {
    const closed = [...this.#resting.values()].map((order): VenueInput => {
      this.#takeOff(order, now);
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
    const { clientOrderId } = order;
    if (this.#resting.get(clientOrderId) !== order || order.expiresAt !== expiresAt) return [];
    this.#takeOff(order, now);
    return [{ type: "closed", at: now, clientOrderId, reason: "expired", reducedBy: order.remaining }];
  }

  #takeOff(order: OwnOrder, now: Time): void {
    this.#resting.delete(order.clientOrderId);
    this.#market(order.ticker).remove(order);
    this.#count(order.ticker, now);
  }

  /** Which sides of a leg stand from now on. */
  #count(ticker: string, now: Time): void {
    const { market, clock } = this.#leg(ticker);
    clock?.change(now, market.isQuoted("bid"), market.isQuoted("ask"));
  }

  #fill({ order, quantity }: Hit, at: Time): Fill {
    if (order.remaining === 0) this.#resting.delete(order.clientOrderId);
    this.#fills += 1;
    const { clientOrderId, ticker, side, price } = order;
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
    return this.#leg(ticker).market;
  }

  #leg(ticker: string): TapeLeg {
    const leg = this.#legs.get(ticker);
    if (leg === undefined) throw new Error(`${ticker} is no leg of ${this.options.event.ticker}`);
    return leg;
  }
}
