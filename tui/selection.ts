import type { ContractView, View } from "../src/app/view.ts";
import { arranged } from "./arrangement.ts";
import type { ViewerState } from "./viewer-state.ts";

/** Place of the selected contract among the view's; the first when it is not there any more. */
export function selectedIndex(view: Pick<View, "contracts">, selected: string | null): number {
  return Math.max(
    0,
    view.contracts.findIndex(({ ticker }) => ticker === selected),
  );
}

/** The selected contract, the first in the list when that isn't there any more; undefined when none is listed. */
export function selectedContract(
  view: View,
  state: Pick<ViewerState, "selected" | "filter" | "order">,
): ContractView | undefined {
  const contracts = arranged(view, state);
  return contracts[selectedIndex({ contracts }, state.selected)];
}

/** What a contract is called in a sentence: the exchange's own words, since tickers' suffixes are not stable. */
export function nameOfContract({ title, label }: ContractView): string {
  return title || label;
}
