import { afterEach, expect, test } from "vitest";
import type { RestingOrder } from "../../src/engine/input.ts";
import { remaining } from "../../src/engine/order.ts";
import { DOLLAR, type Money, money, PRICE_ONE, price, quantity, type Time } from "../../src/market/units.ts";
import { expectRestorable } from "./relay.ts";
import { ONE, Rig } from "./rig.ts";

/**
 * An exchange that tells its balance net of what resting orders need, known to be one: list and balance come in answers of their own, so that one may show
 * an order that the other doesn't. What that order explains is nobody's loss.
 */

const rigs: Rig[] = [];
afterEach(() => {
  for (const { inputs } of rigs.splice(0)) expectRestorable(inputs);
});

function quoting(): Rig {
  const rig = new Rig({
    start: { convention: { collateral: "locked", balance: "net" }, foreignOrders: "count" },
    balance: money(50 * DOLLAR),
    limits: { minBalanceFloor: 0 as Money },
  });
  rigs.push(rig);
  for (const place of rig.open()) rig.accept(place);
  return rig;
}

/** An order of another hand that needs $2.74. */
const THEIRS: RestingOrder = {
  clientOrderId: "app-1",
  orderId: "x-77",
  ticker: ONE,
  side: "bid",
  price: price(2_740),
  remaining: quantity(1_000),
  expiresAt: undefined,
};

/** Nothing is held in these tests: a bid needs its price, an ask the rest of $1. */
function need(orders: readonly Pick<RestingOrder, "side" | "price" | "remaining">[]): number {
  return orders.reduce((sum, { side, price: at, remaining: left }) => {
    return sum + (side === "bid" ? at : PRICE_ONE - at) * left;
  }, 0);
}

function own(rig: Rig): RestingOrder[] {
  return [...rig.desk.orders.live()].map((order) => {
    const { clientOrderId, ticker, side, price: at, expiresAt } = order;
    return {
      clientOrderId,
      orderId: `x-${clientOrderId}`,
      ticker,
      side,
      price: at,
      remaining: remaining(order),
      expiresAt,
    };
  });
}

/** A reading that lists some orders, in whose balance others are reserved for. */
function read(rig: Rig, listed: readonly RestingOrder[], reserved: readonly RestingOrder[], asOf = rig.now): void {
  rig.heartbeat();
  rig.reading({ resting: listed, balance: (rig.balance - need(reserved)) as Money, asOf });
}

const isClean = (rig: Rig): boolean => rig.desk.reconciliation.cleanAt === rig.now;

test("an order of another hand that is in the list and not yet, or no more, in the balance, or the other way round", () => {
  const rig = quoting();
  const both = (): RestingOrder[] => [...own(rig), THEIRS];
  read(rig.at(3), own(rig), own(rig));
  expect(isClean(rig)).toBe(true);
  read(rig.at(6), both(), own(rig)); // listed, and placed since the balance was written
  expect(isClean(rig)).toBe(true);
  read(rig.at(9), both(), both());
  expect(isClean(rig)).toBe(true);
  read(rig.at(12), own(rig), both()); // gone since the balance was written
  expect(isClean(rig)).toBe(true);
  read(rig.at(15), own(rig), both()); // and that is no explanation for long
  expect(isClean(rig)).toBe(false);
  read(rig.at(18), own(rig), own(rig));
  expect(isClean(rig)).toBe(true);
  expect(rig.desk.account.check.unexplained).toBe(0);
});

test("an order of ours that has just gone from the list and not yet from the balance", () => {
  const rig = quoting();
  const before = own(rig);
  rig.at(3).give({ type: "operator", at: rig.now, action: "pull", by: "test" });
  for (const order of [...rig.desk.orders.live()]) rig.acknowledge(order);
  expect(own(rig)).toEqual([]);
  read(rig.at(3.2), [], before, (rig.now - 100) as Time);
  expect(isClean(rig)).toBe(true);
  read(rig.at(8), [], []);
  expect(isClean(rig)).toBe(true);
});

test("cash that no order can explain is named by the second reading, but for what the exchange may set aside", () => {
  const rig = quoting();
  const short = (): RestingOrder[] => [...own(rig), { ...THEIRS, remaining: quantity(2_000) }];
  read(rig.at(3), [...own(rig), THEIRS], short());
  expect(rig.desk.account.check.unexplained).toBe(0);
  read(rig.at(6), [...own(rig), THEIRS], short());
  const { unexplained } = rig.desk.account.check;
  expect(unexplained).toBeLessThan(-2 * DOLLAR);
  expect(unexplained).toBeGreaterThanOrEqual(-2.74 * DOLLAR);
});
