/**
 * A report as a page of its own shows it: what was found, in numbers that only have to be drawn. A backtest and a traded session are told in the
 * same way. Money in dollars, prices in cents of YES, quantities in contracts, times in epoch milliseconds. Every text may hold anything: the page escapes it.
 */
export interface ReportPage {
  /** What it is about: "Backtest of 759 events". */
  readonly title: string;
  /** The page's first line: what the sample can and can't show, in plain words. */
  readonly statement: string;
  /** How far to trust it: as evidence, or not. Colours the first line, which says so itself. */
  readonly trust: "evidence" | "caution";
  /** What one chooses a view by: "profile". */
  readonly viewedBy: string;
  /** At least one; the first is shown first. */
  readonly views: readonly PageView[];
  /** Every contract that can be looked at, those of an event together. */
  readonly contracts: readonly PageContract[];
  readonly calibration: PageCalibration;
  /** Under the charts: figures, parameters, what it takes to reproduce it. */
  readonly tables: readonly PageTable[];
  /** What else a reader should know, a sentence each. */
  readonly notes: readonly string[];
  /** A word on how the lines of the charts were made fewer; undefined where they are whole. */
  readonly thinned?: string | undefined;
}

/** One profile of a backtest, or all of a session. */
export interface PageView {
  readonly name: string;
  /** The figures above the charts. */
  readonly tiles: readonly PageTile[];
  /** A line in every chart: a fill model. At least one. */
  readonly runs: readonly PageRun[];
  readonly rows: PageTable;
}

export interface PageTile {
  readonly label: string;
  readonly value: string;
  /** What stands below it, small; no piece is broken. */
  readonly details: readonly string[];
  readonly tone?: "gain" | "loss";
}

/** One fill model's result. */
export interface PageRun {
  readonly name: string;
  readonly equity: { readonly at: readonly number[]; readonly net: readonly number[] };
  readonly markouts: readonly PageMarkout[];
  /** By the place of a contract in `contracts`; empty where nothing was kept. */
  readonly traces: ReadonlyMap<number, PageTrace>;
}

/** What a contract filled is worth some time later, in cents, with an interval of 95%; null: can't be said. */
export interface PageMarkout {
  /** "5 min", "settlement". */
  readonly after: string;
  readonly cents: number | null;
  readonly interval: readonly [number, number] | null;
}

export interface PageContract {
  readonly ticker: string;
  readonly event: string;
  readonly title: string;
  /** "paid 100c", "not settled". */
  readonly result: string;
  /** What others traded. */
  readonly prints: PageSteps;
}

/** What we thought, showed and did in one contract. */
export interface PageTrace {
  readonly fair: PageSteps;
  readonly bid: PageSteps;
  readonly ask: PageSteps;
  readonly fills: readonly PageFill[];
}

/** A value from a time on, until the next; null: none. Columns of equal length, times ascending. */
export interface PageSteps {
  readonly at: readonly number[];
  readonly cents: readonly (number | null)[];
}

export interface PageFill {
  readonly at: number;
  readonly cents: number;
  /** Positive: bought. */
  readonly contracts: number;
}

/** Fair values against what the contracts paid. */
export interface PageCalibration {
  /** How it was sampled, in words. */
  readonly sampled: string;
  readonly bins: readonly PageCalibrationBin[];
}

export interface PageCalibrationBin {
  /** Mean fair value, cents. */
  readonly fair: number;
  /** Mean payout, cents, with an interval of 95%. */
  readonly paid: number;
  readonly interval: readonly [number, number] | null;
  readonly samples: number;
  readonly contracts: number;
}

/** A table with a heading. Cells are texts or numbers; null is shown as a dash. Numbers are shown with the column's decimals. */
export interface PageTable {
  readonly heading: string;
  readonly columns: readonly PageColumn[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly note?: string;
}

export interface PageColumn {
  readonly name: string;
  /** Of numbers; left out of a column of texts. */
  readonly decimals?: number;
  /** Positive and negative are told apart by sign and colour. */
  readonly signed?: boolean;
}
