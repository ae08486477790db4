import { afterEach, describe, expect, test } from "vitest";
import type { Alert, Command } from "../../src/engine/command.ts";
import type { AccountReading, ForeignFill, RestingOrder } from "../../src/engine/input.ts";
import { DOLLAR, type Money, money, type Position, price, quantity } from "../../src/market/units.ts";
import { expectRestorable } from "./relay.ts";
import { ONE, Rig, type RigOptions, TWO } from "./rig.ts";

const rigs: Rig[] = [];

/** An engine that quotes; what it was told is told again, at the end, to one that is saved and restored all the time. */
function quoting(options: RigOptions = {}): Rig {
  const rig = new Rig(options);
  rigs.push(rig);
  for (const place of rig.open()) rig.accept(place);
  return rig;
}

afterEach(() => {
  for (const { inputs } of rigs.splice(0)) expectRestorable(inputs);
});

let trades = 0;
function foreignFill(rig: Rig, more: Partial<ForeignFill> = {}): readonly Command[] {
  return rig.give({
    type: "foreignFill",
    at: rig.now,
    tradeId: `foreign-${++trades}`,
    ticker: ONE,
    side: "bid",
    price: price(5_000),
    quantity: quantity(700),
    fee: 0 as Money,
    taker: true,
    ...more,
  });
}

function operate(rig: Rig, action: "adopt" | "resume", ticker?: string): readonly Command[] {
  return rig.give({ type: "operator", at: rig.now, action, by: "test", ...(ticker !== undefined && { ticker }) });
}

/** The same reading at so many seconds, the feed alive in between. */
function readings(rig: Rig, seconds: readonly number[], changes: Partial<AccountReading>): Command[] {
  return seconds.flatMap((second) => [...rig.at(second).heartbeat(), ...rig.reading(changes)]);
}

const codes = (rig: Rig, ticker: string) => rig.desk.legs.get(ticker)!.reasons.map(({ code }) => code);
const alerts = (commands: readonly Command[]): Alert[] => commands.filter((command) => command.type === "alert");
const balanceOff = (rig: Rig, by: number) => ({ balance: (rig.desk.account.balance + by) as Money });

describe("fills of another hand", () => {
  test("are booked apart, and keep their leg from being quoted until an operator adopts them; other legs go on", () => {
    const rig = quoting();
    foreignFill(rig);
    expect([rig.desk.account.position(ONE), rig.desk.account.foreign(ONE)]).toEqual([700, 700]);
    expect(codes(rig, ONE)).toContain("foreign-position");
    expect(rig.desk.legs.get(ONE)!.desired?.bid).toBeUndefined();
    expect(rig.desk.legs.get(TWO)!.desired?.bid).toBeDefined();
    operate(rig, "resume");
    expect(codes(rig, ONE)).toContain("foreign-position");
    operate(rig, "adopt", ONE);
    expect([rig.desk.account.position(ONE), rig.desk.account.foreign(ONE)]).toEqual([700, 0]);
    expect(codes(rig, ONE)).not.toContain("foreign-position");
    expect(rig.desk.legs.get(ONE)!.desired?.ask).toBeDefined();
  });

  test("are told apart from ours on the same leg: both numbers are known", () => {
    const rig = quoting();
    rig.fill(rig.order(ONE, "bid")!.clientOrderId, 1);
    foreignFill(rig, { side: "ask", quantity: quantity(300) });
    expect([rig.desk.account.position(ONE), rig.desk.account.foreign(ONE)]).toEqual([-200, -300]);
    const reason = rig.desk.legs.get(ONE)!.reasons.find(({ code }) => code === "foreign-position");
    expect(reason?.text).toContain("-3 of -2");
  });

  test("told twice are booked once", () => {
    const rig = quoting();
    for (let time = 0; time < 2; time++) foreignFill(rig, { tradeId: "same" });
    expect(rig.desk.account.position(ONE)).toBe(700);
  });

  test("explain the account: a reading with them agrees", () => {
    const rig = quoting();
    foreignFill(rig, { fee: money(1_234) });
    const balance = (rig.balance - 7 * 500_000 - 1_234) as Money;
    readings(rig, [3, 6, 9], { positions: [{ ticker: ONE, position: 700 as Position }], balance });
    expect(rig.desk.doubt.drift).toBe("");
    expect(rig.desk.account.check.unexplained).toBe(0);
  });

  test("count in the limits: what is left of the position's limit is what ours may be", () => {
    const rig = quoting({ limits: { maxPositionPerTicker: 8 } });
    foreignFill(rig);
    operate(rig, "adopt");
    expect(rig.desk.exposure.room(rig.desk.legs.get(ONE)!, "bid")).toBe(100);
    foreignFill(rig, { quantity: quantity(100) });
    expect(rig.desk.exposure.room(rig.desk.legs.get(ONE)!, "bid")).toBe(0);
  });

  test("in a market that isn't traded here cost cash and stop nothing; its payout is taken as one", () => {
    const rig = quoting();
    const ticker = "KXOTHER-YES";
    foreignFill(rig, { ticker, price: price(6_000), quantity: quantity(1_000) });
    expect(rig.desk.legs.get(ONE)!.desired?.bid).toBeDefined();
    const cash = (rig.balance - 6 * DOLLAR) as Money;
    readings(rig, [3, 6], { positions: [{ ticker, position: 1_000 as Position }], balance: cash });
    expect(rig.desk.account.check.unexplained).toBe(0);
    readings(rig, [30, 33, 36, 39], { positions: [], balance: (cash + 10 * DOLLAR) as Money });
    expect([rig.desk.doubt.drift, rig.desk.account.check.unexplained]).toEqual(["", 0]);
    expect(rig.desk.account.ledger!.leg(ticker).settledAt).toBe(10_000);
  });
});

describe("an order of another hand", () => {
  const theirs: RestingOrder = {
    clientOrderId: "app-1",
    orderId: "x-77",
    ticker: ONE,
    side: "bid",
    price: price(1_000),
    remaining: quantity(2_000),
    expiresAt: undefined,
  };
  const list = (rig: Rig, order: RestingOrder | undefined): Command[] => {
    const own = [...rig.desk.orders.live()].map(({ clientOrderId, ticker, side, price: at, original }) => {
      const orderId = `x-${clientOrderId}`;
      return { clientOrderId, orderId, ticker, side, price: at, remaining: original, expiresAt: undefined };
    });
    return [...rig.reading({ resting: order === undefined ? own : [...own, order] })];
  };

  test("stops all quoting while it rests, and is named", () => {
    const rig = quoting();
    const told = alerts(list(rig.at(3), theirs));
    expect(told.find(({ code }) => code === "foreign-order")?.text).toContain("x-77");
    for (const ticker of [ONE, TWO]) expect(codes(rig, ticker)).toContain("foreign-order");
    expect(rig.desk.doubt.drift).toBe("");
    rig.at(6).heartbeat();
    list(rig, undefined);
    for (const ticker of [ONE, TWO]) expect(codes(rig, ticker)).not.toContain("foreign-order");
  });

  test("stops nothing once an operator has adopted it", () => {
    const rig = quoting();
    list(rig.at(3), theirs);
    operate(rig, "adopt");
    expect(codes(rig, ONE)).not.toContain("foreign-order");
    list(rig.at(6), theirs);
    expect(codes(rig, ONE)).not.toContain("foreign-order");
  });

  test("with foreign_orders = count, counts as filled where that is worse, and stops nothing", () => {
    const rig = quoting({ start: { foreignOrders: "count" }, limits: { maxPositionPerTicker: 21 } });
    list(rig.at(3), theirs);
    expect(codes(rig, ONE)).not.toContain("foreign-order");
    expect(rig.desk.exposure.room(rig.desk.legs.get(ONE)!, "bid")).toBe(100);
    const loss = rig.desk.exposure.worstLoss();
    expect(loss).toBeGreaterThanOrEqual(2 * DOLLAR); // 20 contracts at 10c
    expect(rig.desk.exposure.isFree).toBe(true);
  });
});

describe("money from outside", () => {
  test("is booked, moves the breaker's base, and is neither gain nor loss", () => {
    const rig = quoting();
    const { openingEquity, today } = rig.desk.account;
    const flow = { type: "flow", at: rig.now, id: "f1", amount: money(200 * DOLLAR) } as const;
    rig.give({ ...flow, kind: "deposit" });
    rig.give({ ...flow, kind: "deposit" }); // told twice
    rig.give({ ...flow, kind: "withdrawal", amount: money(50 * DOLLAR) }); // another of that id
    expect(rig.desk.account.balance).toBe(rig.balance + 150 * DOLLAR);
    expect([rig.desk.account.openingEquity, rig.desk.account.today]).toEqual([openingEquity, today]);
    expect(rig.desk.account.breakerLoss).toBe((openingEquity + 150 * DOLLAR) / 10);
    readings(rig, [3, 6, 9], { balance: (rig.balance + 150 * DOLLAR) as Money });
    expect(rig.desk.account.check.unexplained).toBe(0);
  });
});

/** An exchange whose way of reckoning is known: otherwise a few readings may be taken for another one's. */
const KNOWN: RigOptions = { start: { convention: { collateral: "locked", balance: "gross" } } };

describe("cash that nobody can explain", () => {
  test("is named when two readings show it, and stops nothing while it is little", () => {
    const rig = quoting(KNOWN);
    const off = balanceOff(rig, -900_000);
    expect(alerts(readings(rig, [3], off)).map(({ code }) => code)).not.toContain("unexplained-cash");
    const told = alerts(readings(rig, [6], off));
    expect(told.find(({ code }) => code === "unexplained-cash")?.text).toBe(
      "unexplained cash: -$0.900000, -$0.900000 in all",
    );
    expect(rig.desk.account.check.unexplained).toBe(-900_000);
    expect(codes(rig, ONE)).not.toContain("unexplained-cash");
    expect(rig.desk.account.today).toBe(-900_000);
    expect(rig.desk.account.spendable).toBe(rig.balance - 900_000);
  });

  test.each([
    ["more than $1.00 has gone", 1_000, 1_000_001, true],
    ["$1.00 has gone", 1_000, 1_000_000, false],
    ["more than 0.5% of a small account has gone", 100, 500_001, true],
    ["0.5% of a small account has gone", 100, 500_000, false],
  ])("when %s: it stops quoting or not", (_, dollars, gone, stops) => {
    const rig = quoting({ ...KNOWN, balance: money(dollars * DOLLAR) });
    readings(rig, [3, 6], balanceOff(rig, -gone));
    expect(codes(rig, ONE).includes("unexplained-cash")).toBe(stops);
    expect(rig.desk.doubt.drift !== "").toBe(stops);
  });

  test("a gain hides no later loss", () => {
    const rig = quoting(KNOWN);
    readings(rig, [3, 6], balanceOff(rig, 5 * DOLLAR));
    expect(codes(rig, ONE)).not.toContain("unexplained-cash");
    expect(rig.desk.account.today).toBe(0); // what came unexplained isn't earned
    readings(rig, [9, 12], balanceOff(rig, -2 * DOLLAR));
    expect(codes(rig, ONE)).toContain("unexplained-cash");
  });

  test("is quoted with again once an operator has adopted it, and not after a resume", () => {
    const rig = quoting(KNOWN);
    readings(rig, [3, 6], balanceOff(rig, -2 * DOLLAR));
    operate(rig, "resume");
    expect(codes(rig, ONE)).toContain("unexplained-cash");
    operate(rig, "adopt");
    expect(codes(rig, ONE)).not.toContain("unexplained-cash");
    readings(rig, [9, 12], {});
    expect(codes(rig, ONE)).not.toContain("unexplained-cash");
    expect(rig.desk.account.check.unexplained).toBe(-2 * DOLLAR);
  });

  test("comes to light although orders on the move might explain it, were the exchange's balance told net of them", () => {
    const rig = quoting();
    readings(rig, [0.5], balanceOff(rig, -400_000));
    readings(rig, [3, 6], balanceOff(rig, -400_000));
    expect(rig.desk.account.check.unexplained).toBe(-400_000);
  });

  test("is not judged while a position differs, of which it may be the price", () => {
    const rig = quoting(KNOWN);
    const bought = { positions: [{ ticker: ONE, position: 200 as Position }], ...balanceOff(rig, -DOLLAR) };
    readings(rig, [3, 6, 9], bought);
    expect(rig.desk.account.check.unexplained).toBe(0);
    expect(rig.desk.doubt.differences).toContain("the exchange says 2");
  });
});

describe("a position that no fill explains", () => {
  const held = { positions: [{ ticker: ONE, position: 500 as Position }] };

  test("stops everything until an operator adopts it; then books and readings agree", () => {
    const rig = quoting(KNOWN);
    const balance = (rig.balance - 5 * 480_000) as Money; // bought at 48c by somebody
    readings(rig, [3, 6], { ...held, balance });
    expect(codes(rig, TWO)).toContain("drift");
    operate(rig, "adopt");
    for (let second = 9; second <= 30; second += 3) readings(rig, [second], { ...held, balance });
    expect(rig.desk.doubt.drift).toBe("");
    expect(rig.desk.account.position(ONE)).toBe(500);
    expect(rig.desk.account.balance).toBe(balance);
    expect(codes(rig, TWO)).not.toContain("drift");
  });

  test("of another leg is not taken over with the one that is named", () => {
    const rig = quoting(KNOWN);
    readings(rig, [3, 6], held);
    operate(rig, "adopt", TWO);
    readings(rig, [9, 12], held);
    expect(rig.desk.account.position(ONE)).toBe(0);
    expect(codes(rig, TWO)).toContain("drift");
  });
});

test("differences that were there at the start keep it from quoting until an operator adopts them", () => {
  const rig = new Rig({ start: { unexplained: ["ONE: 5 held, 3 filled"] } });
  rigs.push(rig);
  expect(rig.open()).toEqual([]);
  expect(codes(rig, ONE)).toContain("drift");
  const placed = operate(rig.at(1), "adopt");
  expect(placed.filter(({ type }) => type === "place")).toHaveLength(4);
});
