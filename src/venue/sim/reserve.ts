import type { FeeSchedule } from "../../market/event.ts";
import { type Money, type Position, PRICE_ONE, type Price, type Quantity, type Side } from "../../market/units.ts";
import type { Account } from "./account.ts";
import { mostCharged, type Precision } from "./fee-charge.ts";
import type { Order } from "./order.ts";

const MOST_ROUNDING = 30_000; // three cents an order

/** What an order that may still be filled could cost. */
export interface Claim {
  readonly side: Side;
  readonly price: Price;
  readonly remaining: Quantity;
  /** What filling it may be charged. */
  readonly fee: Money;
}

type Claimant = Pick<Order, "side" | "price" | "remaining">;

export function claimOf(
  { side, price, remaining }: Claimant,
  fees: FeeSchedule,
  role: "maker" | "taker",
  precision: Precision,
): Claim {
  const fee = mostCharged(fees, role, { side, price, quantity: remaining }, precision);
  return { side, price, remaining, fee };
}

/** The claims of resting orders, which will be makers. */
export function claimsOf(orders: Iterable<Claimant>, fees: FeeSchedule, precision: Precision): Claim[] {
  return Array.from(orders, (order) => claimOf(order, fees, "maker", precision));
}

/** How many contracts, in 1/100, each side can fill by closing what is held. */
export interface Cover {
  readonly bid: number;
  readonly ask: number;
}

/**
 * What a position covers. Under collateral return the dollar that a NO has locked up may be out already, so that
 * closing it is not sure to pay anything: then bids have no cover.
 */
export function coverOf(position: Position, collateralReturn: boolean): Cover {
  return { bid: collateralReturn ? 0 : Math.max(0, -position), ask: Math.max(0, position) };
}

/**
 * The cash that filling every claim on one market could need, whatever the order of fills. A covered fill closes a
 * pair, which pays. Which claims meet the cover first is not known, so it is counted against the cheapest.
 */
export function requirement(claims: readonly Claim[], cover: Cover): Money {
  let total = 0;
  for (const side of ["bid", "ask"] as const) {
    const own = claims.filter((claim) => claim.side === side).sort((a, b) => unitCost(b) - unitCost(a));
    let open = own.reduce((sum, claim) => sum + claim.remaining, 0) - cover[side];
    for (const claim of own) {
      const opening = Math.max(0, Math.min(claim.remaining, open));
      open -= opening;
      const proceeds = (PRICE_ONE - unitCost(claim)) * (claim.remaining - opening);
      total += Math.max(0, unitCost(claim) * opening + claim.fee - proceeds);
    }
  }
  return total as Money;
}

/** Price of the contract that a claim would open: YES for a bid, NO for an ask. */
function unitCost({ side, price }: Claim): number {
  return side === "bid" ? price : PRICE_ONE - price;
}

/** What accounts must keep for their resting orders; worked out anew only where something has changed. */
export class Reserves {
  readonly #known = new Map<Account, Map<string, Money>>();

  /** `claims` lists what an account has resting in one market. */
  constructor(readonly claims: (account: Account, ticker: string) => readonly Claim[]) {}

  /** To be called whenever an order or the position of an account in a market has changed. */
  touch(account: Account, ticker: string): void {
    this.#known.get(account)?.delete(ticker);
  }

  /** To be called whenever fees have changed. */
  forget(): void {
    this.#known.clear();
  }

  total(account: Account): Money {
    let total = 0;
    for (const ticker of account.orders.tickers()) total += this.#of(account, ticker);
    return total as Money;
  }

  /**
   * Whether the balance plainly bears an order of this size beside all the others, at whatever price: with its fee a
   * contract costs at most $1 (0.07 p (1 - p) is no more than 1 - p), and some cents an order are left for
   * rounding. It saves most orders the sum; a fee multiplier above 10 would make it wrong.
   */
  surelyBear(account: Account, quantity: Quantity): boolean {
    const most = (account.restingQuantity + quantity) * PRICE_ONE + (account.orders.size + 1) * MOST_ROUNDING;
    return account.balance >= most;
  }

  /**
   * Whether the balance bears `claims` in place of what rests in that market now; what asks for no more always passes.
   */
  bear(account: Account, ticker: string, claims: readonly Claim[]): boolean {
    const now = this.#of(account, ticker);
    const then = requirement(claims, coverOf(account.position(ticker), account.collateralReturn));
    return then <= now || account.balance >= this.total(account) - now + then;
  }

  #of(account: Account, ticker: string): Money {
    const byTicker = this.#known.getOrInsertComputed(account, () => new Map());
    return byTicker.getOrInsertComputed(ticker, () => {
      return requirement(this.claims(account, ticker), coverOf(account.position(ticker), account.collateralReturn));
    });
  }
}
