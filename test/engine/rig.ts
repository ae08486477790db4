import { expect } from "vitest";
import type { Command, Place } from "../../src/engine/command.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import type { AccountReading, Input, RestingOrder } from "../../src/engine/input.ts";
import { type Order, remaining } from "../../src/engine/order.ts";
import type { Start } from "../../src/engine/start.ts";
import type { TakerOrder } from "../../src/market/taker-order.ts";
import { type Money, type Position, type Price, price, quantity, type Time, time } from "../../src/market/units.ts";
import { PRIOR } from "../../src/model/parameters.ts";
import type { Profile } from "../../src/strategy/profile.ts";
import { DOCUMENTED } from "../strategy/documented.ts";

export const EVENT = "KXTEST-26SEP";
export const ONE = `${EVENT}-ONE`;
export const TWO = `${EVENT}-TWO`;
export const T0 = time(1_790_000_000_000);

/** The documented profile with a half-spread that needs no calibration. */
const PROFILE: Profile = { ...DOCUMENTED, name: "test", halfSpread: "fixed" };

export interface RigOptions {
  readonly profile?: Partial<Profile>;
  readonly model?: Start["model"];
  readonly pacing?: Partial<Start["pacing"]>;
  readonly limits?: Partial<Start["limits"]>;
  /** What else the start says. */
  readonly start?: Partial<Start>;
  readonly balance?: Money;
  /** Fair value of ONE in cents; TWO is the rest. */
  readonly fair?: number;
}

/**
 * An engine with two legs, driven by hand: every input is written out by the test, none is made up by a stand-in for the exchange.
 * Time is in seconds since the start.
 */
export class Rig {
  readonly engine: Engine = createEngine();
  /** The same engine, but that it looks at every leg after every input: each session of each test shows that this changes nothing. */
  readonly #thorough: Engine = createEngine();
  readonly inputs: Input[] = [];
  readonly balance: Money;
  #at: Time = T0;
  #trades = 0;

  constructor(private readonly options: RigOptions = {}) {
    this.balance = options.balance ?? (1_000_000_000 as Money);
  }

  get desk() {
    return this.engine.desk!;
  }

  get now(): Time {
    return this.#at;
  }

  at(seconds: number): this {
    this.#at = time(T0 + Math.round(seconds * 1_000));
    return this;
  }

  give(input: Input): readonly Command[] {
    this.inputs.push(input);
    const commands = this.engine.handle(input);
    this.#thorough.desk?.touchAll();
    expect(this.#thorough.handle(input), `on ${input.type}, looking at every leg`).toEqual(commands);
    expect(this.engine.wakeAt).toBe(this.#thorough.wakeAt);
    return commands;
  }

  /** Start, history, books, heartbeat and a clean account: what the engine needs before it quotes. Returns the first quotes. */
  open(): Place[] {
    const fair = this.options.fair ?? 50;
    this.give({
      type: "start",
      at: this.#at,
      epoch: "rig",
      version: "test",
      event: {
        ticker: EVENT,
        series: "KXTEST",
        title: "Test",
        mutuallyExclusive: true,
        fees: { type: "quadratic_with_maker_fees", multiplier: 1 },
        legs: [ONE, TWO].map((ticker) => ({
          ticker,
          title: ticker,
          status: "active",
          closeTime: time(T0 + 24 * 3_600_000),
          priceRanges: [{ start: price(0), end: price(10_000), step: 100 }],
        })),
      },
      profile: { ...PROFILE, ...this.options.profile },
      rules: "all",
      model: this.options.model ?? "kalman",
      limits: {
        maxPositionPerTicker: 50,
        maxOrderSize: 10,
        maxDailyLossPct: 10,
        minBalanceFloor: 10_000_000 as Money,
        maxEventLossPct: 25,
        ...this.options.limits,
      },
      pacing: {
        moves: "acknowledged",
        writeTokens: { perSecond: 100, capacity: 100, reserve: 30 },
        orderTtlMs: 45_000,
        reconcileEveryMs: 30_000,
        staleAfterMs: 15_000,
        ...this.options.pacing,
      },
      history: this.#history(fair),
      parameters: [ONE, TWO].map((ticker) => ({ ticker, parameters: PRIOR })),
      ...this.options.start,
    });
    this.book(ONE, fair - 4, fair + 4);
    this.book(TWO, 100 - fair - 4, 100 - fair + 4);
    this.heartbeat();
    return this.placed(this.reading());
  }

  /** Opens, lets the start's minute of wide quotes pass, and has every quote acknowledged. Ends at 70 s. */
  settle(): this {
    for (const place of this.open()) this.accept(place);
    for (let second = 5; second <= 70; second += 5) {
      this.at(second).heartbeat();
      this.tick();
      if (second % 30 === 0) this.reading();
    }
    for (let round = 0; round < 6; round++) {
      this.at(70 + round);
      for (const command of this.tick()) this.answer(command);
    }
    this.at(76);
    return this;
  }

  /** Answers a command the way an exchange does that has no trouble. */
  answer(command: Command): readonly Command[] {
    if (command.type === "place") return this.accept(command);
    if (command.type === "cancel") {
      return this.acknowledge(this.desk.orders.get(command.clientOrderId)!);
    }
    if (command.type === "amend") {
      const { clientOrderId, remaining, expiresAt } = command;
      return this.give({ type: "amended", at: this.#at, clientOrderId, price: command.price, remaining, expiresAt });
    }
    if (command.type === "readAccount") return this.reading();
    return [];
  }

  /** The next answer that an order waits for, as a willing exchange gives it. */
  acknowledge(order: Order): readonly Command[] {
    const { clientOrderId } = order;
    if (order.state === "intended" || order.state === "sent") return this.accept(order);
    if (order.state !== "cancelling") return [];
    return this.give({ type: "cancelled", at: this.#at, clientOrderId, reducedBy: remaining(order) });
  }

  accept({ clientOrderId }: { readonly clientOrderId: string }): readonly Command[] {
    const first = this.give({ type: "sent", at: this.#at, clientOrderId });
    const second = this.give({ type: "placed", at: this.#at, clientOrderId, orderId: `x-${clientOrderId}` });
    return [...first, ...second];
  }

  tick(): readonly Command[] {
    return this.give({ type: "tick", at: this.#at });
  }

  heartbeat(): readonly Command[] {
    return this.give({ type: "heartbeat", at: this.#at, feed: "live", lagMs: 5 });
  }

  book(ticker: string, bidCents: number | undefined, askCents: number | undefined): readonly Command[] {
    const level = (cents: number | undefined) =>
      cents === undefined ? [] : [{ price: price(Math.round(cents * 100)), quantity: quantity(5_000) }];
    return this.give({ type: "book", at: this.#at, ticker, book: { bids: level(bidCents), asks: level(askCents) } });
  }

  trade(ticker: string, cents: number, side: TakerOrder["side"] = "unknown", contracts = 10): readonly Command[] {
    const prints = [{ price: price(Math.round(cents * 100)), quantity: quantity(contracts * 100) }];
    return this.give({ type: "trade", at: this.#at, order: { ticker, at: this.#at, side, prints } });
  }

  fill(clientOrderId: string, contracts: number, tradeId = `trade-${++this.#trades}`): readonly Command[] {
    const order = this.desk.orders.get(clientOrderId)!;
    return this.give({
      type: "fill",
      at: this.#at,
      tradeId,
      clientOrderId,
      ticker: order.ticker,
      side: order.side,
      price: order.price,
      quantity: quantity(Math.round(contracts * 100)),
      fee: 0 as Money,
      taker: false,
    });
  }

  /** A reading that agrees with our own books, but for what is given. */
  reading(changes: Partial<Omit<AccountReading, "type" | "at">> = {}): readonly Command[] {
    const { desk } = this;
    const resting: RestingOrder[] = [];
    for (const order of desk.orders.live()) {
      if (order.state !== "resting" && order.state !== "cancelling") continue;
      const { clientOrderId, ticker, side, price, expiresAt } = order;
      const orderId = `x-${clientOrderId}`;
      resting.push({ clientOrderId, orderId, ticker, side, price, remaining: remaining(order), expiresAt });
    }
    const positions = [ONE, TWO]
      .map((ticker) => ({ ticker, position: desk.account.position(ticker) as Position }))
      .filter(({ position }) => position !== 0);
    const balance = desk.account.opened ? desk.account.balance : this.balance;
    return this.give({ type: "account", at: this.#at, asOf: this.#at, resting, positions, balance, ...changes });
  }

  placed(commands: readonly Command[]): Place[] {
    return commands.filter((command) => command.type === "place");
  }

  /** The one live order of a side, if there is one. */
  order(ticker: string, side: "bid" | "ask") {
    return [...this.desk.orders.live()].find((order) => order.ticker === ticker && order.side === side);
  }

  /** Prices in cents of what is working on a leg. */
  working(ticker: string): { bid: number | undefined; ask: number | undefined } {
    const cents = (at: Price | undefined) => (at === undefined ? undefined : at / 100);
    return { bid: cents(this.order(ticker, "bid")?.price), ask: cents(this.order(ticker, "ask")?.price) };
  }

  #history(fair: number): TakerOrder[] {
    const orders: TakerOrder[] = [];
    for (let n = 40; n > 0; n--) {
      for (const [ticker, cents] of [[ONE, fair] as const, [TWO, 100 - fair] as const]) {
        const at = time(this.#at - n * 60_000);
        orders.push({
          ticker,
          at,
          side: "unknown",
          prints: [{ price: price(cents * 100), quantity: quantity(1_000) }],
        });
      }
    }
    return orders;
  }
}
