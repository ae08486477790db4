import type { FeeSchedule } from "../market/event.ts";
import { CONTRACT, type Money, money, type Position, type Quantity, signedQuantity } from "../market/units.ts";
import { returnedCollateral } from "../risk/affordability.ts";
import type { BalanceFacts, Band } from "../risk/balance-check.ts";
import { type FeeBound, NO_FEES } from "../risk/fill-effect.ts";
import type { LiveOrder } from "../risk/limits.ts";
import { restingRequirement } from "../risk/resting-requirement.ts";
import { fee } from "../strategy/fees.ts";
import type { AccountReading } from "./input.ts";
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

/**
 * What a reading's balance is to be compared with. `books` is the balance by our books with nothing returned; `exclusive` are the tickers of the event
 * if its legs exclude each other.
 */
export function balanceFacts(
  reading: AccountReading,
  books: Money,
  exclusive: readonly string[],
  orders: OrderTable,
  fees: FeeSchedule,
): BalanceFacts {
  const held = positionsThen(reading);
  const positionOf = (ticker: string): Position => held.get(ticker) ?? (0 as Position);
  const { certain, onTheMove } = resting(reading, orders);
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
  };
}

/** What rests by a reading, and what may or may not have been resting when its balance was written. */
function resting(reading: AccountReading, orders: OrderTable): { certain: LiveOrder[]; onTheMove: LiveOrder[] } {
  const since = reading.asOf - ON_THE_MOVE_MS;
  const certain: LiveOrder[] = [];
  const onTheMove: LiveOrder[] = [];
  const listed = new Set<string>();
  for (const { clientOrderId, ticker, side, price, remaining } of reading.resting) {
    listed.add(clientOrderId);
    const own = orders.get(clientOrderId);
    const changedAt = Math.max(own?.sentAt ?? own?.intendedAt ?? 0, own?.cancelAskedAt ?? 0, own?.offBookAt ?? 0);
    const isMoving = changedAt > since;
    (isMoving ? onTheMove : certain).push({ ticker, side, price, remaining });
  }
  for (const { clientOrderId, ticker, side, price, original, offBookAt } of orders.live()) {
    if (listed.has(clientOrderId) || (offBookAt !== undefined && offBookAt <= since)) continue;
    onTheMove.push({ ticker, side, price, remaining: original });
  }
  return { certain, onTheMove };
}
