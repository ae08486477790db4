import type { FeeSchedule } from "../market/event.ts";
import {
  CONTRACT,
  type Money,
  money,
  type Position,
  type Quantity,
  signedQuantity,
  type Time,
} from "../market/units.ts";
import { returnedCollateral } from "../risk/affordability.ts";
import type { BalanceFacts, Band } from "../risk/balance-check.ts";
import { type FeeBound, NO_FEES } from "../risk/fill-effect.ts";
import type { LiveOrder } from "../risk/limits.ts";
import { restingRequirement } from "../risk/resting-requirement.ts";
import type { MayBeRounded } from "../risk/rounding.ts";
import { fee } from "../strategy/fees.ts";
import type { AccountReading, RestingOrder } from "./input.ts";
import type { Order } from "./order.ts";
import type { OrderTable } from "./order-table.ts";

/** What was written this short before a reading's moment may be in its balance and not in its list, or the other way round (SAFETY.md, V-11). */
const ON_THE_MOVE_MS = 1_000;
/** What rounding may add to the fee of a contract, and rounding to whole cents to that of an order (KALSHI.md section 6), in micro-dollars. */
const FEE_ROUNDING = 100;
const ORDER_ROUNDING = 30_000;

/** The exchange's positions at the reading's own moment, before it was brought forward over fills that it lacked. */
function positionsThen({ positions, ahead = [] }: AccountReading): ReadonlyMap<string, Position> {
  const held = new Map(positions.map(({ ticker, position }) => [ticker, position]));
  for (const { ticker, side, quantity } of ahead) {
    held.set(ticker, ((held.get(ticker) ?? 0) - signedQuantity(side, quantity)) as Position);
  }
  return held;
}

/** What is known beside a reading. */
export interface KnownBeside {
  /** The balance by our books with nothing returned. */
  readonly books: Money;
  readonly mayBeRounded: MayBeRounded;
  readonly mayComeBack: MayBeRounded;
  /** The tickers of the event if its legs exclude each other. */
  readonly exclusive: readonly string[];
  readonly orders: OrderTable;
  /** Orders of others by the reading before this one; left out where the reading was itself repeated until nothing changed. */
  readonly othersBefore?: readonly RestingOrder[];
  readonly fees: FeeSchedule;
}

/** What a reading's balance is to be compared with. */
export function balanceFacts(reading: AccountReading, known: KnownBeside): BalanceFacts {
  const { books, mayBeRounded, mayComeBack, exclusive, fees } = known;
  const held = positionsThen(reading);
  const positionOf = (ticker: string): Position => held.get(ticker) ?? (0 as Position);
  const { certain, onTheMove } = resting(reading, known);
  const dearest: FeeBound = (at) => (fee(fees, "maker", at, CONTRACT as Quantity) + FEE_ROUNDING) as Money;
  const band = (collateral: "locked" | "returned"): Band => {
    const all = [...certain, ...onTheMove];
    const rounding = ORDER_ROUNDING * all.length;
    return {
      least: restingRequirement(certain, positionOf, collateral, NO_FEES),
      most: money(restingRequirement(all, positionOf, collateral, dearest) + rounding, "requirement"),
    };
  };
  return {
    books,
    returned: returnedCollateral(exclusive.map(positionOf)),
    reserved: { locked: band("locked"), returned: band("returned") },
    mayBeRounded,
    mayComeBack,
    isAhead: (reading.ahead ?? []).length > 0,
  };
}

/**
 * What rests by a reading, and what may or may not have been resting when its balance was written: list and balance come in answers of their own, each
 * of a moment between one before `asOf` and the time at which the reading was told.
 */
function resting(
  { asOf, at, resting: listed }: AccountReading,
  { orders, othersBefore }: KnownBeside,
): { certain: LiveOrder[]; onTheMove: LiveOrder[] } {
  const since = asOf - ON_THE_MOVE_MS;
  const certain: LiveOrder[] = [];
  const onTheMove: LiveOrder[] = [];
  const isListed = new Set(listed.map(({ clientOrderId }) => clientOrderId));
  const before = othersBefore && new Map(othersBefore.map((order) => [order.orderId, order]));
  for (const order of listed) {
    const own = orders.get(order.clientOrderId);
    const isStill =
      own === undefined
        ? before === undefined || before.get(order.orderId)?.remaining === order.remaining
        : hasRested(own, since, at);
    (isStill ? certain : onTheMove).push(order);
  }
  for (const order of othersBefore ?? []) if (!isListed.has(order.clientOrderId)) onTheMove.push(order);
  const unlisted = [...orders.live(), ...orders.goneSince(since)].filter(({ clientOrderId, offBookAt }) => {
    return !isListed.has(clientOrderId) && (offBookAt ?? at) > since;
  });
  for (const { ticker, side, price, original } of unlisted)
    onTheMove.push({ ticker, side, price, remaining: original });
  return { certain, onTheMove };
}

/** Whether an order of ours that is listed has been resting all the while, by what we know. */
function hasRested(order: Order, since: number, until: Time): boolean {
  if (order.state !== "resting") return false;
  const changedAt = Math.max(order.sentAt ?? order.intendedAt, order.cancelAskedAt ?? 0, order.offBookAt ?? 0);
  return changedAt <= since && (order.expiresAt ?? until + 1) > until;
}
