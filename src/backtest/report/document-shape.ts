import type { FeeType } from "../../market/event.ts";
import type { ModelName } from "../../model/fair-value-model.ts";
import type { LeftOut } from "../event-tape.ts";
import type { SettingName } from "../setting.ts";
import type { TapeFillModel } from "../tape-fill-model.ts";
import type { Interval } from "./bootstrap.ts";
import type { QuarterOf } from "./expectation.ts";
import type { DecayVerdict } from "./placebo.ts";
import type { Remark } from "./remarks.ts";

/**
 * What `backtest --json` prints: names in snake case, money in dollars, prices in cents of YES, quantities in contracts, shares from 0 to 1.
 * Null: can't be said. Intervals are of 95%, by bootstrap over the dates of the events.
 */
export interface BacktestDocument {
  readonly tapes: readonly string[];
  /** Rows on the tapes that are trades, each once. */
  readonly trades: number;
  readonly fee_type: FeeType;
  readonly setting: SettingName;
  readonly seed: number;
  readonly left_out: readonly (LeftOut & { readonly count: number })[];
  /** Rows of the tapes that became no trade. */
  readonly left_out_rows: { readonly block_trades: number; readonly repeated: number };
  /** On the tapes and without a settlement: what is held of those that are traded counts at the last print. */
  readonly unsettled: Named;
  readonly settlements_without_trades: Named;
  readonly tried: TriedDocument;
  readonly profiles: readonly ProfileDocument[];
  readonly configurations: readonly ConfigurationDocument[];
  /** Every other profile less the one that was named to compare with; empty when none was. */
  readonly against: readonly DifferenceDocument[];
  /** What was heard from beyond the market; null when nothing was to be. */
  readonly news: NewsDocument | null;
  readonly placebos: readonly PlaceboDocument[];
  readonly random_fair: readonly RandomFairDocument[];
}

export interface Named {
  readonly count: number;
  readonly tickers: readonly string[];
}

/** How much was tried in this run: the more, the further the best of it is from nothing by chance alone. */
export interface TriedDocument {
  /** Profiles on models. Fill models, placebos and baselines judge them, and aren't tries of their own. */
  readonly configurations: number;
  /** With every fill model, placebo and baseline. */
  readonly runs: number;
  /** Of so many configurations that earn nothing, the largest |t| to expect. */
  readonly expected_largest_t: number | null;
}

export interface ProfileDocument {
  readonly profile: string;
  /** Whether it was chosen on any of these events; null when its file doesn't say. */
  readonly in_sample: boolean | null;
  /** Configurations tried in the search that found it, and the largest |t| that so many would reach if none earned anything. */
  readonly searched: number | null;
  readonly expected_largest_t: number | null;
  readonly warnings: readonly Remark[];
  readonly remarks: readonly Remark[];
}

/** What every run is reduced to. */
export interface RunDocument {
  readonly fills: number;
  readonly contracts: number;
  readonly net_usd: number;
  /** Net; null when nothing was filled. */
  readonly cents_per_contract: number | null;
  readonly interval_95: Interval | null;
}

export interface ConfigurationDocument extends RunDocument {
  readonly profile: string;
  readonly model: ModelName;
  readonly fill_model: TapeFillModel;
  readonly in_sample: boolean | null;
  /** Contracts that our asks sold. */
  readonly contracts_sold: number;
  readonly gross_usd: number;
  readonly fees_usd: number;
  readonly net_interval_95: Interval | null;
  /** `interval_95` with so many dates in a row drawn together: wider where a date tells of the next. */
  readonly interval_95_in_a_row: Interval | null;
  readonly dates_in_a_row: number;
  /** `t_by_date` where a date tells of the next: nearer to nothing. */
  readonly t_by_date_in_a_row: number | null;
  readonly sharpe_per_event: number | null;
  readonly sharpe_interval_95: Interval | null;
  /** Of net, event by event in the order in which they ended. */
  readonly max_drawdown_usd: number;
  readonly max_drawdown_gross_usd: number;
  readonly events: number;
  readonly dates: number;
  /** Of net by date: its mean over its standard error. */
  readonly t_by_date: number | null;
  readonly forward: ForwardDocument | null;
  readonly markouts: MarkoutsDocument;
  readonly split: readonly SplitDocument[];
  readonly uptime: UptimeDocument;
  readonly inventory: InventoryDocument;
  readonly months: readonly MonthDocument[];
  readonly remarks: readonly Remark[];
  readonly tickers: readonly TickerDocument[];
  /** How often the engine told the operator something, by code. */
  readonly alerts: Readonly<Record<string, number>>;
}

/** What to expect from here on: the last quarter, not the mean. */
export interface ForwardDocument {
  /** Of the time or of the number of events, whichever is shorter. */
  readonly last_quarter_of: QuarterOf;
  /** When its first event ended, ISO 8601. */
  readonly from: string;
  readonly events: number;
  readonly contracts: number;
  /** Net. */
  readonly cents_per_contract: number | null;
  readonly interval_95: Interval | null;
}

/** Cents per contract that a fill was worth some time later, before fees. */
export interface MarkoutsDocument {
  readonly after_5_min: number | null;
  readonly after_1_h: number | null;
  readonly settlement: number | null;
}

/** gross = spread + adverse selection + inventory, exactly; see `attribution.ts`. */
export interface SplitDocument {
  readonly horizon_s: number;
  readonly spread_usd: number;
  readonly adverse_selection_usd: number;
  readonly inventory_usd: number;
  readonly fees_usd: number;
}

/** Shares of the time in which legs were tradable. */
export interface UptimeDocument {
  readonly tradable_hours: number;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly both: number | null;
  readonly any: number | null;
}

/** Held, long or short, in a leg. */
export interface InventoryDocument {
  readonly mean_contracts: number | null;
  readonly largest_contracts: number;
}

export interface MonthDocument {
  readonly month: string;
  readonly events: number;
  readonly contracts: number;
  readonly net_usd: number;
  readonly cents_per_contract: number | null;
}

export interface TickerDocument {
  readonly ticker: string;
  readonly event: string;
  /** Rows on the tape. */
  readonly trades: number;
  /** Null: marked at the last print. */
  readonly result: "yes" | "no" | null;
  readonly value: number;
  readonly fills: number;
  readonly contracts: number;
  /** Held at the end, before settlement. */
  readonly position: number;
  readonly gross_usd: number;
  readonly fees_usd: number;
  readonly net_usd: number;
  /** Share of its time in which a quote of ours stood. */
  readonly quoted: number | null;
}

/** One profile less another on the same events, under one fill model. The dates are drawn together, so that what moves both doesn't count. */
export interface DifferenceDocument {
  readonly profile: string;
  readonly against: string;
  readonly model: ModelName;
  readonly fill_model: TapeFillModel;
  /** Net, per contract; null when either was filled nothing. */
  readonly cents_per_contract: number | null;
  readonly interval_95: Interval | null;
  readonly net_usd: number;
  readonly net_interval_95: Interval | null;
  /** Contracts filled for each one filled of the other: below 1 it trades less. */
  readonly contracts_ratio: number | null;
}

export interface NewsDocument {
  /** Lines of the file of signals, and how many of them are about a contract that was traded. */
  readonly signals: number;
  readonly heard: number;
  /** Windows of the calendar. */
  readonly windows: number;
}

/** The same profile with every command delayed by more and more: profit must go. */
export interface PlaceboDocument {
  readonly profile: string;
  readonly model: ModelName;
  readonly fill_model: TapeFillModel;
  readonly verdict: DecayVerdict;
  readonly why: string;
  readonly latencies: readonly (RunDocument & { readonly latency_s: number })[];
}

/** The same profile on fair values that are not its own: what it must be better than. */
export interface RandomFairDocument {
  readonly profile: string;
  readonly model: ModelName;
  readonly fill_model: TapeFillModel;
  /** On its own fair values, net; null when that wasn't run or nothing was filled. */
  readonly cents_per_contract: number | null;
  /** (1 + draws at least as good) / (1 + draws): how likely chance alone does as well. */
  readonly p_value: number | null;
  readonly draws: readonly (RunDocument & { readonly draw: number })[];
}
