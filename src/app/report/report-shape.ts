/**
 * What `report --json` prints: names in snake case, money in dollars, prices in cents of YES, quantities in contracts, shares from 0 to 1, times in
 * ISO 8601. Null: can't be said.
 */
export interface ReportDocument {
  readonly journal: string;
  readonly period: string;
  /** Of the first and the last input in it; null where there is none. */
  readonly from: string | null;
  readonly to: string | null;
  readonly runs: readonly RunDocument[];
  /** Of ours. */
  readonly fills: number;
  readonly contracts_filled: number;
  readonly gross_usd: number;
  readonly fees_usd: number;
  readonly net_usd: number;
  /** Optimistic: some of the runs were dry runs. Absent otherwise. */
  readonly optimistic?: true;
  /** gross = spread + adverse selection + inventory + other, exactly. */
  readonly split: SplitDocument;
  readonly markouts: readonly MarkoutDocument[];
  readonly uptime: UptimeDocument;
  readonly contracts: readonly ContractDocument[];
  readonly days: readonly DayDocument[];
  readonly calibration: readonly CalibrationDocument[];
  /** First in, first out. */
  readonly realised_fifo_usd: number;
  readonly notes: readonly string[];
}

export interface RunDocument {
  readonly id: number;
  readonly epoch: string;
  readonly program: string;
  readonly event: string;
  readonly profile: string;
  readonly account: string | null;
  readonly dry: boolean;
  readonly started_at: string;
  readonly ended_at: string;
  /** It came to its end with nothing of ours live. */
  readonly ended: boolean;
  readonly inputs: number;
  /** As the run itself says at its end, what it took over included. */
  readonly gross_usd: number;
  readonly fees_usd: number;
  readonly net_usd: number;
  /** Inputs that this version answers differently. */
  readonly differences: number;
}

export interface SplitDocument {
  readonly adverse_after_s: number;
  readonly spread_usd: number;
  readonly adverse_selection_usd: number;
  readonly inventory_usd: number;
  readonly other_usd: number;
  readonly fees_usd: number;
}

export interface MarkoutDocument {
  readonly after: string;
  readonly fills: number;
  readonly cents_per_contract: number | null;
  readonly interval_95: readonly [number, number] | null;
}

/** Shares of the time in which an engine ran and the market traded. */
export interface UptimeDocument {
  readonly hours: number;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly both: number | null;
  readonly any: number | null;
}

export interface ContractDocument extends SplitDocument {
  readonly ticker: string;
  readonly title: string;
  readonly event: string;
  readonly fills: number;
  readonly contracts_filled: number;
  readonly position: number;
  readonly net_usd: number;
  /** What a YES paid, in cents. */
  readonly settled: number | null;
  readonly uptime: UptimeDocument;
}

export interface DayDocument {
  /** New York's. */
  readonly day: string;
  readonly fills: number;
  readonly fees_usd: number;
  readonly net_usd: number;
}

export interface CalibrationDocument {
  readonly fair: number;
  readonly paid: number;
  readonly samples: number;
  readonly contracts: number;
}
