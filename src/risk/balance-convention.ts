/** How the exchange reckons an account's balance, where nobody has measured it (SAFETY.md, V-7 and V-9). */
export interface BalanceConvention {
  /** Of NOs in several legs of a mutually exclusive event, $1 is locked up for each, or has been returned for all but the largest count. */
  readonly collateral: "locked" | "returned";
  /** The balance is told with what resting orders need in it, or without. */
  readonly balance: "gross" | "net";
}

/** Every convention, the usual one first. */
export const CONVENTIONS: readonly BalanceConvention[] = [
  { collateral: "locked", balance: "gross" },
  { collateral: "returned", balance: "gross" },
  { collateral: "locked", balance: "net" },
  { collateral: "returned", balance: "net" },
];
