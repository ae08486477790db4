import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DayAccount } from "../../src/engine/day-account.ts";
import { ForeignHand } from "../../src/engine/foreign-hand.ts";
import { OrderTable } from "../../src/engine/order-table.ts";
import { DOLLAR, type Money, type Position, type Price, quantity, type Side, time } from "../../src/market/units.ts";
import type { BalanceConvention } from "../../src/risk/balance-convention.ts";
import { Ledger as ExchangeBooks } from "../../src/venue/sim/ledger.ts";
import { steeredStart } from "./steered-event.ts";

const AT = time(Date.UTC(2026, 10, 18, 17));
const TICKERS = ["A", "B", "C"] as const;

const cents = fc.integer({ min: 1, max: 99 }).map((each) => (each * 100) as Price);
const held = fc.integer({ min: -900, max: 900 });
const fills = fc.array(
  fc.record({
    ticker: fc.constantFrom(...TICKERS),
    side: fc.constantFrom<Side>("bid", "ask"),
    price: cents,
    quantity: fc.integer({ min: 1, max: 900 }).map((each) => quantity(each)),
  }),
  { maxLength: 20 },
);
const NO_FEE = 0 as Money;

/** An account that the exchange has known for longer than we have: positions were there when our books opened. */
function opened(positions: readonly number[], isReturned: boolean, convention?: Partial<BalanceConvention>) {
  const exchange = new ExchangeBooks(isReturned, 500 * DOLLAR);
  for (const [at, position] of positions.entries()) {
    const instrument = { ticker: TICKERS[at]!, siblings: TICKERS };
    if (position !== 0)
      exchange.trade(instrument, position > 0 ? "bid" : "ask", 5_000 as Price, quantity(Math.abs(position)), NO_FEE);
  }
  const { limits, event } = steeredStart({
    at: AT,
    tickers: TICKERS,
    writeTokens: { perSecond: 1, capacity: 1, reserve: 0 },
  });
  const account = new DayAccount({
    start: { limits, event, ...(convention !== undefined && { convention }) },
    orders: new OrderTable(),
    foreign: new ForeignHand(),
    fees: event.fees,
  });
  const read = { type: "account", at: AT, asOf: AT, resting: [] } as const;
  const now = () => ({
    ...read,
    positions: exchange.positions().filter(({ position }) => position !== (0 as Position)),
    balance: exchange.balance,
  });
  account.open(now(), new Map());
  let count = 0;
  const fill = (each: { ticker: string; side: Side; price: Price; quantity: ReturnType<typeof quantity> }): void => {
    exchange.trade({ ticker: each.ticker, siblings: TICKERS }, each.side, each.price, each.quantity, NO_FEE);
    account.applyFill({ type: "foreignFill", at: AT, tradeId: `${++count}`, fee: NO_FEE, taker: false, ...each });
  };
  return { exchange, account, fill, now };
}

describe.each([
  [true, { collateral: "returned", balance: "gross" }],
  [true, undefined],
  [false, { collateral: "locked", balance: "gross" }],
  [false, undefined],
] as const)("collateral is returned: %s, known: %o", (isReturned, convention) => {
  test("orders may never spend more than the exchange has, though positions are older than our books", () => {
    fc.assert(
      fc.property(fc.tuple(held, held, held), fills, (positions, all) => {
        const { exchange, account, fill } = opened(positions, isReturned, convention);
        for (const each of all) {
          fill(each);
          expect(account.spendable).toBeLessThanOrEqual(exchange.balance);
          if (!isReturned && convention !== undefined) expect(account.spendable).toBe(exchange.balance);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("once it is known how the exchange reckons, our books say what its balance is", () => {
    fc.assert(
      fc.property(fc.tuple(held, held, held), fills, (positions, all) => {
        const { exchange, account, fill, now } = opened(positions, isReturned, convention);
        for (const each of all) {
          fill(each);
          expect(account.books.read(now()).implied).toBe(0);
          const { collateral } = account.check.convention;
          if (collateral !== undefined) expect(account.balance).toBe(exchange.balance);
        }
      }),
      { numRuns: 150 },
    );
  });
});
