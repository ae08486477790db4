import { TimeQueue } from "../../ambient/time-queue.ts";
import type { Amend, Cancel, Place, VenueCommand } from "../../engine/command.ts";
import type { AccountReading, CloseReason, Fill, OrderClosed, Refused, SettlementInput } from "../../engine/input.ts";
import type { FeeSchedule, Leg, LegStatus, MarketEvent } from "../../market/event.ts";
import type { TakerOrder } from "../../market/taker-order.ts";
import { after, type Money, type Price, type Quantity, type Time } from "../../market/units.ts";
import { fee } from "../../strategy/fees.ts";
import type { VenueInput } from "../venue.ts";
import type { FillModel } from "./fills.ts";
import type { Latency } from "./latency.ts";
import { LocalAccount } from "./local-account.ts";
import { type Hit, LocalMarket, type OwnOrder } from "./local-market.ts";
import type { OthersBook } from "./others-book.ts";

export interface LocalExchangeOptions {
  readonly event: MarketEvent;
  readonly fillModel: FillModel;
  readonly latency: Latency;
  readonly openingBalance: Money;
  /** What others have in the book of a leg. */
  readonly others: (leg: Leg) => OthersBook;
  /** What the ids of fills begin with. */
  readonly name: string;
  /** Told when our orders in a leg have become others. */
  readonly changed?: (ticker: string, now: Time) => void;
}

/** What is known of an id that commands have named. */
interface Named {
  /** A create has used it up. */
  isUsed: boolean;
  /** Its order, once that has come to rest. */
  order: OwnOrder | undefined;
  /** When the last command about it takes effect: commands about one order don't overtake each other. */
  lastEffect: Time;
}

/** Something that is on its way: a command, or the expiry of an order as it was when it was set. */
type Effect =
  | { readonly type: "command"; readonly command: VenueCommand; readonly crossed: boolean; readonly named: Named }
  | { readonly type: "expiry"; readonly order: OwnOrder; readonly expiresAt: Time };

/** Ids are remembered, so that none is used twice; this many beside those that rest, for a run may last for weeks. */
const REMEMBERED = 50_000;
/** What a command is about that names no order. */
const NOTHING_NAMED: Named = { isUsed: false, order: undefined, lastEffect: 0 as Time };
/** Statuses in which a market takes orders. */
const OPEN: ReadonlySet<LegStatus> = new Set(["active"]);

/**
 * An exchange whose public side is somebody else's and whose private side is ours alone. A command takes effect, and is answered, after its
 * latency; a taker order meets what rests by then and nothing else, and what it fills is for the fill model to say. Our orders move
 * nothing on the public side.
 *
 * Synchronous: whoever drives it asks for what is due with `nextAt` and `next`, and hands in the public's orders with `meet`.
 */
export class LocalExchange {
  readonly account: LocalAccount;
  /** What makers are charged now. */
  fees: FeeSchedule;
  readonly #options: LocalExchangeOptions;
  readonly #markets: ReadonlyMap<string, LocalMarket>;
  /** Oldest first. */
  readonly #resting = new Set<OwnOrder>();
  readonly #named = new Map<string, Named>();
  readonly #effects = new TimeQueue<Effect>();
  #isPaused = false;
  #fills = 0;

  constructor(options: LocalExchangeOptions) {
    this.#options = options;
    this.account = new LocalAccount(options.openingBalance);
    this.fees = options.event.fees;
    this.#markets = new Map(options.event.legs.map((leg) => [leg.ticker, new LocalMarket(leg, options.others(leg))]));
  }

  /** Takes a command of time `at`; its effect and its answer come later, from `next`. A create that `crossed` is refused then, whatever has become of the book. */
  send(command: VenueCommand, at: Time, crossed = false): void {
    const isOfOrder = command.type === "place" || command.type === "cancel" || command.type === "amend";
    const named = isOfOrder ? this.#name(command.clientOrderId) : NOTHING_NAMED;
    const due = Math.max(after(at, this.#options.latency()), named.lastEffect) as Time;
    if (isOfOrder) named.lastEffect = due;
    this.#effects.push(due, { type: "command", command, crossed, named });
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
    const { command, crossed, named } = effect;
    switch (command.type) {
      case "place":
        return [this.#place(command, named, crossed, now)];
      case "amend":
        return [this.#amend(command, named.order, now)];
      case "cancel":
        return [this.#cancel(command, named.order, now)];
      case "cancelAll":
        return [...this.takeAllOff("cancel-all", now), { type: "cancelledAll", at: now }];
      case "readAccount":
        return [this.reading(now)];
      case "refreshBook":
        return []; // the public side isn't ours to read
    }
  }

  /** What a taker order of the public fills of ours; everything due up to its time must have happened. */
  meet(order: TakerOrder, at: Time): readonly Fill[] {
    const hits = this.market(order.ticker).meet(order, this.#options.fillModel);
    if (hits.length === 0) return [];
    const fills = hits.map((hit) => this.#fill(hit, at));
    this.#options.changed?.(order.ticker, at);
    return fills;
  }

  /** A leg as the exchange knows it, with our orders there. Throws Error for a ticker that is none. */
  market(ticker: string): LocalMarket {
    const market = this.#markets.get(ticker);
    if (market === undefined) throw new Error(`${ticker} is no leg of ${this.#options.event.ticker}`);
    return market;
  }

  /** A leg's status, close or grid is now another: one that trades no more, or trades again, has lost its orders. */
  changeLeg(leg: Leg, now: Time): readonly OrderClosed[] {
    const market = this.market(leg.ticker);
    const before = market.leg.status;
    market.leg = leg;
    if (leg.status === before || leg.status === "inactive") return [];
    return this.takeAllOff(OPEN.has(leg.status) ? "pause" : "close", now, leg.ticker);
  }

  /** Trading pauses, in all legs: orders are taken off, as every create asks, and nothing is taken on until it resumes. */
  pause(now: Time): readonly OrderClosed[] {
    this.#isPaused = true;
    return this.takeAllOff("pause", now);
  }

  /** Trading goes on. */
  resume(): void {
    this.#isPaused = false;
  }

  /** The exchange takes off what rests, in one leg or all. */
  takeAllOff(reason: CloseReason, now: Time, ticker?: string): readonly OrderClosed[] {
    const orders = [...this.#resting].filter((order) => ticker === undefined || order.ticker === ticker);
    return orders.map((order) => this.#close(order, reason, now));
  }

  /** Pays out a leg. */
  settle(ticker: string, value: Price, at: Time): SettlementInput {
    this.account.settle(ticker, value);
    return { type: "settlement", at, ticker, value };
  }

  /** Everything the account has, complete and up to the moment. */
  reading(at: Time): AccountReading {
    const resting = Array.from(this.#resting, ({ clientOrderId, ticker, side, price, remaining, expiresAt }) => {
      return { clientOrderId, orderId: clientOrderId, ticker, side, price, remaining, expiresAt };
    });
    const { balance } = this.account;
    return { type: "account", at, asOf: at, resting, positions: this.account.positions(), balance };
  }

  #place(command: Place, named: Named, crossed: boolean, now: Time): VenueInput {
    const { clientOrderId, ticker, side, price, quantity, expiresAt } = command;
    const market = this.market(ticker);
    if (named.isUsed) return refused(command, now, "duplicate", `${clientOrderId} was used before`);
    named.isUsed = true;
    const closed = this.#closed(market.leg, now);
    if (closed !== undefined) return refused(command, now, "market-inactive", closed);
    if (!market.grid.includes(price)) {
      return refused(command, now, "invalid-price", `${price} is no price of ${ticker}`);
    }
    if (quantity <= 0) return refused(command, now, "other", `a quantity of ${quantity}`);
    if (expiresAt !== undefined && expiresAt <= now) return refused(command, now, "other", "expired before it arrived");
    if (crossed || market.crossesOthers(side, price) || market.crossesOwn(side, price)) {
      return refused(command, now, "post-only-cross", `${side} at ${price} would take`);
    }
    const nothing = 0 as Quantity;
    const order: OwnOrder = {
      clientOrderId,
      ticker,
      side,
      price,
      remaining: quantity,
      filled: nothing,
      restsFrom: now,
      expiresAt,
      queueAhead: nothing,
      isOff: false,
    };
    named.order = order;
    this.#resting.add(order);
    market.add(order);
    this.#options.changed?.(ticker, now);
    this.#watchExpiry(order);
    return { type: "placed", at: now, clientOrderId, orderId: clientOrderId };
  }

  #amend(command: Amend, order: OwnOrder | undefined, now: Time): VenueInput {
    const { clientOrderId, price, expiresAt } = command;
    if (order === undefined || order.isOff) return refused(command, now, "gone", "not resting");
    const market = this.market(order.ticker);
    const closed = this.#closed(market.leg, now);
    if (closed !== undefined) return refused(command, now, "market-inactive", closed);
    if (!market.grid.includes(price)) {
      return refused(command, now, "invalid-price", `${price} is no price of ${order.ticker}`);
    }
    const { side } = order;
    const moved = price !== order.price;
    if (moved && (market.crossesOthers(side, price) || market.crossesOwn(side, price))) {
      return refused(command, now, "post-only-cross", `${side} at ${price} would take`);
    }
    // The request asks for a total; what was filled while it was on its way comes off that.
    const remaining = Math.min(order.remaining, Math.max(0, command.remaining + command.filled - order.filled));
    order.remaining = remaining as Quantity;
    order.expiresAt = expiresAt;
    if (moved || remaining === 0) market.remove(order);
    if (remaining === 0) this.#leave(order);
    else if (moved) {
      order.price = price;
      order.restsFrom = now;
      market.add(order);
    }
    this.#options.changed?.(order.ticker, now);
    this.#watchExpiry(order);
    return { type: "amended", at: now, clientOrderId, price, remaining: order.remaining, expiresAt };
  }

  #cancel(command: Cancel, order: OwnOrder | undefined, now: Time): VenueInput {
    if (order === undefined || order.isOff) return refused(command, now, "gone", "not resting");
    this.#takeOff(order, now);
    return { type: "cancelled", at: now, clientOrderId: command.clientOrderId, reducedBy: order.remaining };
  }

  #watchExpiry(order: OwnOrder): void {
    const { expiresAt } = order;
    if (expiresAt !== undefined) this.#effects.push(expiresAt, { type: "expiry", order, expiresAt });
  }

  #expire(order: OwnOrder, expiresAt: Time, now: Time): readonly VenueInput[] {
    if (order.isOff || order.expiresAt !== expiresAt) return [];
    return [this.#close(order, "expired", now)];
  }

  #close(order: OwnOrder, reason: CloseReason, now: Time): OrderClosed {
    this.#takeOff(order, now);
    return { type: "closed", at: now, clientOrderId: order.clientOrderId, reason, reducedBy: order.remaining };
  }

  #takeOff(order: OwnOrder, now: Time): void {
    this.#leave(order);
    this.market(order.ticker).remove(order);
    this.#options.changed?.(order.ticker, now);
  }

  #fill({ order, quantity }: Hit, at: Time): Fill {
    if (order.remaining === 0) this.#leave(order);
    this.#fills += 1;
    const { clientOrderId, ticker, side, price } = order;
    const charged = fee(this.fees, "maker", price, quantity, side);
    const tradeId = `${this.#options.name}-${this.#fills}`;
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

  /** Why a market takes no orders and amends none; undefined when it does. */
  #closed({ ticker, status, closeTime }: Leg, now: Time): string | undefined {
    if (this.#isPaused) return "trading is paused";
    if (now >= closeTime) return `${ticker} has closed`;
    return OPEN.has(status) ? undefined : `${ticker} is ${status}`;
  }

  #leave(order: OwnOrder): void {
    order.isOff = true;
    this.#resting.delete(order);
  }

  #name(clientOrderId: string): Named {
    let named = this.#named.get(clientOrderId);
    if (named !== undefined) return named;
    named = { isUsed: false, order: undefined, lastEffect: 0 as Time };
    this.#named.set(clientOrderId, named);
    if (this.#named.size > REMEMBERED + this.#resting.size) this.#forgetOldest();
    return named;
  }

  /** One that rests is as good as new. */
  #forgetOldest(): void {
    for (const [clientOrderId, named] of this.#named) {
      this.#named.delete(clientOrderId);
      if (named.order === undefined || named.order.isOff) return;
      this.#named.set(clientOrderId, named);
    }
  }
}

function refused(command: Place | Amend | Cancel, at: Time, code: Refused["code"], detail: string): Refused {
  return { type: "refused", at, clientOrderId: command.clientOrderId, request: command.type, code, detail };
}
