import type { Order } from "./arrangement.ts";
import type { OwnKill } from "./kill-banner.ts";
import type { Tone } from "./line.ts";

/** The views that tab goes through. */
export const TABS = ["contracts", "event", "orders", "model", "log"] as const;
export type Tab = (typeof TABS)[number];

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A question that waits for a key. */
export type Question =
  /** `ticker` null: all contracts. */
  { readonly kind: "resume" | "adopt"; readonly ticker: string | null } | { readonly kind: "leave" };

/** One line about what was asked of the engine and what it answered. */
export interface Status {
  readonly text: string;
  readonly tone: Tone;
  /** Local time at which it gives way to the hints; Infinity: at the next key. */
  readonly until: number;
}

/** Everything about the screen that isn't the engine's. */
export interface ViewerState {
  readonly tab: Tab;
  /** What lies over the tab. */
  readonly overlay: "none" | "detail" | "help";
  /** Ticker of the selected contract; null: the first. */
  readonly selected: string | null;
  /** First row of contracts in sight. */
  readonly firstRow: number;
  /** Only contracts with these letters in their name are shown; empty: all. */
  readonly filter: string;
  /** The filter is being typed. */
  readonly isFiltering: boolean;
  readonly order: Order;
  /** The line of somebody's first run is still there: until a key is pressed. */
  readonly isWelcoming: boolean;
  /** First line in sight of a text longer than the screen. */
  readonly scroll: number;
  readonly question: Question | null;
  readonly status: Status | null;
  readonly kill: OwnKill | null;
}

export const INITIAL_STATE: ViewerState = {
  tab: "contracts",
  overlay: "none",
  selected: null,
  firstRow: 0,
  filter: "",
  isFiltering: false,
  order: "listed",
  isWelcoming: false,
  scroll: 0,
  question: null,
  status: null,
  kill: null,
};
