import fc from "fast-check";
import type { FeeSchedule } from "../../../src/market/event.ts";
import type { Money, Price, Quantity, Side, Time } from "../../../src/market/units.ts";
import type { Exchange } from "../../../src/venue/sim/exchange.ts";
import type { ExchangeState } from "../../../src/venue/sim/fact.ts";
import type { OrderRequest, SelfTradePrevention, TimeInForce } from "../../../src/venue/sim/order.ts";
import type { ExchangeRules } from "../../../src/venue/sim/rules.ts";
import { A, B, C, T0 } from "./trading-floor.ts";

export const ACCOUNTS = ["x", "y", "z"] as const;
export const TICKERS = [A, B, C] as const;

const account = fc.constantFrom(...ACCOUNTS);
const ticker = fc.constantFrom(A, A, A, B, B, C);
const cents = fc.oneof(fc.integer({ min: 1, max: 99 }), { weight: 4, arbitrary: fc.integer({ min: 45, max: 55 }) });
const size = fc.oneof(
  fc.integer({ min: 1, max: 40 }).map((contracts) => contracts * 100),
  fc.integer({ min: 1, max: 1_200 }),
);
const which = fc.nat(100);
const seldom = (arbitrary: fc.Arbitrary<boolean>) => fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, arbitrary);

/** A step of this type. */
function a<const Type extends string, Rest extends object>(
  type: Type,
  rest: { readonly [Key in keyof Rest]: fc.Arbitrary<Rest[Key]> },
): fc.Arbitrary<{ readonly type: Type } & Rest> {
  const others: fc.Arbitrary<Rest> = fc.record<Rest>(rest);
  return others.map((fields) => ({ type, ...fields }));
}

const create = a("create", {
  account,
  ticker,
  side: fc.constantFrom<Side>("bid", "ask"),
  cents,
  size,
  postOnly: seldom(fc.boolean()),
  timeInForce: fc.oneof(
    { weight: 5, arbitrary: fc.constant<TimeInForce>("good-till-canceled") },
    fc.constantFrom<TimeInForce>("immediate-or-cancel", "fill-or-kill"),
  ),
  reduceOnly: seldom(fc.boolean()),
  cancelOnPause: seldom(fc.boolean()),
  selfTradePrevention: fc.constantFrom<SelfTradePrevention>("taker-at-cross", "maker"),
  ttlS: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined, freq: 1 }),
  group: fc.option(which, { nil: undefined, freq: 2 }),
});
const groupOf = fc.constantFrom("trigger", "reset", "delete", "limit");
const schedule = fc.record<FeeSchedule>({
  type: fc.constantFrom("quadratic", "quadratic_with_maker_fees"),
  multiplier: fc.constantFrom(0, 0.5, 1, 2),
});

/** Something that an account or the operator does. A pause ends with the next wait. */
export const step = fc.oneof(
  { weight: 24, arbitrary: create },
  {
    weight: 6,
    arbitrary: a("amend", { which, cents, size, ttlS: fc.option(fc.integer({ min: 1, max: 60 }), { nil: null }) }),
  },
  { weight: 2, arbitrary: a("decrease", { which, size }) },
  { weight: 2, arbitrary: a("cancel", { which }) },
  { weight: 1, arbitrary: a("cancelAll", { account }) },
  {
    weight: 4,
    arbitrary: a("wait", { ms: fc.oneof(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 40_000 })) }),
  },
  { weight: 1, arbitrary: a("deposit", { account, microDollars: fc.integer({ min: 1, max: 9_999_999 }) }) },
  { weight: 1, arbitrary: a("withdraw", { account, microDollars: fc.integer({ min: 1, max: 9_999_999 }) }) },
  { weight: 1, arbitrary: a("reopen", { ticker }) },
  {
    weight: 1,
    arbitrary: a("pause", {
      state: fc.constantFrom<ExchangeState>("trading-paused", "exchange-paused"),
    }),
  },
  { weight: 2, arbitrary: a("openGroup", { account, limit: fc.integer({ min: 100, max: 3_000 }) }) },
  { weight: 2, arbitrary: a("group", { which, change: groupOf, limit: fc.integer({ min: 100, max: 3_000 }) }) },
  {
    weight: 1,
    arbitrary: a("fees", { of: fc.constantFrom("series", "event"), schedule, ms: fc.integer({ min: 0, max: 9_000 }) }),
  },
);
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Every switch, in every combination. */
export const rules: fc.Arbitrary<Partial<ExchangeRules>> = fc.record({
  postOnlyCross: fc.constantFrom("refused", "cancelled"),
  postOnlyAmend: fc.constantFrom("takes", "refused", "cancelled"),
  expiryAmendKeepsPlace: fc.boolean(),
  amendKeepsTerms: fc.boolean(),
  expirySweepMs: fc.constantFrom(0, 4_000),
  expiryDuringPause: fc.boolean(),
  groupTripsAt: fc.constantFrom("limit", "above-limit"),
  cancelAllHitsNewGroups: fc.boolean(),
  reuseAfterExecution: fc.boolean(),
  feeCostIncludesRounding: fc.boolean(),
});

/** Carries steps out one after the other and remembers what a check needs to know of them. */
export class RandomDay {
  readonly orders: {
    readonly orderId: string;
    readonly account: string;
    readonly request: OrderRequest;
    amended: boolean;
  }[] = [];
  readonly groups: { readonly orderGroupId: string; readonly account: string }[] = [];
  /** What each account was paid in less what it took out. */
  readonly deposits = new Map<string, number>();
  now: Time = T0;
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
    for (const name of ACCOUNTS) this.deposits.set(name, exchange.balance(name));
  }

  carryOut(action: Step): void {
    const exchange = this.#exchange;
    switch (action.type) {
      case "create":
        this.#create(action);
        break;
      case "amend":
      case "decrease":
      case "cancel":
        this.#change(action);
        break;
      case "cancelAll":
        exchange.cancelAll(action.account, this.now);
        break;
      case "wait":
        this.now = (this.now + action.ms) as Time;
        exchange.setState("open", this.now);
        break;
      case "deposit":
        exchange.deposit(action.account, action.microDollars as Money);
        this.#paid(action.account, action.microDollars);
        break;
      case "withdraw":
        if (exchange.withdraw(action.account, action.microDollars as Money, this.now).ok) {
          this.#paid(action.account, -action.microDollars);
        }
        break;
      case "reopen":
        exchange.changeLeg(action.ticker, { status: "inactive" }, this.now);
        exchange.changeLeg(action.ticker, { status: "active" }, this.now);
        break;
      case "pause":
        exchange.setState(action.state, this.now);
        break;
      case "openGroup": {
        const answer = exchange.groups.create(action.account, action.limit as Quantity, this.now);
        if (answer.ok) this.groups.push({ orderGroupId: answer.group.orderGroupId, account: action.account });
        break;
      }
      case "group":
        this.#group(action);
        break;
      case "fees": {
        const at = (this.now + action.ms) as Time;
        if (action.of === "series") exchange.fees.changeSeries("SERIES", action.schedule, at, this.now);
        else exchange.fees.changeEvent("EVENT", action.schedule, at, this.now);
      }
    }
  }

  #create(action: Extract<Step, { type: "create" }>): void {
    const { account: name, cents: at, size: quantity, ttlS, group, reduceOnly, ...rest } = action;
    const own = this.groups.filter((each) => each.account === name);
    const orderGroupId = group === undefined ? undefined : own[group % own.length]?.orderGroupId;
    const { type: _, ...terms } = rest;
    const request: OrderRequest = {
      ...terms,
      price: (at * 100) as Price,
      quantity: quantity as Quantity,
      reduceOnly: reduceOnly && rest.timeInForce === "immediate-or-cancel",
      ...(ttlS !== undefined && rest.timeInForce === "good-till-canceled" && { expiresAt: this.#inSeconds(ttlS) }),
      ...(orderGroupId !== undefined && { orderGroupId }),
    };
    const answer = this.#exchange.create(name, request, this.now);
    if (answer.ok) this.orders.push({ orderId: answer.order.orderId, account: name, request, amended: false });
  }

  #change(action: Extract<Step, { type: "amend" | "decrease" | "cancel" }>): void {
    const order = this.orders[action.which % this.orders.length];
    if (order === undefined) return;
    if (action.type === "cancel") this.#exchange.cancel(order.account, order.orderId, this.now);
    else if (action.type === "decrease") {
      this.#exchange.decrease(order.account, order.orderId, { reduceBy: action.size as Quantity }, this.now);
    } else {
      const change = {
        price: (action.cents * 100) as Price,
        total: action.size as Quantity,
        expiresAt: action.ttlS === null ? null : this.#inSeconds(action.ttlS),
      };
      if (this.#exchange.amend(order.account, order.orderId, change, this.now).ok) order.amended = true;
    }
  }

  #group({ which: n, change, limit }: Extract<Step, { type: "group" }>): void {
    const group = this.groups[n % this.groups.length];
    if (group === undefined) return;
    const { account: name, orderGroupId } = group;
    const { groups } = this.#exchange;
    if (change === "limit") groups.setLimit(name, orderGroupId, limit as Quantity, this.now);
    else if (change === "trigger") groups.trigger(name, orderGroupId, this.now);
    else if (change === "reset") groups.reset(name, orderGroupId, this.now);
    else groups.delete(name, orderGroupId, this.now);
  }

  #paid(name: string, amount: number): void {
    this.deposits.set(name, this.deposits.get(name)! + amount);
  }

  #inSeconds(seconds: number): Time {
    return ((Math.floor(this.now / 1_000) + seconds) * 1_000) as Time;
  }
}
