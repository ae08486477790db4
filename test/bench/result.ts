/** One figure of a benchmark, and what it is compared with in the same run. */
export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline: string | null;
  readonly baseline_value: number | null;
  readonly ratio: number | null;
  /** What both computed, as proof that they did the same. */
  readonly log_likelihood?: number;
  readonly baseline_log_likelihood?: number;
}
