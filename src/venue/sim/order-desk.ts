import type { Money, Quantity, Time } from "../../market/units.ts";
import type { Account } from "./account.ts";
import type { Admission } from "./admission.ts";
import type { Execution, Plan, Taken } from "./execution.ts";
import type { GoneReason } from "./fact.ts";
import type { Floor } from "./floor.ts";
import { identifier } from "./identifier.ts";
import type { Accepted, AmendRequest, Cancelled, DecreaseRequest, Order, OrderRequest, WorkingOrder } from "./order.ts";
import type { OrderGroups } from "./order-groups.ts";
import { type Refusal, refuse } from "./refusal.ts";

const NONE = 0 as Money;

/** Takes in what accounts ask for: has it checked and executed, and keeps the rest resting until its end. */
export class OrderDesk {
  readonly #floor: Floor;
  readonly #admission: Admission;
  readonly #execution: Execution;
  readonly #groups: OrderGroups;
  #accepted = 0;

  constructor(floor: Floor, admission: Admission, execution: Execution, groups: OrderGroups) {
    this.#floor = floor;
    this.#admission = admission;
    this.#execution = execution;
    this.#groups = groups;
  }

  create(account: Account, request: OrderRequest): Accepted | Refusal {
    const market = this.#floor.markets.get(request.ticker);
    if (market === undefined) return refuse("market-not-found", `there is no market ${request.ticker}`);
    const order = this.#draft(account, request);
    const most = mostOf(order, account);
    const refusal = this.#admission.create(account, market, order, most);
    if (refusal) return refusal;
    // under the other rule for post-only orders it was let in, though it takes nothing
    const crosses = order.postOnly && market.book.firstAgainst(order.side, order.price) !== undefined;
    const plan = this.#execution.plan(order, market, crosses ? (0 as Quantity) : most);
    if (order.timeInForce === "fill-or-kill" && plan.quantity < order.remaining && !plan.selfCross) {
      return refuse("fill-or-kill-volume", `${plan.quantity} of ${order.remaining} can be filled at ${order.price}`);
    }

    if (order.clientOrderId !== undefined) account.usedClientOrderIds.add(order.clientOrderId);
    if (account.terms.keepsRecords) account.records.keepOrder(order);
    this.#accepted++;
    this.#floor.emit({ type: "accepted", at: this.#floor.now, order: { ...order } });
    if (crosses) return this.#drop(order, "post-only-cross");
    return this.#enter(account, plan);
  }

  amend(account: Account, orderId: string, request: AmendRequest): Accepted | Refusal {
    const order = this.#own(account, orderId);
    if (order === undefined) return notFound(orderId);
    const market = this.#floor.market(order.ticker);
    const { rules, now } = this.#floor;
    const amended: WorkingOrder = {
      ...order,
      price: request.price,
      initial: request.total,
      remaining: (request.total - order.filled) as Quantity,
      expiresAt: request.expiresAt === undefined ? order.expiresAt : (request.expiresAt ?? undefined),
      clientOrderId: request.updatedClientOrderId ?? order.clientOrderId,
      ...(!rules.amendKeepsTerms && { orderGroupId: undefined, cancelOnPause: false }),
      updatedAt: now,
      lastReason: "amended",
    };
    const refusal = this.#admission.amend(account, market, order, amended, request);
    if (refusal) return refusal;

    const sameExpiry = amended.expiresAt === order.expiresAt;
    const keepsPlace =
      amended.price === order.price &&
      amended.remaining <= order.remaining &&
      (sameExpiry || rules.expiryAmendKeepsPlace);
    const renamed = amended.clientOrderId !== order.clientOrderId;
    if (renamed) account.usedClientOrderIds.add(amended.clientOrderId!);
    if (!keepsPlace) this.#floor.unrest(order);
    else {
      this.#floor.shrink(order, amended.remaining);
      if (renamed) account.orders.rename(order, amended.clientOrderId!);
    }
    Object.assign(order, amended);
    if (renamed && account.terms.keepsRecords) account.records.keepOrder(order);
    this.#floor.emit({ type: "changed", at: now, order: { ...order } });
    if (keepsPlace) {
      if (!sameExpiry) this.#awaitExpiry(order);
      return accepted(order);
    }
    const crosses = order.postOnly && market.book.firstAgainst(order.side, order.price) !== undefined;
    if (crosses && rules.postOnlyAmend === "cancelled") return this.#drop(order, "post-only-cross");
    return this.#enter(account, this.#execution.plan(order, market, order.remaining));
  }

  decrease(account: Account, orderId: string, request: DecreaseRequest): Accepted | Refusal {
    const order = this.#own(account, orderId);
    if (order === undefined) return notFound(orderId);
    const to = "reduceTo" in request ? request.reduceTo : order.remaining - request.reduceBy;
    const refusal = this.#admission.decrease(account, this.#floor.market(order.ticker), order, to);
    if (refusal) return refusal;
    if (to === 0) this.#floor.takeOff(order, "decreased");
    else if (to < order.remaining) {
      this.#floor.shrink(order, to as Quantity);
      order.updatedAt = this.#floor.now;
      order.lastReason = "decreased";
      this.#floor.emit({ type: "changed", at: this.#floor.now, order: { ...order } });
    }
    return accepted(order);
  }

  cancel(account: Account, orderId: string): Cancelled | Refusal {
    const order = this.#own(account, orderId);
    if (order === undefined) return notFound(orderId);
    const refusal = this.#admission.cancel(account, this.#floor.market(order.ticker));
    if (refusal) return refusal;
    const reducedBy = order.remaining;
    this.#floor.takeOff(order, "cancelled");
    return { ok: true, order: { ...order }, reducedBy };
  }

  cancelAll(account: Account): { readonly ok: true } | Refusal {
    const refusal = this.#admission.cancelAll(account);
    if (refusal) return refusal;
    account.cancelledAllAt = this.#floor.now;
    for (const order of [...account.orders.all()]) {
      if (!this.#floor.market(order.ticker).ended) this.#floor.takeOff(order, "cancel-all");
    }
    return { ok: true };
  }

  /** Takes off what has expired during a pause that is over. */
  sweepExpired(): void {
    for (const order of [...this.#floor.resting.values()])
      if (this.#overdue(order)) this.#floor.takeOff(order, "expired");
  }

  #draft(account: Account, request: OrderRequest): WorkingOrder {
    return {
      orderId: identifier("order", this.#accepted + 1),
      clientOrderId: request.clientOrderId,
      account: account.name,
      ticker: request.ticker,
      side: request.side,
      price: request.price,
      initial: request.quantity,
      filled: 0 as Quantity,
      remaining: request.quantity,
      status: "resting",
      expiresAt: request.expiresAt,
      cancelOnPause: request.cancelOnPause ?? false,
      postOnly: request.postOnly,
      reduceOnly: request.reduceOnly ?? false,
      timeInForce: request.timeInForce,
      selfTradePrevention: request.selfTradePrevention ?? "taker-at-cross",
      orderGroupId: request.orderGroupId,
      takerCost: NONE,
      makerCost: NONE,
      takerFees: NONE,
      makerFees: NONE,
      createdAt: this.#floor.now,
      updatedAt: this.#floor.now,
      lastReason: undefined,
    };
  }

  /** Lets an order take what it can and rests what is left, unless it must not rest. */
  #enter(account: Account, plan: Plan): Accepted {
    const { taker: order } = plan;
    const taken = this.#execution.carryOut(plan);
    this.#groups.count(taken.fills);
    if (order.remaining === 0) this.#floor.end(order, "filled");
    else if (plan.stopped !== undefined) this.#floor.end(order, plan.stopped);
    else if (this.#groups.closed(order.orderGroupId)) this.#floor.end(order, "group");
    else if (order.timeInForce !== "good-till-canceled") this.#floor.end(order, "unfilled");
    else {
      this.#floor.rest(order);
      this.#awaitExpiry(order);
      this.#awaitSweep(account, order);
    }
    return accepted(order, taken);
  }

  /** Ends an accepted order before it has taken anything. */
  #drop(order: WorkingOrder, reason: GoneReason): Accepted {
    this.#floor.end(order, reason);
    return accepted(order);
  }

  #awaitExpiry(order: WorkingOrder): void {
    const { expiresAt } = order;
    if (expiresAt === undefined) return;
    this.#floor.at((expiresAt + this.#floor.rules.expirySweepMs) as Time, () => {
      if (order.expiresAt !== expiresAt || !this.#rests(order)) return;
      if (this.#floor.state === "open" || this.#floor.rules.expiryDuringPause) this.#floor.takeOff(order, "expired");
    });
  }

  #overdue({ expiresAt }: Order): boolean {
    return expiresAt !== undefined && expiresAt + this.#floor.rules.expirySweepMs <= this.#floor.now;
  }

  /** In the minute after a cancel-all, what is new is taken off too, at the next sweep. */
  #awaitSweep(account: Account, order: WorkingOrder): void {
    const { cancelAllWindowMs: windowMs, cancelAllSweepMs: sweepMs, cancelAllHitsNewGroups } = this.#floor.rules;
    if (account.cancelledAllAt === undefined) return;
    const since = this.#floor.now - account.cancelledAllAt;
    if (since >= windowMs) return;
    const groupedAt = this.#groups.createdAt(order.orderGroupId);
    if (!cancelAllHitsNewGroups && groupedAt !== undefined && groupedAt >= account.cancelledAllAt) return;
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

/** What an order may take: all of it, or no more than what closes its account's position. */
function mostOf({ reduceOnly, side, remaining, ticker }: Order, account: Account): Quantity {
  if (!reduceOnly) return remaining;
  const held = account.position(ticker);
  return Math.min(remaining, Math.max(0, side === "bid" ? -held : held)) as Quantity;
}

function accepted(order: Order, taken?: Taken): Accepted {
  const { quantity = 0 as Quantity, cost = NONE, fees = NONE } = taken ?? {};
  return { ok: true, order: { ...order }, taken: quantity, takenCost: cost, fees };
}

function notFound(orderId: string): Refusal {
  return refuse("not-found", `no order ${orderId} of this account rests`);
}
