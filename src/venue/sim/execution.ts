import { cost, type Money, type Quantity } from "../../market/units.ts";
import type { Account } from "./account.ts";
import type { Traded } from "./fact.ts";
import { type Charge, charge } from "./fee-charge.ts";
import type { Floor } from "./floor.ts";
import { identifier } from "./identifier.ts";
import type { Ledger } from "./ledger.ts";
import type { Market } from "./market.ts";
import type { WorkingOrder } from "./order.ts";

/** What would become of an incoming order, step by step. */
export interface Plan {
  readonly taker: WorkingOrder;
  readonly market: Market;
  readonly steps: readonly Step[];
  readonly quantity: Quantity;
  /** Why it may neither take more nor rest, though something of it is left. */
  readonly stopped: "self-trade" | "margin" | "reduce-only" | undefined;
  /** It meets an order of its own account. */
  readonly selfCross: boolean;
}

/** A print, or a resting order that is taken off on the way. */
type Step =
  | {
      readonly type: "fill";
      readonly maker: WorkingOrder;
      readonly quantity: Quantity;
      readonly making: Charge;
      readonly taking: Charge;
    }
  | { readonly type: "drop"; readonly maker: WorkingOrder; readonly reason: "self-trade" | "margin" };

/** What an incoming order has taken. */
export interface Taken {
  readonly quantity: Quantity;
  /** Price times quantity, whatever the side. */
  readonly cost: Money;
  readonly fees: Money;
  /** What each order was filled, its own fills among them. */
  readonly fills: readonly { readonly order: WorkingOrder; readonly quantity: Quantity }[];
}

/** Brings orders together and moves the money. */
export class Execution {
  readonly #floor: Floor;
  /** What each order has paid for rounding and not had back. */
  readonly #rounding = new WeakMap<WorkingOrder, number>();
  #trades = 0;

  constructor(floor: Floor) {
    this.#floor = floor;
  }

  /**
   * Works out what an order that doesn't rest can take, `most` at most: best price first and each queue in its order.
   * What happens at an order of its own account is for its self-trade prevention to say. It stops where its balance ends;
   * a maker who can't pay loses his order.
   */
  plan(taker: WorkingOrder, market: Market, most: Quantity): Plan {
    const ledgers = new Map<string, Ledger>();
    const ledger = (name: string) => ledgers.getOrInsertComputed(name, () => this.#floor.account(name).copy());
    const steps: Step[] = [];
    let taken = 0;
    let takerRounding = this.#rounding.get(taker) ?? 0;
    let stopped: Plan["stopped"];
    let selfCross = false;
    for (const maker of market.book.against(taker.side, taker.price)) {
      if (taken === most) break;
      if (maker.account === taker.account) {
        selfCross = true;
        if (taker.selfTradePrevention === "maker") {
          steps.push({ type: "drop", maker, reason: "self-trade" });
          continue;
        }
        stopped = "self-trade";
        break;
      }
      const quantity = Math.min(most - taken, maker.remaining) as Quantity;
      const making = this.#charge(maker, "maker", maker, quantity, market, this.#rounding.get(maker) ?? 0);
      const taking = this.#charge(taker, "taker", maker, quantity, market, takerRounding);
      const [makes, takes] = [ledger(maker.account), ledger(taker.account)];
      if (makes.balanceAfter(market, maker.side, maker.price, quantity, making.net) < 0) {
        steps.push({ type: "drop", maker, reason: "margin" });
        continue;
      }
      if (takes.balanceAfter(market, taker.side, maker.price, quantity, taking.net) < 0) {
        stopped = "margin";
        break;
      }
      makes.trade(market, maker.side, maker.price, quantity, making.net);
      takes.trade(market, taker.side, maker.price, quantity, taking.net);
      takerRounding = taking.accumulated;
      taken += quantity;
      steps.push({ type: "fill", maker, quantity, making, taking });
    }
    if (taken === most && most < taker.remaining) stopped = "reduce-only";
    return { taker, market, steps, quantity: taken as Quantity, stopped, selfCross };
  }

  /** Does what was planned; nothing may have changed since. */
  carryOut({ taker, market, steps }: Plan): Taken {
    const prints: Traded["prints"][number][] = [];
    const fills: { order: WorkingOrder; quantity: Quantity }[] = [];
    let paid = 0;
    let fees = 0;
    for (const step of steps) {
      const { maker } = step;
      if (step.type === "drop") {
        this.#floor.takeOff(maker, step.reason);
        continue;
      }
      const { quantity, making, taking } = step;
      const tradeId = identifier("trade", ++this.#trades);
      this.#book({ order: maker, role: "maker", maker, quantity, charge: making, tradeId }, market);
      this.#book({ order: taker, role: "taker", maker, quantity, charge: taking, tradeId }, market);
      prints.push({ tradeId, price: maker.price, quantity });
      fills.push({ order: maker, quantity }, { order: taker, quantity });
      paid += cost(maker.price, quantity);
      fees += taking.net;
    }
    const quantity = prints.reduce((sum, print) => sum + print.quantity, 0) as Quantity;
    if (prints.length > 0) {
      const volume = (market.statistics.volume + quantity) as Quantity;
      market.statistics = { volume, lastPrice: prints.at(-1)!.price };
      const takerSide = taker.side === "bid" ? "buy" : "sell";
      this.#floor.emit({ type: "trade", at: this.#floor.now, ticker: market.ticker, takerSide, prints });
    }
    return { quantity, cost: paid as Money, fees: fees as Money, fills };
  }

  #charge(
    order: WorkingOrder,
    role: "maker" | "taker",
    { price }: WorkingOrder,
    quantity: Quantity,
    market: Market,
    accumulated: number,
  ): Charge {
    const { precision } = this.#floor.account(order.account).terms;
    return charge(market.fees, role, { side: order.side, price, quantity }, precision, accumulated);
  }

  #book(share: Share, market: Market): void {
    const { order, role, maker, quantity, charge } = share;
    const { price } = maker;
    const floor = this.#floor;
    const account = floor.account(order.account);
    const left = (order.remaining - quantity) as Quantity;
    if (role === "maker" && left > 0) floor.shrink(order, left);
    else if (role === "maker") floor.unrest(order);
    order.remaining = left;
    order.filled = (order.filled + quantity) as Quantity;
    order.updatedAt = floor.now;
    order.lastReason = "traded";
    if (role === "maker") {
      order.makerCost = (order.makerCost + price * quantity) as Money;
      order.makerFees = (order.makerFees + charge.net) as Money;
    } else {
      order.takerCost = (order.takerCost + price * quantity) as Money;
      order.takerFees = (order.takerFees + charge.net) as Money;
    }
    this.#rounding.set(order, charge.accumulated);
    account.trade(market, order.side, price, quantity, charge.net);
    floor.collected.fees += charge.net;
    floor.collected.rounding += charge.rounding - charge.rebate;
    floor.reserves.touch(account, market.ticker);
    this.#tell(share, market, account);
    if (role === "maker" && left === 0) floor.end(order, "filled");
  }

  #tell(
    { order, role, maker: { price }, quantity, charge, tradeId }: Share,
    { ticker }: Market,
    account: Account,
  ): void {
    const at = this.#floor.now;
    const fill = {
      tradeId,
      price,
      quantity,
      fee: charge.net,
      feeCost: this.#floor.rules.feeCostIncludesRounding ? charge.net : charge.tradeFee,
      taker: role === "taker",
      position: account.position(ticker),
    };
    const { orderId, clientOrderId, side } = order;
    if (account.terms.keepsRecords) account.records.keepFill({ ...fill, orderId, clientOrderId, at, ticker, side });
    this.#floor.emit({ type: "fill", at, order: { ...order }, ...fill });
  }
}

/** One order's part in a print; the price is the maker's. */
interface Share {
  readonly order: WorkingOrder;
  readonly role: "maker" | "taker";
  readonly maker: WorkingOrder;
  readonly quantity: Quantity;
  readonly charge: Charge;
  readonly tradeId: string;
}
