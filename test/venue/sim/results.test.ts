import { describe, expect, it } from "vitest";
import { type Money, PRICE_ONE, type Price, price } from "../../../src/market/units.ts";
import type { AccountTerms } from "../../../src/venue/sim/account.ts";
import type { Exchange } from "../../../src/venue/sim/exchange.ts";
import { A, allMoney, B, C, dollars, ends, free, later, open, order, place } from "./trading-floor.ts";

const won = (ticker: string) => ({ [ticker]: PRICE_ONE });

/** y is long and x is short: 10 of A bought at 60c, 4 of B at 30c; x also has a bid resting. */
function held(options: { collateralReturn?: boolean; terms?: Record<string, Partial<AccountTerms>> } = {}) {
  const { collateralReturn = false, terms } = options;
  const floor = open({ x: 100, y: 100 }, { ...free, rules: { collateralReturn }, ...(terms && { terms }) });
  for (const [ticker, cents, contracts] of [
    [A, 60, 10],
    [B, 30, 4],
  ] as const) {
    place(floor.exchange, "y", order("bid", cents, contracts, { ticker }));
    place(floor.exchange, "x", order("ask", cents, contracts, { ticker }));
  }
  place(floor.exchange, "x", order("bid", 1, 1));
  return floor;
}

function balances(exchange: Exchange): number[] {
  return [dollars(exchange, "x"), dollars(exchange, "y")];
}

const close = later(3_600_000);
const t1 = later(3_700_000);
const t2 = later(3_800_000);
const t3 = later(3_900_000);
const t4 = later(4_000_000);

describe("a result", () => {
  it("is determined first and paid later; the determination pays nothing", () => {
    const { exchange, facts } = held();
    const before = balances(exchange);
    exchange.advance(close);
    exchange.results.determine("EVENT", won(A), t1);
    expect(balances(exchange)).toEqual(before);
    expect(exchange.results.of(A)).toEqual({ phase: "determined", value: PRICE_ONE, at: t1 });
    expect(exchange.status(B)).toBe("determined");
    expect(facts.filter(({ type }) => type === "determined")).toMatchObject([
      { ticker: A, value: PRICE_ONE },
      { ticker: B, value: 0 },
      { ticker: C, value: 0 },
    ]);
    exchange.results.finalize("EVENT", t2);
    expect(exchange.results.of(A)).toEqual({ phase: "finalized", value: PRICE_ONE, at: t2 });
    // x: +6.00 +1.20 of sales, -10 for A; y the other side of it
    expect(balances(exchange)[0]).toBeCloseTo(100 + 7.2 - 10, 9);
    expect(balances(exchange)[1]).toBeCloseTo(100 - 7.2 + 10, 9);
    expect(exchange.positions("x")).toEqual([]);
  });

  it("pays as it was last decided when it was disputed and amended", () => {
    const { exchange, facts } = held();
    exchange.results.determine("EVENT", won(A), t1);
    exchange.results.dispute("EVENT", t2);
    expect(exchange.status(A)).toBe("disputed");
    exchange.results.amend("EVENT", won(B), t3);
    expect(exchange.results.of(B)).toEqual({ phase: "amended", value: PRICE_ONE, at: t3 });
    exchange.results.finalize("EVENT", t4);
    expect(balances(exchange)[0]).toBeCloseTo(100 + 7.2 - 4, 9);
    const causes = facts.flatMap((fact) => (fact.type === "leg" && fact.leg.ticker === A ? fact.causes : []));
    expect(causes).toEqual(["closed", "determined", "disputed", "amended", "finalized"]);
  });

  it("may be that no listed leg has won", () => {
    const { exchange } = held();
    exchange.results.determine("EVENT", {}, t1);
    exchange.results.finalize("EVENT", t2);
    expect(balances(exchange)[0]).toBeCloseTo(107.2, 9);
  });

  it.each([false, true])(
    "may be a tie that pays fractions to several legs (collateral return: %s)",
    (collateralReturn) => {
      const { exchange } = held({ collateralReturn });
      exchange.results.determine("EVENT", { [A]: price(5_000), [B]: price(5_000) }, t1);
      exchange.results.finalize("EVENT", t2);
      expect(balances(exchange)[0]).toBeCloseTo(107.2 - 5 - 2, 9);
      expect(balances(exchange)[1]).toBeCloseTo(92.8 + 5 + 2, 9);
      expect(allMoney(exchange)).toBe(200e6);
    },
  );

  it("pays whole cents; what is below is a settlement fee", () => {
    const { exchange } = open({ x: 100, y: 100 }, free);
    place(exchange, "y", order("bid", 60, 10.6));
    place(exchange, "x", order("ask", 60, 10.6));
    exchange.results.settle("EVENT", { [A]: price(5_970) }, t1);
    expect(exchange.balance("y")).toBe(100e6 - 6_360_000 + 6_320_000);
    expect(exchange.balance("x")).toBe(100e6 - 4_240_000 + 4_270_000); // 10.6 x 0.4030 = 4.2718
    expect(exchange.records("y").settlements).toMatchObject([{ revenue: 6_328_200, fees: 8_200, paid: 6_320_000 }]);
    expect(exchange.feesCollected).toBe(8_200 + 1_800);
    expect(allMoney(exchange)).toBe(200e6);
  });

  it("takes off what rests, and ends trading, even before the close", () => {
    const { exchange, facts } = held();
    exchange.results.determine("EVENT", won(A), later(1_000));
    expect(ends(facts).at(-1)).toBe("close 100");
    expect(exchange.create("x", order("bid", 50, 1), later(2_000))).toMatchObject({ code: "market-inactive" });
    exchange.advance(close);
    expect(exchange.status(A)).toBe("determined");
  });

  it("is kept with what was held, what it had cost and what it paid", () => {
    const { exchange } = held();
    exchange.results.settle("EVENT", won(B), t1);
    const money = (amount: number) => (amount * 1e6) as Money;
    const [b, a] = ["y", "x"].map((name) => exchange.records(name).settlements);
    expect(b).toMatchObject([
      { ticker: A, eventTicker: "EVENT", at: t1, value: 0, yes: 1_000, no: 0, yesCost: money(6), noCost: 0, paid: 0 },
      { ticker: B, value: PRICE_ONE, yes: 400, yesCost: 1_200_000, revenue: money(4), fees: 0, paid: money(4) },
    ]);
    expect(a).toMatchObject([
      { ticker: A, yes: 0, no: 1_000, noCost: money(4), revenue: money(10), paid: money(10) },
      { ticker: B, no: 400, noCost: 2_800_000, revenue: 0, paid: 0 },
    ]);
    expect(exchange.records("x").position(A)).toMatchObject({ position: 0, realized: money(6) });
  });

  it("pays less where collateral was returned before", () => {
    const { exchange } = held({ collateralReturn: true });
    const before = exchange.balance("x");
    exchange.results.settle("EVENT", {}, t1);
    const paid = exchange.records("x").settlements.map((settlement) => settlement.paid);
    expect(paid.reduce((sum, amount) => sum + amount, 0)).toBe(10e6); // 14 NOs won, 4 were paid when they were sold
    expect(exchange.balance("x") - before).toBe(10e6);
  });

  it("may be paid to accounts that net and accounts that don't", () => {
    const { exchange } = held({ terms: { x: { collateralReturn: true } } });
    expect(dollars(exchange, "x")).toBe(100 + 7.2 - 10);
    exchange.results.settle("EVENT", won(A), t1);
    expect(balances(exchange)[0]).toBeCloseTo(100 + 7.2 - 10, 9);
    expect(allMoney(exchange)).toBe(200e6);
  });

  it("must fit the event and its state", () => {
    const { exchange } = held();
    const { results } = exchange;
    expect(() => results.finalize("EVENT", t1)).toThrow("its result is not determined yet");
    expect(() => results.determine("EVENT", won("NONE"), t1)).toThrow("NONE is no leg of event EVENT");
    expect(() => results.determine("EVENT", { [A]: 10_001 as Price }, t1)).toThrow(`the result of ${A}: 10001`);
    expect(() => results.determine("EVENT", { ...won(A), [B]: price(1) }, t1)).toThrow("at most one of its legs wins");
    expect(results.of(A)).toBeUndefined();
    results.determine("EVENT", won(A), t1);
    expect(() => results.amend("EVENT", won(B), t2)).toThrow("its result is determined");
    const late = { ...exchange.leg(A), ticker: "EVENT-D" };
    expect(() => exchange.addLeg("EVENT", late, t2)).toThrow("event EVENT is decided: it takes no leg EVENT-D");
    results.finalize("EVENT", t2);
    expect(() => results.dispute("EVENT", t3)).toThrow("its result is finalized");
    expect(() => exchange.settle("EVENT", B, t3)).toThrow("can't settle event EVENT");
  });
});
