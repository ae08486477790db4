import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Ledger, type LedgerFill } from "../../src/engine/ledger.ts";
import type { Money, Position, Price, Quantity, Side } from "../../src/market/units.ts";
import { returnedCollateral } from "../../src/risk/affordability.ts";
import { ExchangeAccount, near } from "./exchange-account.ts";

const usd = (amount: number): Money => Math.round(amount * 1_000_000) as Money;
const cents = (count: number): Price => Math.round(count * 100) as Price;

let lastTrade = 0;
function fill(ticker: string, side: Side, atCents: number, contracts: number, feeUsd = 0): LedgerFill {
  lastTrade++;
  const quantity = Math.round(contracts * 100) as Quantity;
  return { tradeId: `t${lastTrade}`, ticker, side, price: cents(atCents), quantity, fee: usd(feeUsd) };
}

function ledgerAfter(...fills: LedgerFill[]): Ledger {
  const ledger = new Ledger(usd(1_000));
  for (const each of fills) expect(ledger.applyFill(each)).toBe(true);
  return ledger;
}

describe("the ledger", () => {
  it("books a sale at 60c as +$0.60 and -1; the exchange has charged $0.40", () => {
    const ledger = ledgerAfter(fill("A", "ask", 60, 1));
    expect(ledger.cash).toBe(usd(1_000.6));
    expect(ledger.position("A")).toBe(-100);
    expect(ledger.shortCollateral()).toBe(usd(1));
    expect(ledger.exchangeBalance()).toBe(usd(999.6));
  });

  it("keeps average cost, by hand", () => {
    const ledger = ledgerAfter(
      fill("A", "bid", 40, 10), // 10 for $4.00
      fill("A", "bid", 55, 5), // 15 for $6.75: 45c each
      fill("A", "ask", 60, 6), // 6 x 15c = $0.90 realised, 9 for $4.05 left
    );
    expect(ledger.leg("A")).toMatchObject({
      position: 900,
      costBasis: usd(4.05),
      realised: usd(0.9),
      fills: 3,
      bought: 1_500,
      sold: 600,
    });
    expect(ledger.unrealised("A", cents(50))).toBe(usd(0.45));

    ledger.applyFill(fill("A", "ask", 30, 12)); // 9 x -15c = -$1.35, then 3 short at 30c
    expect(ledger.leg("A")).toMatchObject({ position: -300, costBasis: usd(-0.9), realised: usd(-0.45) });
    expect(ledger.unrealised("A", cents(20))).toBe(usd(0.3));

    ledger.applyFill(fill("A", "bid", 20, 3));
    expect(ledger.leg("A")).toMatchObject({ position: 0, costBasis: 0, realised: usd(-0.15) });
    expect(ledger.cash).toBe(usd(999.85));
  });

  it("carries the fraction of a micro-dollar that a close leaves, until the last contract takes it", () => {
    // 0.03 contracts for 100.01 ticks on average: 10_001 micro-dollars among three hundredths.
    const hundredths = (side: Side, ticks: number, count: number): LedgerFill => {
      return { ...fill("A", side, 1, 1), price: ticks as Price, quantity: count as Quantity };
    };
    const ledger = ledgerAfter(hundredths("bid", 3_333, 2), hundredths("bid", 3_335, 1));
    expect(ledger.leg("A").costBasis).toBe(10_001);
    ledger.applyFill(hundredths("ask", 5_000, 1));
    expect(ledger.leg("A")).toMatchObject({ costBasis: 10_001 - 3_333, realised: 5_000 - 3_333 });
    ledger.applyFill(hundredths("ask", 5_000, 1));
    expect(ledger.leg("A")).toMatchObject({ costBasis: 3_334, realised: 10_000 - 6_667 });
    ledger.applyFill(hundredths("ask", 5_000, 1));
    expect(ledger.leg("A")).toMatchObject({ costBasis: 0, realised: 15_000 - 10_001 });
  });

  it("books a trade once", () => {
    const first = fill("A", "bid", 40, 10, 0.01);
    const ledger = ledgerAfter(first);
    const before = { ...ledger.leg("A"), cash: ledger.cash };
    expect(ledger.applyFill({ ...first })).toBe(false);
    expect({ ...ledger.leg("A"), cash: ledger.cash }).toEqual(before);
  });

  it("books the fee that was charged, a rebate too, and keeps it out of gross", () => {
    const ledger = ledgerAfter(fill("A", "bid", 40, 1, 0.0175), fill("A", "ask", 45, 1, -0.01));
    const noMark = (): Price => {
      throw new Error("nothing is open");
    };
    expect(ledger.fees).toBe(usd(0.0075));
    expect(ledger.leg("A").fees).toBe(usd(0.0075));
    expect(ledger.gross(noMark)).toBe(usd(0.05));
    expect(ledger.net(noMark)).toBe(usd(0.0425));
    expect(ledger.cash).toBe(usd(1_000.0425));
  });

  it("pays out at settlement, once", () => {
    const ledger = ledgerAfter(fill("A", "ask", 60, 2), fill("B", "bid", 30, 3));
    expect(ledger.applySettlement("A", cents(100))).toBe(true); // -2 x $1
    expect(ledger.applySettlement("A", cents(100))).toBe(false);
    expect(ledger.applySettlement("B", cents(0))).toBe(true);
    expect(ledger.leg("A")).toMatchObject({
      position: 0,
      realised: usd(-0.8),
      settledAt: 10_000,
      settledPosition: -200,
    });
    expect(ledger.leg("B")).toMatchObject({ position: 0, realised: usd(-0.9), settledAt: 0, settledPosition: 300 });
    expect(ledger.cash).toBe(usd(1_000 - 1.7));
    expect(ledger.exchangeBalance()).toBe(ledger.cash);
  });

  it("pays a fill out that is reported after its leg settled", () => {
    const ledger = ledgerAfter(fill("A", "bid", 60, 1));
    ledger.applySettlement("A", cents(100));
    expect(ledger.applyFill(fill("A", "ask", 90, 3))).toBe(true);
    expect(ledger.leg("A")).toMatchObject({ position: 0, realised: usd(0.4 - 0.3), settledPosition: -200 });
    expect(ledger.cash).toBe(usd(1_000.1));
  });

  it("books a corrected settlement at the difference", () => {
    const ledger = ledgerAfter(fill("A", "bid", 60, 2));
    ledger.applySettlement("A", cents(100));
    expect(ledger.applySettlement("A", cents(0))).toBe(true);
    expect(ledger.leg("A")).toMatchObject({ position: 0, realised: usd(-1.2), settledAt: 0 });
    expect(ledger.cash).toBe(usd(998.8));
  });

  it("adopts positions at their worth, and counts results from there", () => {
    const ledger = new Ledger(usd(100));
    ledger.adopt("A", 500 as Position, cents(40));
    ledger.adopt("B", -200 as Position, cents(30));
    const marks: Record<string, Price> = { A: cents(40), B: cents(30) };
    const markOf = (ticker: string): Price => marks[ticker]!;
    expect(ledger.exchangeBalance()).toBe(usd(100));
    expect(ledger.gross(markOf)).toBe(0);
    expect(ledger.equity(markOf)).toBe(usd(100 + 5 * 0.4 + 2 * 0.7));
    marks["B"] = cents(40);
    expect(ledger.net(markOf)).toBe(usd(-0.2));
    expect(() => ledger.adopt("A", 100 as Position, cents(1))).toThrow(/^A: a position is adopted/);
  });

  it("keeps deposits out of the result", () => {
    const ledger = ledgerAfter(fill("A", "bid", 60, 2));
    ledger.applyCashFlow(usd(50));
    ledger.applyCashFlow(usd(-20));
    expect(ledger.flows).toBe(usd(30));
    expect(ledger.cash).toBe(usd(1_028.8));
    expect(ledger.net(() => cents(60))).toBe(0);
    expect(ledger.equity(() => cents(60))).toBe(usd(1_030));
  });

  it("stays exact where basis x quantity passes 2^53", () => {
    const ledger = new Ledger(0 as Money);
    const large = { ...fill("A", "bid", 33.33, 1), quantity: 900_000_001 as Quantity };
    ledger.applyFill(large); // 9 million contracts
    ledger.applyFill({ ...fill("A", "ask", 50, 1), quantity: 700_000_003 as Quantity });
    const released = (900_000_001n * 3_333n * 700_000_003n) / 900_000_001n;
    expect(BigInt(ledger.leg("A").realised)).toBe(700_000_003n * 5_000n - released);
  });

  it("refuses sums that no longer are exact", () => {
    const ledger = new Ledger((Number.MAX_SAFE_INTEGER - 5) as Money);
    expect(() => ledger.applyCashFlow(6 as Money)).toThrow(/cash/);
  });
});

type Step =
  | { readonly kind: "fill"; readonly fill: Omit<LedgerFill, "tradeId"> }
  | { readonly kind: "again"; readonly pick: number }
  | { readonly kind: "settle"; readonly ticker: string; readonly value: Price }
  | { readonly kind: "flow"; readonly amount: Money };

const anyTicker = fc.constantFrom("A", "B", "C");
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant("fill" as const),
      fill: fc.record({
        ticker: anyTicker,
        side: fc.constantFrom("bid" as const, "ask" as const),
        price: fc.integer({ min: 1, max: 9_999 }).map((ticks) => ticks as Price),
        quantity: fc.integer({ min: 1, max: 2_000 }).map((count) => count as Quantity),
        fee: fc.integer({ min: -500, max: 50_000 }).map((amount) => amount as Money),
      }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("again" as const), pick: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("settle" as const),
      ticker: anyTicker,
      value: fc.constantFrom(0 as Price, 10_000 as Price, 5_000 as Price),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("flow" as const),
      amount: fc.integer({ min: -1e9, max: 1e9 }).map((amount) => amount as Money),
    }),
  },
);

describe("the ledger, against the exchange's own rules and exact fractions", () => {
  it("keeps its identities after every step of any sequence", () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), fc.integer({ min: 0, max: 10_000 }), (steps, markTicks) => {
        const opening = usd(500);
        const ledger = new Ledger(opening);
        const oracle = new ExchangeAccount(BigInt(opening));
        const booked: LedgerFill[] = [];
        const settled = new Set<string>();
        let flows = 0;
        const mark = markTicks as Price;
        steps.forEach((step, index) => {
          if (step.kind === "fill") {
            if (settled.has(step.fill.ticker)) return; // by hand above
            const each = { ...step.fill, tradeId: `${index}` };
            booked.push(each);
            oracle.fill(each);
            expect(ledger.applyFill(each)).toBe(true);
          } else if (step.kind === "again") {
            if (booked.length > 0) expect(ledger.applyFill(booked[step.pick % booked.length]!)).toBe(false);
          } else if (step.kind === "settle") {
            if (settled.has(step.ticker)) return;
            settled.add(step.ticker);
            oracle.settle(step.ticker, BigInt(step.value));
            expect(ledger.applySettlement(step.ticker, step.value)).toBe(true);
          } else {
            flows += step.amount;
            oracle.balance += BigInt(step.amount);
            ledger.applyCashFlow(step.amount);
          }

          expect(BigInt(ledger.exchangeBalance())).toBe(oracle.balance);
          let marked = 0;
          let gross = 0;
          for (const [ticker, theirs] of oracle.legs) {
            const leg = ledger.leg(ticker);
            expect(BigInt(leg.position)).toBe(theirs.yes - theirs.no);
            expect(near(leg.realised, theirs.realised, theirs.closes)).toBe(true);
            expect(near(leg.costBasis, theirs.basis, theirs.closes)).toBe(true);
            expect(leg.realised + ledger.unrealised(ticker, mark)).toBe(
              leg.realised - leg.costBasis + leg.position * mark,
            );
            marked += leg.position * mark;
            gross += leg.realised + ledger.unrealised(ticker, mark);
            const ofLeg = booked.filter((each) => each.ticker === ticker);
            expect(leg.fills).toBe(ofLeg.length);
            const signed = ofLeg.reduce((sum, { side, quantity }) => sum + (side === "bid" ? quantity : -quantity), 0);
            expect(leg.position + leg.settledPosition).toBe(signed);
          }
          const fees = booked.reduce((sum, each) => sum + each.fee, 0);
          const markOf = (): Price => mark;
          expect(ledger.fees).toBe(fees);
          expect(ledger.gross(markOf)).toBe(gross);
          expect(ledger.net(markOf)).toBe(gross - fees);
          // What has moved in cash and what is open account for the whole result, with nothing lost to rounding.
          expect(ledger.cash + marked).toBe(opening + flows + gross - fees);
          expect(ledger.equity(markOf)).toBe(ledger.cash + marked);
        });
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it("has, with collateral returned, the balance of our cash less the largest short", () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 30 }), (steps) => {
        const ledger = new Ledger(usd(500));
        steps.forEach((step, index) => {
          if (step.kind === "fill") ledger.applyFill({ ...step.fill, tradeId: `${index}` });
        });
        const positions = ["A", "B", "C"].map((ticker) => ledger.position(ticker));
        const largestShort = Math.max(0, ...positions.map((held) => -held));
        expect(ledger.exchangeBalance(returnedCollateral(positions))).toBe(ledger.cash - largestShort * 10_000);
      }),
      { numRuns: 60, seed: 2 },
    );
  });
});
