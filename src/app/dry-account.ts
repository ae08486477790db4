const DRY = "dry run on ";

/**
 * The account of a dry run, as a start names it: whoever finds the journal knows that no such orders were ever on an exchange. What trades with real orders
 * takes nothing over from it.
 */
export function dryAccountName(restUrl: string): string {
  return `${DRY}${new URL(restUrl).host}`;
}

/** Whether a start was that of a dry run. */
export function isDryAccount(account: string | undefined): boolean {
  return account?.startsWith(DRY) === true;
}
