import type { Time } from "../../market/units.ts";
import type { Precision } from "./fee-charge.ts";
import { Ledger } from "./ledger.ts";
import { Records } from "./records.ts";
import { RestingOrders } from "./resting-orders.ts";

/** What differs from account to account. */
export interface AccountTerms {
  /** To what the exchange rounds the balance: to $0.0001 for direct members, to whole cents for all others. */
  readonly precision: Precision;
  readonly collateralReturn: boolean;
  readonly cancelAllAllowed: boolean;
  /** When the account's location attestation lapses; undefined: never. */
  readonly attestedUntil: Time | undefined;
  /** Whether its orders, fills, settlements and transfers stay readable. */
  readonly keepsRecords: boolean;
}

/** What can change while the account is in use. */
export type AccountChange = Partial<Pick<AccountTerms, "attestedUntil" | "cancelAllAllowed">>;

/** One account: its money and positions, what it has resting, and what it is allowed. */
export class Account extends Ledger {
  readonly orders = new RestingOrders();
  /** A client order id is never free again, or only by the exchange's rule. */
  readonly usedClientOrderIds = new Set<string>();
  /** Kept only where the terms say so. */
  readonly records = new Records();
  /** What rests in all, in 1/100 contract. */
  restingQuantity = 0;
  /** When everything was last cancelled. */
  cancelledAllAt: number | undefined;
  #terms: AccountTerms;

  constructor(
    readonly name: string,
    terms: AccountTerms,
  ) {
    super(terms.collateralReturn);
    this.#terms = terms;
  }

  get terms(): AccountTerms {
    return this.#terms;
  }

  change(change: AccountChange): void {
    this.#terms = { ...this.#terms, ...change };
  }

  /** Whether its location attestation has lapsed. */
  lapsed(now: Time): boolean {
    return this.#terms.attestedUntil !== undefined && now >= this.#terms.attestedUntil;
  }
}
