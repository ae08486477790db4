import type { Quantity, Time } from "../../market/units.ts";
import type { Account } from "./account.ts";
import type { Floor } from "./floor.ts";
import type { Market } from "./market.ts";
import type { AmendRequest, WorkingOrder } from "./order.ts";
import type { OrderGroups } from "./order-groups.ts";
import { pausedRefusal } from "./pause.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { claimOf, claimsOf } from "./reserve.ts";

const SECOND = 1_000; // expiries are in whole ones

/** What speaks against a request, if anything; nothing is changed here. */
export class Admission {
  readonly #floor: Floor;
  readonly #groups: OrderGroups;

  constructor(floor: Floor, groups: OrderGroups) {
    this.#floor = floor;
    this.#groups = groups;
  }

  /** `most` is what the order may take at most. Whether a fill-or-kill order can be filled is not asked here. */
  create(account: Account, market: Market, order: WorkingOrder, most: Quantity): Refusal | undefined {
    const { orderGroupId, expiresAt } = order;
    return (
      this.#closed(account, market) ??
      usedRefusal(account, order.clientOrderId) ??
      termsRefusal(order) ??
      (orderGroupId === undefined ? undefined : this.#groups.refusal(account, orderGroupId)) ??
      shapeRefusal(market, order) ??
      this.#expiry(expiresAt) ??
      this.#postOnly(market, order) ??
      this.#funds(account, market, { ...order, remaining: most })
    );
  }

  /** `amended` is the order as it would be. */
  amend(
    account: Account,
    market: Market,
    order: WorkingOrder,
    amended: WorkingOrder,
    request: AmendRequest,
  ): Refusal | undefined {
    return (
      this.#closed(account, market) ??
      mismatch(order, request) ??
      (changesNothing(order, amended) ? refuse("no-op", "the order is that already") : undefined) ??
      (amended.clientOrderId === order.clientOrderId ? undefined : usedRefusal(account, amended.clientOrderId)) ??
      shapeRefusal(market, amended) ??
      (amended.expiresAt === order.expiresAt ? undefined : this.#expiry(amended.expiresAt)) ??
      (this.#floor.rules.postOnlyAmend === "refused" ? crossing(market, amended) : undefined) ??
      this.#funds(account, market, amended)
    );
  }

  decrease(account: Account, market: Market, order: WorkingOrder, to: number): Refusal | undefined {
    const refusal = pausedRefusal(this.#floor.state) ?? this.cancel(account, market);
    if (refusal) return refusal;
    if (Number.isSafeInteger(to) && to >= 0 && to <= order.remaining) return undefined;
    return refuse("invalid-decrease", `${order.remaining} can't be decreased to ${to}`);
  }

  cancel(account: Account, market: Market): Refusal | undefined {
    if (this.#floor.state === "exchange-paused") return pausedRefusal(this.#floor.state);
    if (market.ended) return refuse("market-inactive", `${market.ticker} has closed`);
    return this.#floor.rules.cancelWithoutAttestation ? undefined : this.#attestation(account, market);
  }

  cancelAll(account: Account): Refusal | undefined {
    if (this.#floor.state === "exchange-paused") return pausedRefusal(this.#floor.state);
    if (!account.terms.cancelAllAllowed) return refuse("cancel-all-not-allowed", `${account.name} is no direct member`);
    if (this.#floor.rules.cancelWithoutAttestation || !account.lapsed(this.#floor.now)) return undefined;
    return lapsedRefusal(account);
  }

  /** Whether nothing new is taken: the exchange, the market or the account is not in the state for it. */
  #closed(account: Account, market: Market): Refusal | undefined {
    const paused = pausedRefusal(this.#floor.state);
    if (paused) return paused;
    const { ticker, status } = market.leg;
    if (status !== "active") return refuse("market-inactive", `${ticker} is ${status}`);
    return this.#attestation(account, market);
  }

  #attestation(account: Account, market: Market): Refusal | undefined {
    return market.terms.needsAttestation && account.lapsed(this.#floor.now) ? lapsedRefusal(account) : undefined;
  }

  #expiry(expiresAt: Time | undefined): Refusal | undefined {
    if (expiresAt === undefined || (expiresAt % SECOND === 0 && expiresAt > this.#floor.now)) return undefined;
    return refuse("invalid-expiry", `${expiresAt} is not a whole second that is still to come`);
  }

  #postOnly(market: Market, order: WorkingOrder): Refusal | undefined {
    return this.#floor.rules.postOnlyCross === "refused" ? crossing(market, order) : undefined;
  }

  #funds(account: Account, market: Market, order: WorkingOrder): Refusal | undefined {
    const { ticker, side, price, remaining } = order;
    if (this.#floor.reserves.surelyBear(account, remaining)) return undefined;
    const role = market.book.firstAgainst(side, price) === undefined ? "maker" : "taker";
    const { precision } = account.terms;
    const others = [...account.orders.in(ticker)].filter(({ orderId }) => orderId !== order.orderId);
    const claims = [...claimsOf(others, market.fees, precision), claimOf(order, market.fees, role, precision)];
    if (this.#floor.reserves.bear(account, ticker, claims)) return undefined;
    return refuse(
      "insufficient-balance",
      `a balance of ${account.balance} does not bear ${side} ${remaining} at ${price}`,
    );
  }
}

function usedRefusal(account: Account, clientOrderId: string | undefined): Refusal | undefined {
  if (clientOrderId === undefined || !account.usedClientOrderIds.has(clientOrderId)) return undefined;
  return refuse("duplicate-client-order-id", `${clientOrderId} has been used`);
}

function termsRefusal({ timeInForce, reduceOnly, expiresAt }: WorkingOrder): Refusal | undefined {
  if (reduceOnly && timeInForce !== "immediate-or-cancel") {
    return refuse("reduce-only-terms", "an order that only reduces must be immediate-or-cancel");
  }
  if (timeInForce === "good-till-canceled" || expiresAt === undefined) return undefined;
  return refuse("invalid-expiry", "an immediate order doesn't rest, so it can't expire");
}

function shapeRefusal({ grid, ticker }: Market, { price, remaining }: WorkingOrder): Refusal | undefined {
  if (!grid.includes(price)) return refuse("invalid-price", `${price} is not on the grid of ${ticker}`);
  if (Number.isSafeInteger(remaining) && remaining > 0) return undefined;
  return refuse("invalid-quantity", `${remaining} is not a quantity that can rest`);
}

/** Whether a post-only order would take. */
function crossing(market: Market, { postOnly, side, price }: WorkingOrder): Refusal | undefined {
  const met = postOnly ? market.book.firstAgainst(side, price) : undefined;
  return met && refuse("post-only-cross", `${side} at ${price} meets an order at ${met.price}`);
}

function mismatch(order: WorkingOrder, request: AmendRequest): Refusal | undefined {
  const { ticker = order.ticker, side = order.side, clientOrderId = order.clientOrderId } = request;
  if (ticker !== order.ticker) return refuse("ticker-mismatch", `the order is in ${order.ticker}, not ${ticker}`);
  if (side !== order.side) return refuse("side-mismatch", `the order is ${order.side}, not ${side}`);
  if (clientOrderId === order.clientOrderId) return undefined;
  return refuse("client-order-id-mismatch", `the order is ${order.clientOrderId}, not ${clientOrderId}`);
}

function changesNothing(order: WorkingOrder, amended: WorkingOrder): boolean {
  return (["price", "remaining", "expiresAt", "clientOrderId"] as const).every(
    (field) => order[field] === amended[field],
  );
}

function lapsedRefusal(account: Account): Refusal {
  return refuse("location-attestation", `the location attestation of ${account.name} has lapsed`);
}
