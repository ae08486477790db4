import type { ContractView, View } from "../src/app/view.ts";

/** Place of the selected contract among the view's; the first when it is not there any more. */
export function selectedIndex(view: View, selected: string | null): number {
  return Math.max(
    0,
    view.contracts.findIndex(({ ticker }) => ticker === selected),
  );
}

/** What a contract is called in a sentence: the exchange's own words, since tickers' suffixes are not stable. */
export function nameOfContract({ title, label }: ContractView): string {
  return title || label;
}
