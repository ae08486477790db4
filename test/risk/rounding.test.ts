import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Ledger as Books } from "../../src/engine/ledger.ts";
import { DOLLAR, type Money, money, type Price, type Quantity, quantity, type Side } from "../../src/market/units.ts";
import { returnedCollateral } from "../../src/risk/affordability.ts";
import { BalanceCheck, type BalanceFacts, type Band } from "../../src/risk/balance-check.ts";
import { type BalanceConvention, CONVENTIONS } from "../../src/risk/balance-convention.ts";
import { NOTHING_ROUNDED } from "../../src/risk/rounding.ts";
import { charge, type Precision } from "../../src/venue/sim/fee-charge.ts";
import { Ledger as ExchangeBooks } from "../../src/venue/sim/ledger.ts";

const TICKERS = ["A", "B", "C"] as const;
type Ticker = (typeof TICKERS)[number];

const cents = fc.integer({ min: 1, max: 99 }).map((each) => (each * 100) as Price);
const size = fc.integer({ min: 1, max: 900 }).map((each) => quantity(each));
const ticker = fc.constantFrom(...TICKERS);
const side = fc.constantFrom<Side>("bid", "ask");

/** An account whose changes are rounded by the exchange's rules, and whose fills are told with the fee as it was before that, or after. */
class RoundedAccount {
  readonly #precision: Precision;
  readonly #isTold: boolean;
  readonly #kept = new Map<string, number>();
  readonly exchange: ExchangeBooks;
  books = new Books(money(500 * DOLLAR));
  check: BalanceCheck;
  /** What resting orders need, as far as we know; of an account that is told net the least of it is missing in the balance. */
  needs: Band = { least: 0 as Money, most: 0 as Money };
  readonly #isNet: boolean;
  /** What rounding may have kept of orders that rested when the books were opened. */
  mayComeBack = NOTHING_ROUNDED;
  #fills = 0;

  constructor(
    precision: Precision,
    isTold: boolean,
    { collateral, balance }: BalanceConvention = CONVENTIONS[0]!,
    known: Partial<BalanceConvention> = { collateral, balance },
  ) {
    this.#precision = precision;
    this.#isTold = isTold;
    this.#isNet = balance === "net";
    this.exchange = new ExchangeBooks(collateral === "returned", 500 * DOLLAR);
    this.check = new BalanceCheck(known);
    this.check.open(this.exchange.balance, this.facts);
  }

  get facts(): BalanceFacts {
    return {
      books: this.books.exchangeBalance(),
      returned: returnedCollateral(TICKERS.map((each) => this.books.position(each))),
      reserved: { locked: this.needs, returned: this.needs },
      mayBeRounded: this.books.mayBeRounded,
      mayComeBack: this.mayComeBack,
      isAhead: false,
    };
  }

  fill(order: string, fill: { ticker: Ticker; side: Side; price: Price; quantity: Quantity }): void {
    const fees = { type: "quadratic_with_maker_fees", multiplier: 1 } as const;
    const { net, tradeFee, accumulated } = charge(fees, "maker", fill, this.#precision, this.#kept.get(order) ?? 0);
    this.#kept.set(order, accumulated);
    const { ticker, side, price, quantity } = fill;
    this.exchange.trade({ ticker, siblings: TICKERS }, side, price, quantity, net);
    this.books.applyFill({ ...fill, tradeId: `${++this.#fills}`, fee: this.#isTold ? net : tradeFee });
  }

  /** The program ends, and another opens its books; everything that was filled was of orders that go on resting. */
  restart(): void {
    this.mayComeBack = this.books.mayBeRounded;
    const positions = this.exchange.positions();
    this.books = new Books(this.exchange.balance);
    for (const { ticker, position } of positions) this.books.adopt(ticker, position, 5_000 as Price);
    this.check = new BalanceCheck(this.check.convention);
    this.check.open(this.exchange.balance, this.facts);
  }

  read(): Money {
    const balance = this.exchange.balance - (this.#isNet ? this.needs.least : 0);
    const { implied } = this.check.read(balance as Money, this.facts);
    return implied;
  }
}

describe.each([
  ["cent", false],
  ["cent", true],
  ["centicent", false],
  ["centicent", true],
] as const)("an account rounded to a %s whose fees are told with the rounding: %s", (precision, isTold) => {
  const one = fc.record({ ticker, side, price: cents, quantity: size });
  const fills = fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), one, fc.boolean()), { maxLength: 60 });

  test("what rounding has cost is never called unexplained, and is known to the micro-dollar", () => {
    fc.assert(
      fc.property(fills, (all) => {
        const account = new RoundedAccount(precision, isTold);
        for (const [order, fill, isRead] of all) {
          account.fill(order, fill);
          if (isRead) expect(account.read()).toBe(0);
        }
        expect(account.read()).toBe(0);
        expect(account.check.rounding).toBe(account.books.exchangeBalance() - account.exchange.balance);
        if (isTold) expect(account.check.rounding).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  test("what orders give back that were filled before the books were opened is rounding, and no cash of unknown origin", () => {
    fc.assert(
      fc.property(fills, fills, (before, all) => {
        const account = new RoundedAccount(precision, isTold);
        for (const [order, fill] of before) account.fill(order, fill);
        account.restart();
        for (const [order, fill, isRead] of all) {
          account.fill(order, fill);
          if (isRead) expect(account.read()).toBe(0);
        }
        expect(account.read()).toBe(0);
        expect(account.check.rounding).toBe(account.books.exchangeBalance() - account.exchange.balance);
      }),
      { numRuns: 150 },
    );
  });

  test("what goes beyond what the fills since the last reading can have lost is unexplained, whatever was filled before", () => {
    fc.assert(
      fc.property(fills, fc.integer({ min: 1, max: 300 }), (all, cents) => {
        const account = new RoundedAccount(precision, isTold);
        for (const [order, fill] of all) account.fill(order, fill);
        account.read();
        account.exchange.deposit((-cents * 10_000) as Money);
        expect(account.read()).toBe(-cents * 10_000);
      }),
      { numRuns: 60 },
    );
  });
});

test("cash that goes little by little is no rounding once it is more than all fills can have lost, though orders always rest", () => {
  const account = new RoundedAccount("cent", false, { collateral: "locked", balance: "net" });
  account.needs = { least: money(DOLLAR / 2), most: money(DOLLAR / 2 + 4_500) }; // of a fee only the most is known
  const [price, quantity] = [5_000 as Price, 100 as Quantity];
  for (const side of ["bid", "ask", "bid", "ask"] as const) account.fill("a", { ticker: "A", side, price, quantity });
  expect(account.read()).toBe(0);
  const most = account.books.mayBeRounded.toCents;
  for (let gone = 0; gone <= most + 4_500; gone += 1_000) {
    account.exchange.deposit(-1_000 as Money);
    account.read();
  }
  expect(account.read()).toBeLessThan(0);
  expect(account.check.rounding).toBeLessThanOrEqual(most);
});

test.each(CONVENTIONS)("rounding doesn't speak against a convention: $collateral, $balance", (convention) => {
  const few = fc.integer({ min: 1, max: 12 }).map((each) => quantity(each)); // little collateral: rounding may look like it
  const one = fc.record({ ticker, side, price: cents, quantity: few });
  fc.assert(
    fc.property(fc.array(fc.tuple(one, fc.boolean()), { maxLength: 60 }), (all) => {
      const account = new RoundedAccount("cent", false, convention, {});
      for (const [fill, isRead] of all) {
        account.fill("a", fill);
        if (isRead) expect(account.read()).toBe(0);
        for (const [name, value] of Object.entries(account.check.convention))
          expect(value, name).toBe(convention[name as keyof BalanceConvention]);
      }
    }),
    { numRuns: 400 },
  );
});
