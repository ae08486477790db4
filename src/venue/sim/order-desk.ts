import type { Money, Quantity, Time } from "../../market/units.ts";
import type { Account } from "./account.ts";
import type { Execution } from "./execution.ts";
import type { Floor } from "./floor.ts";
import { identifier } from "./identifier.ts";
import type { Market } from "./market.ts";
import type { Accepted, AmendRequest, Cancelled, Order, OrderRequest, Refusal, WorkingOrder } from "./order.ts";
import { refuse } from "./order.ts";
import { claimOf, claimsOf } from "./reserve.ts";

const SECOND = 1_000; // expiries are in whole ones

/** How long after a cancel-all new orders are cancelled too, and how often they are looked for. */
export interface CancelAllRule {
  readonly windowMs: number;
  readonly sweepMs: number;
}

/** Takes in what accounts ask for: checks it, has it executed, and keeps the rest resting until its end. */
export class OrderDesk {
  readonly #floor: Floor;
  readonly #execution: Execution;
  readonly #cancelAll: CancelAllRule;
  #accepted = 0;

  constructor(floor: Floor, execution: Execution, cancelAll: CancelAllRule) {
    this.#floor = floor;
    this.#execution = execution;
    this.#cancelAll = cancelAll;
  }

  create(account: Account, request: OrderRequest): Accepted | Refusal {
    const market = this.#floor.markets.get(request.ticker);
    if (market === undefined) return refuse("market-not-found", `there is no market ${request.ticker}`);
    const order = this.#draft(account, request);
    const refusal = this.#createRefusal(account, market, order, request) ?? this.#refusal(account, market, order);
    if (refusal) return refusal;

    if (order.clientOrderId !== undefined) account.usedClientOrderIds.add(order.clientOrderId);
    this.#accepted++;
    this.#floor.emit({ type: "accepted", at: this.#floor.now, order: { ...order } });
    return this.#enter(account, market, order, request.timeInForce === "immediate-or-cancel");
  }

  amend(account: Account, orderId: string, request: AmendRequest): Accepted | Refusal {
    const order = this.#own(account, orderId);
    if (order === undefined) return notFound(orderId);
    const market = this.#floor.market(order.ticker);
    const remaining = (request.total - order.filled) as Quantity;
    const expiresAt = request.expiresAt === undefined ? order.expiresAt : (request.expiresAt ?? undefined);
    if (request.price === order.price && remaining === order.remaining && expiresAt === order.expiresAt) {
      return refuse("no-op", "the order is that already");
    }
    const amended: WorkingOrder = { ...order, price: request.price, remaining, expiresAt, updatedAt: this.#floor.now };
    const refusal = this.#refusal(account, market, amended);
    if (refusal) return refusal;

    const keepsPlace = request.price === order.price && remaining <= order.remaining;
    if (keepsPlace) this.#floor.shrink(order, remaining);
    else this.#floor.unrest(order);
    Object.assign(order, amended);
    this.#floor.emit({ type: "changed", at: this.#floor.now, order: { ...order } });
    if (!keepsPlace) return this.#enter(account, market, order, false);
    this.#awaitExpiry(order);
    return { ok: true, order: { ...order }, taken: 0 as Quantity, takenCost: 0 as Money, fees: 0 as Money };
  }

  cancel(account: Account, orderId: string): Cancelled | Refusal {
    const order = this.#own(account, orderId);
    if (order === undefined) return notFound(orderId);
    if (this.#floor.state === "exchange-paused") return refuse("trading-paused", "the exchange is paused");
    if (this.#floor.market(order.ticker).ended) return refuse("market-inactive", `${order.ticker} has closed`);
    const reducedBy = order.remaining;
    this.#floor.takeOff(order, "cancelled");
    return { ok: true, order: { ...order }, reducedBy };
  }

  cancelAll(account: Account): { readonly ok: true } | Refusal {
    if (this.#floor.state === "exchange-paused") return refuse("trading-paused", "the exchange is paused");
    account.cancelledAllAt = this.#floor.now;
    for (const order of [...account.orders.all()]) {
      if (!this.#floor.market(order.ticker).ended) this.#floor.takeOff(order, "cancel-all");
    }
    return { ok: true };
  }

  #draft(account: Account, request: OrderRequest): WorkingOrder {
    return {
      orderId: identifier("order", this.#accepted + 1),
      clientOrderId: request.clientOrderId,
      account: account.name,
      ticker: request.ticker,
      side: request.side,
      price: request.price,
      filled: 0 as Quantity,
      remaining: request.quantity,
      expiresAt: request.expiresAt,
      cancelOnPause: request.cancelOnPause ?? false,
      createdAt: this.#floor.now,
      updatedAt: this.#floor.now,
    };
  }

  #createRefusal(account: Account, market: Market, order: WorkingOrder, request: OrderRequest): Refusal | undefined {
    const { clientOrderId, side, price } = order;
    if (clientOrderId !== undefined && account.usedClientOrderIds.has(clientOrderId)) {
      return refuse("duplicate-client-order-id", `${clientOrderId} has been used`);
    }
    if (request.timeInForce === "immediate-or-cancel" && order.expiresAt !== undefined) {
      return refuse("invalid-expiry", "an immediate order doesn't rest, so it can't expire");
    }
    const met = request.postOnly ? market.book.firstAgainst(side, price) : undefined;
    return met && refuse("post-only-cross", `${side} at ${price} meets an order at ${met.price}`);
  }

  /** What speaks against an order as it would be, whether it is new or amended. */
  #refusal(account: Account, market: Market, order: WorkingOrder): Refusal | undefined {
    const { ticker, side, price, remaining, expiresAt } = order;
    if (this.#floor.state !== "open") return refuse("trading-paused", "trading is paused");
    if (market.leg.status !== "active") return refuse("market-inactive", `${ticker} is ${market.leg.status}`);
    if (!market.grid.includes(price)) return refuse("invalid-price", `${price} is not on the grid of ${ticker}`);
    if (!(Number.isSafeInteger(remaining) && remaining > 0)) {
      return refuse("invalid-quantity", `${remaining} is not a quantity that can rest`);
    }
    if (expiresAt !== undefined && (expiresAt % SECOND !== 0 || expiresAt <= this.#floor.now)) {
      return refuse("invalid-expiry", `${expiresAt} is not a whole second that is still to come`);
    }
    if (this.#floor.reserves.surelyBear(account, remaining)) return undefined;
    const role = market.book.firstAgainst(side, price) === undefined ? "maker" : "taker";
    const others = [...account.orders.in(ticker)].filter(({ orderId }) => orderId !== order.orderId);
    const claims = [...claimsOf(others, market.fees), claimOf(order, market.fees, role)];
    if (this.#floor.reserves.bear(account, ticker, claims)) return undefined;
    return refuse(
      "insufficient-balance",
      `a balance of ${account.balance} does not bear ${side} ${remaining} at ${price}`,
    );
  }

  /** Lets an order take what it can and rests what is left, unless it must not rest. */
  #enter(account: Account, market: Market, order: WorkingOrder, immediate: boolean): Accepted {
    const taken = this.#execution.match(order, market);
    const unfit = taken.stopped ?? (immediate ? "unfilled" : undefined);
    if (order.remaining === 0) this.#floor.end(order, "filled");
    else if (unfit !== undefined) this.#floor.end(order, unfit);
    else {
      this.#floor.rest(order);
      this.#awaitExpiry(order);
      this.#awaitSweep(account, order);
    }
    return { ok: true, order: { ...order }, taken: taken.quantity, takenCost: taken.cost, fees: taken.fees };
  }

  #awaitExpiry(order: WorkingOrder): void {
    const { expiresAt } = order;
    if (expiresAt === undefined) return;
    this.#floor.at(expiresAt, () => {
      if (order.expiresAt === expiresAt && this.#rests(order)) this.#floor.takeOff(order, "expired");
    });
  }

  /** In the minute after a cancel-all, what is new is taken off too, at the next sweep. */
  #awaitSweep(account: Account, order: WorkingOrder): void {
    const { windowMs, sweepMs } = this.#cancelAll;
    if (account.cancelledAllAt === undefined) return;
    const since = this.#floor.now - account.cancelledAllAt;
    if (since >= windowMs) return;
    const sweepAt = (account.cancelledAllAt + (Math.floor(since / sweepMs) + 1) * sweepMs) as Time;
    this.#floor.at(sweepAt, () => {
      if (this.#rests(order) && !this.#floor.market(order.ticker).ended) this.#floor.takeOff(order, "cancel-all");
    });
  }

  #rests(order: Order): boolean {
    return this.#floor.resting.get(order.orderId) === order;
  }

  #own(account: Account, orderId: string): WorkingOrder | undefined {
    const order = this.#floor.resting.get(orderId);
    return order?.account === account.name ? order : undefined;
  }
}

function notFound(orderId: string): Refusal {
  return refuse("not-found", `no order ${orderId} of this account rests`);
}
