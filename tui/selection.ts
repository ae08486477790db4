import type { ContractView, View } from "../src/app/view.ts";
import { arranged } from "./arrangement.ts";
import { isTooSmall } from "./frame-layout.ts";
import type { Size, ViewerState } from "./viewer-state.ts";

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

/**
 * The contract that keys act on where nothing on the screen shows which that is: in texts about all of them, and where there is no room. Undefined where
 * it is shown, and where there is none.
 */
export function unseenSelection(view: View | null, state: ViewerState, size: Size): ContractView | undefined {
  if (view === null || (!isOverAll(state) && !isTooSmall(size))) return undefined;
  return selectedContract(view, state);
}

/** What is open is a text about all contracts, or about none: arrows scroll it. */
export function isOverAll({ overlay, tab }: Pick<ViewerState, "overlay" | "tab">): boolean {
  return overlay === "help" || (overlay === "none" && tab !== "contracts");
}

/** What a contract is called in a sentence: the exchange's own words, since tickers' suffixes are not stable. */
export function nameOfContract({ title, label }: ContractView): string {
  return title || label;
}
