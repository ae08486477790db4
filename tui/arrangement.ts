import type { ContractState, ContractView, View } from "../src/app/view.ts";

/** The orders in which the contracts can be listed, as `s` goes through them. */
export const ORDERS = ["listed", "trouble", "z", "inventory", "risk", "fair"] as const;
export type Order = (typeof ORDERS)[number];

/** What is chosen of the contracts, and in which order. */
export interface Arrangement {
  /** Only contracts whose name or ticker has this in it; empty: all. */
  readonly filter: string;
  readonly order: Order;
}

/** What each order goes by, as the bottom line names it. */
export const ORDER_WORD: Readonly<Record<Order, string>> = {
  listed: "as listed",
  trouble: "trouble first",
  z: "by |z|",
  inventory: "by inventory",
  risk: "by risk",
  fair: "by fair value",
};

/** How much a state wants looking at. */
const TROUBLE: Readonly<Record<ContractState, number>> = {
  killed: 6,
  halted: 5,
  pulled: 4,
  "one side": 3,
  wide: 2,
  quoting: 1,
  settled: 0,
};

/** By what each order goes, the most first; contracts that have the same of it stay as they are listed. */
const RANK: Readonly<Record<Exclude<Order, "listed">, (contract: ContractView) => number>> = {
  trouble: ({ state }) => TROUBLE[state],
  z: ({ z }) => (z === null ? -1 : Math.abs(z)),
  inventory: ({ inventory }) => Math.abs(inventory),
  risk: ({ riskUse }) => riskUse,
  fair: ({ fairCents }) => fairCents ?? -1,
};

/**
 * The contracts that the list shows, in its order. The filter goes by what doesn't change: no contract may leave the list between a look
 * and a key.
 */
export function arranged(
  { contracts }: Pick<View, "contracts">,
  { filter, order }: Arrangement,
): readonly ContractView[] {
  const wanted = folded(filter);
  const chosen = wanted === "" ? contracts : contracts.filter((one) => hasName(one, wanted));
  if (order === "listed") return chosen;
  const rank = RANK[order];
  return chosen.toSorted((one, other) => rank(other) - rank(one));
}

function hasName({ title, label }: ContractView, wanted: string): boolean {
  return folded(title).includes(wanted) || folded(label).includes(wanted);
}

/** Letters as people look for them: without case and accents. */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** What is left out of the list, and its order: `"ju": 2 of 10, by risk`; empty where all are listed as they come. */
export function arrangementWords(view: View, arrangement: Arrangement): string {
  const { filter, order } = arrangement;
  const chosen =
    filter === "" ? [] : [`"${filter}": ${arranged(view, arrangement).length} of ${view.contracts.length}`];
  return [...chosen, ...(order === "listed" ? [] : [ORDER_WORD[order]])].join(", ");
}
