/** What killing an engine again and again has shown. */
export interface KillReport {
  readonly kills: number;
  /** Of those, how many struck while a request of the engine's was under way: arrived at the exchange, not answered. */
  readonly duringRequest: number;
  /** And how many while that request was one that writes: an order's or an order group's. */
  readonly duringWrite: number;
  /** Kills before the engine had placed anything. */
  readonly beforeQuoting: number;
  /** Starts that came to quote, each found to have no order of an earlier start beside it. */
  readonly quotingStarts: number;
  /** Starts that had something of an earlier one to clear away. */
  readonly startsWithOrphans: number;
  /** Orders that the account ever had. */
  readonly orders: number;
  /** Fills that were arranged, some of them while no engine ran. */
  readonly fills: number;
  /** After the last kill, without a restart: when nothing rested any more, in seconds of the exchange's clock. */
  readonly lastRestedSeconds: number;
  /** What the last whole run said of its account. */
  readonly account: string;
  /** Everything that must never be; empty when all is well. */
  readonly violations: readonly string[];
}

/** The reports of several exchanges as one. */
export function added(reports: readonly KillReport[]): KillReport {
  const sum = (of: (report: KillReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  return {
    kills: sum(({ kills }) => kills),
    duringRequest: sum(({ duringRequest }) => duringRequest),
    duringWrite: sum(({ duringWrite }) => duringWrite),
    beforeQuoting: sum(({ beforeQuoting }) => beforeQuoting),
    quotingStarts: sum(({ quotingStarts }) => quotingStarts),
    startsWithOrphans: sum(({ startsWithOrphans }) => startsWithOrphans),
    orders: sum(({ orders }) => orders),
    fills: sum(({ fills }) => fills),
    lastRestedSeconds: Math.max(0, ...reports.map(({ lastRestedSeconds }) => lastRestedSeconds)),
    account: reports.map(({ account }) => account).join("; "),
    violations: reports.flatMap(({ violations }) => violations),
  };
}
