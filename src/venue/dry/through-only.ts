import type { Command, Place } from "../../engine/command.ts";
import type { Fill, Input } from "../../engine/input.ts";
import type { FeeSchedule } from "../../market/event.ts";
import type { BookSnapshot } from "../../market/order-book.ts";
import type { TakerOrder } from "../../market/taker-order.ts";
import {
  type Money,
  money,
  type Position,
  type Price,
  type Quantity,
  type Side,
  type Time,
} from "../../market/units.ts";
import { fee } from "../../strategy/fees.ts";
import type { FillModel } from "../local/fills.ts";
import { LocalAccount } from "../local/local-account.ts";
import { type Hit, LocalMarket, type OwnOrder } from "../local/local-market.ts";
import { ToldBook } from "../local/told-book.ts";
import { meetPrinted, meetResting, type ToldMarket } from "../local/told-market.ts";

/** What orders came to that were filled only by what was traded, or offered, beyond their price. */
export interface ThroughOnlyFigures {
  readonly fills: number;
  readonly quantity: Quantity;
  readonly gross: Money;
  readonly fees: Money;
  readonly net: Money;
}

/** An order of the run and its shadow. */
interface Shadow extends OwnOrder {
  /** What was asked for, and what the run itself has had filled of it. */
  total: number;
  elsewhere: number;
}

/** How a comparison wants it otherwise. */
export interface ShadowRules {
  /** What fills; `through` where nothing is said. */
  readonly fillModel?: FillModel;
  /** Told of every order as it comes to rest, with those that it finds before it. */
  readonly joined?: (order: Readonly<OwnOrder>) => void;
  /** How many stand before an order when a taker comes, where more is known of it than the books tell. */
  readonly ahead?: (order: Readonly<OwnOrder>, taker: TakerOrder) => Quantity;
  /** Told of every fill. */
  readonly hear?: (fill: Fill) => void;
}

/** How far apart a trade's print and its mark in the book come. */
const TOGETHER_MS = 1_000;
const SIDES: readonly Side[] = ["bid", "ask"];

/**
 * The pessimist beside a dry run: the same orders at the same times, but a print at our price fills nothing; only what is beyond it does. An order that
 * the run itself has had filled stays here until its successor on that side rests, or it expires: it would still have stood there. Everything
 * follows from the engine's inputs and commands, so a replay comes to the same.
 */
export class ThroughOnly {
  readonly #account = new LocalAccount(0 as Money);
  readonly #legs = new Map<string, ToldMarket>();
  readonly #asked = new Map<string, Place>();
  readonly #shadows = new Map<string, Shadow>();
  readonly #settled = new Map<string, Price>();
  #fees: FeeSchedule | undefined;

  readonly #rules: ShadowRules;

  constructor(rules: ShadowRules = {}) {
    this.#rules = rules;
  }

  /** Takes in an input of the engine, and what it was answered by. */
  watch(input: Input, commands: readonly Command[]): void {
    this.#see(input);
    for (const command of commands) if (command.type === "place") this.#asked.set(command.clientOrderId, command);
  }

  /** What it has come to, with what is held worth `mark` a YES. */
  figures(mark: (ticker: string, position: Position) => Price): ThroughOnlyFigures {
    let [fills, quantity, fees, gross] = [0, 0, 0, 0];
    for (const ticker of this.#legs.keys()) {
      const leg = this.#account.leg(ticker);
      fills += leg.fills;
      quantity += leg.contracts;
      fees += leg.fees;
      const worth = leg.position === 0 ? 0 : (this.#settled.get(ticker) ?? mark(ticker, leg.position));
      gross += leg.flow + leg.position * worth;
    }
    const [paid, earned] = [money(fees, "fees"), money(gross, "gross")];
    return { fills, quantity: quantity as Quantity, gross: earned, fees: paid, net: money(earned - paid, "net") };
  }

  #see(input: Input): void {
    switch (input.type) {
      case "start":
        this.#fees = input.event.fees;
        for (const leg of input.event.legs) {
          const book = new ToldBook(TOGETHER_MS);
          this.#legs.set(leg.ticker, { book, market: new LocalMarket(leg, book) });
        }
        return;
      case "fees":
        this.#fees = input.fees;
        return;
      case "placed":
        this.#place(input.clientOrderId, input.at);
        return;
      case "amended":
        this.#amend(input.clientOrderId, input.price, input.remaining, input.expiresAt, input.at);
        return;
      case "cancelled":
      case "closed":
        this.#end(input.clientOrderId);
        return;
      case "refused":
        if (input.request === "place") this.#asked.delete(input.clientOrderId);
        if (input.code === "gone") this.#end(input.clientOrderId);
        return;
      case "withdrawn":
        this.#asked.delete(input.clientOrderId);
        return;
      case "cancelledAll":
        for (const clientOrderId of [...this.#shadows.keys()]) this.#end(clientOrderId);
        return;
      case "fill": {
        const shadow = this.#shadows.get(input.clientOrderId);
        if (shadow !== undefined) shadow.elsewhere += input.quantity;
        return;
      }
      case "trade":
        this.#expire(input.at);
        this.#trade(input.order, input.at);
        return;
      case "book":
        this.#expire(input.at);
        this.#bookChanged(input.ticker, input.book, input.at);
        return;
      case "leg":
        if (input.leg.status !== "active") this.#endFilled((ticker) => ticker === input.leg.ticker);
        return;
      case "exchange":
        if (!input.trading) this.#endFilled(() => true);
        return;
      case "settlement":
        this.#settled.set(input.ticker, input.value);
    }
  }

  #place(clientOrderId: string, now: Time): void {
    const asked = this.#asked.get(clientOrderId);
    if (asked === undefined) return;
    this.#asked.delete(clientOrderId);
    const { ticker, side, price, quantity, expiresAt } = asked;
    this.#endFilled((other, otherSide) => other === ticker && otherSide === side); // this one stands in their place
    const shadow: Shadow = {
      clientOrderId,
      ticker,
      side,
      price,
      remaining: quantity,
      filled: 0 as Quantity,
      restsFrom: now,
      expiresAt,
      queueAhead: 0 as Quantity,
      isOff: false,
      total: quantity,
      elsewhere: 0,
    };
    this.#shadows.set(clientOrderId, shadow);
    this.#legs.get(ticker)?.market.add(shadow);
    this.#rules.joined?.(shadow);
  }

  #amend(clientOrderId: string, price: Price, remaining: Quantity, expiresAt: Time | undefined, now: Time): void {
    const shadow = this.#shadows.get(clientOrderId);
    if (shadow === undefined) return;
    const { market } = this.#legs.get(shadow.ticker)!;
    shadow.total = remaining + shadow.elsewhere;
    shadow.remaining = Math.max(0, Math.min(shadow.remaining, shadow.total - shadow.filled)) as Quantity;
    shadow.expiresAt = expiresAt;
    const moves = shadow.price !== price;
    const { queueAhead } = shadow;
    market.remove(shadow);
    if (moves) [shadow.price, shadow.restsFrom] = [price, now];
    if (shadow.remaining > 0) market.add(shadow);
    if (!moves) shadow.queueAhead = queueAhead; // what is renewed or made smaller keeps its place
    if (remaining === 0) this.#end(clientOrderId);
  }

  #end(clientOrderId: string): void {
    const shadow = this.#shadows.get(clientOrderId);
    if (shadow === undefined) return;
    this.#shadows.delete(clientOrderId);
    this.#legs.get(shadow.ticker)!.market.remove(shadow);
  }

  /** Ends orders that the run itself has had filled, and nobody speaks of any more. */
  #endFilled(which: (ticker: string, side: Side) => boolean): void {
    for (const { clientOrderId, ticker, side, total, elsewhere } of [...this.#shadows.values()]) {
      if (elsewhere >= total && which(ticker, side)) this.#end(clientOrderId);
    }
  }

  #expire(now: Time): void {
    for (const { clientOrderId, expiresAt, total, elsewhere } of this.#shadows.values()) {
      if (elsewhere >= total && expiresAt !== undefined && expiresAt <= now) this.#end(clientOrderId);
    }
  }

  #trade(taker: TakerOrder, now: Time): void {
    const leg = this.#legs.get(taker.ticker);
    if (leg === undefined) return;
    const { ahead } = this.#rules;
    meetPrinted(leg, taker, now, (unmet) => {
      if (ahead)
        for (const side of SIDES) for (const order of leg.market.own(side)) order.queueAhead = ahead(order, taker);
      return this.#meet(leg, unmet, now);
    });
  }

  #bookChanged(ticker: string, told: BookSnapshot, now: Time): void {
    const leg = this.#legs.get(ticker);
    if (leg === undefined || isEmpty(told)) return; // that is how a book is told that nobody knows
    meetResting(leg, told, now, (taker) => this.#meet(leg, taker, now));
  }

  #meet({ market }: ToldMarket, taker: TakerOrder, now: Time): readonly Hit[] {
    const hits = market.meet(taker, this.#rules.fillModel ?? "through");
    for (const { order, quantity } of hits) {
      const { clientOrderId, ticker, side, price } = order;
      const charged = fee(this.#fees!, "maker", price, quantity, side);
      const tradeId = `${clientOrderId}-${order.filled}`;
      const common = { type: "fill", at: now, tradeId, clientOrderId, ticker, side, price, quantity } as const;
      const fill: Fill = { ...common, fee: charged, taker: false };
      this.#account.fill(fill);
      this.#rules.hear?.(fill);
    }
    return hits;
  }
}

function isEmpty({ bids, asks }: BookSnapshot): boolean {
  return bids.length === 0 && asks.length === 0;
}
