import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Ledger as Books } from "../../src/engine/ledger.ts";
import { DOLLAR, type Money, money, type Price, quantity, type Side } from "../../src/market/units.ts";
import { returnedCollateral } from "../../src/risk/affordability.ts";
import { BalanceCheck, type BalanceFacts, type Band } from "../../src/risk/balance-check.ts";
import { type BalanceConvention, CONVENTIONS } from "../../src/risk/balance-convention.ts";
import { restingRequirement } from "../../src/risk/resting-requirement.ts";
import { NOTHING_ROUNDED } from "../../src/risk/rounding.ts";
import { Ledger as ExchangeBooks } from "../../src/venue/sim/ledger.ts";
import { coverOf, requirement } from "../../src/venue/sim/reserve.ts";

const TICKERS = ["A", "B", "C"] as const;
type Ticker = (typeof TICKERS)[number];
/** Not even whole $0.0001: nothing is rounded here. */
const OPENING = money(500 * DOLLAR + 7);
const NO_FEE = () => 0 as Money;

interface Resting {
  readonly ticker: Ticker;
  readonly side: Side;
  readonly price: Price;
  readonly remaining: ReturnType<typeof quantity>;
}

const cents = fc.integer({ min: 1, max: 99 }).map((each) => (each * 100) as Price);
const size = fc.integer({ min: 1, max: 900 }).map((each) => quantity(each));
const ticker = fc.constantFrom(...TICKERS);
const side = fc.constantFrom<Side>("bid", "ask");
const resting: fc.Arbitrary<Resting> = fc.record({ ticker, side, price: cents, remaining: size });

type Happening =
  | {
      readonly type: "fill";
      readonly ticker: Ticker;
      readonly side: Side;
      readonly at: Price;
      readonly size: number;
      readonly fee: number;
    }
  | { readonly type: "flow"; readonly amount: number }
  | { readonly type: "settle"; readonly ticker: Ticker; readonly wins: boolean }
  | { readonly type: "rest"; readonly orders: readonly Resting[] }
  | { readonly type: "read" };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ type: fc.constant("fill"), ticker, side, at: cents, size, fee: fc.integer({ min: 0, max: 20_000 }) }),
  fc.record({ type: fc.constant("flow"), amount: fc.integer({ min: -20 * DOLLAR, max: 20 * DOLLAR }) }),
  fc.record({ type: fc.constant("settle"), ticker, wins: fc.boolean() }),
  fc.record({ type: fc.constant("rest"), orders: fc.array(resting, { maxLength: 6 }) }),
  fc.constant({ type: "read" } as const),
) as fc.Arbitrary<Happening>;

/** The exchange's account and our books of the same happenings; the exchange has a convention that we are not told. */
class Account {
  readonly exchange: ExchangeBooks;
  readonly books = new Books(OPENING);
  readonly check = new BalanceCheck();
  #orders: readonly Resting[] = [];
  readonly #settled = new Set<Ticker>();
  #fills = 0;

  constructor(readonly convention: BalanceConvention) {
    this.exchange = new ExchangeBooks(convention.collateral === "returned", OPENING);
    this.check.open(this.balance, this.facts);
  }

  get balance(): Money {
    const { collateral, balance } = this.convention;
    if (balance === "gross") return this.exchange.balance;
    const held = TICKERS.reduce((total, each) => {
      const claims = this.#orders
        .filter((order) => order.ticker === each)
        .map((order) => ({ ...order, fee: 0 as Money }));
      return total + requirement(claims, coverOf(this.exchange.position(each), collateral === "returned"));
    }, 0);
    return (this.exchange.balance - held) as Money;
  }

  get facts(): BalanceFacts {
    const need = (collateral: BalanceConvention["collateral"]) => {
      const amount = restingRequirement(this.#orders, (each) => this.books.position(each), collateral, NO_FEE);
      return { least: amount, most: amount };
    };
    return {
      books: this.books.exchangeBalance(),
      returned: returnedCollateral(TICKERS.map((each) => this.books.position(each))),
      reserved: { locked: need("locked"), returned: need("returned") },
      mayBeRounded: this.books.mayBeRounded,
      mayComeBack: NOTHING_ROUNDED,
      isAhead: false,
    };
  }

  happens(each: Happening): void {
    if (each.type === "fill" && !this.#settled.has(each.ticker)) {
      const instrument = { ticker: each.ticker, siblings: TICKERS };
      this.exchange.trade(instrument, each.side, each.at, quantity(each.size), each.fee as Money);
      const fill = { tradeId: `${++this.#fills}`, ticker: each.ticker, side: each.side, price: each.at };
      this.books.applyFill({ ...fill, quantity: quantity(each.size), fee: each.fee as Money });
    } else if (each.type === "flow") {
      this.exchange.deposit(each.amount as Money);
      this.books.applyCashFlow(each.amount as Money);
    } else if (each.type === "settle" && !this.#settled.has(each.ticker)) {
      this.#settled.add(each.ticker);
      const value = (each.wins ? 10_000 : 0) as Price;
      this.exchange.settle({ ticker: each.ticker, siblings: TICKERS }, value, 0 as Money);
      this.books.applySettlement(each.ticker, value);
      this.#orders = this.#orders.filter((order) => order.ticker !== each.ticker);
    } else if (each.type === "rest") {
      this.#orders = each.orders.filter((order) => !this.#settled.has(order.ticker));
    }
  }

  read(): Money {
    return this.check.read(this.balance, this.facts).implied;
  }
}

describe.each(CONVENTIONS)("an exchange with collateral $collateral and a balance told $balance", (convention) => {
  test("every reading is explained to the micro-dollar, whatever is filled, paid out, paid in or resting", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        const account = new Account(convention);
        for (const each of happenings) {
          account.happens(each);
          expect(account.read()).toBe(0);
        }
        for (const [name, value] of Object.entries(account.check.convention)) {
          expect(value, name).toBe(convention[name as keyof BalanceConvention]);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("cash that goes is told to the micro-dollar once the convention is known", () => {
    fc.assert(
      fc.property(
        fc.array(happening, { maxLength: 30 }),
        fc.integer({ min: 1, max: 5 * DOLLAR }),
        (happenings, gone) => {
          const account = new Account(convention);
          account.happens({ type: "fill", ticker: "A", side: "ask", at: 5_000 as Price, size: 300, fee: 0 });
          account.happens({ type: "fill", ticker: "B", side: "ask", at: 4_000 as Price, size: 200, fee: 0 });
          const order = { ticker: "C", side: "bid", price: 3_000 as Price, remaining: quantity(100) } as const;
          account.happens({ type: "rest", orders: [order] });
          for (let reading = 0; reading < 3; reading++) account.read();
          expect(account.check.convention).toEqual(convention);
          for (const each of happenings) account.happens(each);
          account.exchange.deposit(-gone as Money);
          expect(account.read()).toBe(-gone);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("what nobody explains counts from its highest, and from where an operator takes it over", () => {
    const account = new Account(convention);
    const unexplained = (amount: number): void => {
      account.exchange.deposit(amount as Money);
      account.check.name(account.read());
    };
    unexplained(3 * DOLLAR);
    expect([account.check.unexplained, account.check.fall]).toEqual([3 * DOLLAR, 0]);
    unexplained(-2 * DOLLAR);
    expect([account.check.unexplained, account.check.fall]).toEqual([DOLLAR, 2 * DOLLAR]);
    account.check.adopt();
    expect([account.check.unexplained, account.check.fall]).toEqual([DOLLAR, 0]);
  });
});

test("while the convention isn't known, a loss that resembles what orders need comes to light when they are gone", () => {
  const account = new Account(CONVENTIONS[0]!);
  const order = { ticker: "C", side: "bid", price: 3_000 as Price, remaining: quantity(1_000) } as const;
  account.happens({ type: "rest", orders: [order] });
  account.exchange.deposit((-3 * DOLLAR) as Money); // exactly what the order needs
  expect(account.read()).toBe(0);
  account.happens({ type: "rest", orders: [] });
  expect(account.read()).toBe(-3 * DOLLAR);
});

test("readings in which orders on the move would explain almost anything don't speak against a convention", () => {
  const nothing = { least: 0 as Money, most: 0 as Money };
  const vague = { least: 0 as Money, most: (2 * DOLLAR) as Money };
  const exact = { least: (2 * DOLLAR) as Money, most: (2 * DOLLAR) as Money };
  const facts = (reserved: Band): BalanceFacts => ({
    books: OPENING,
    returned: 0 as Money,
    reserved: { locked: reserved, returned: reserved },
    mayBeRounded: NOTHING_ROUNDED,
    mayComeBack: NOTHING_ROUNDED,
    isAhead: false,
  });
  const check = new BalanceCheck();
  check.open(OPENING, facts(nothing));
  for (let reading = 0; reading < 9; reading++) expect(check.read(OPENING, facts(vague)).implied).toBe(0);
  expect(check.convention).toEqual({});
  expect(check.read((OPENING - 2 * DOLLAR) as Money, facts(exact)).implied).toBe(0); // they rest, and are taken out
});

test("what an earlier run has found of the convention is not doubted, be it half of it", () => {
  for (const known of [
    { collateral: "locked", balance: "net" },
    { balance: "net" },
    { collateral: "returned" },
  ] as const)
    expect(new BalanceCheck(known).convention).toEqual(known);
});
