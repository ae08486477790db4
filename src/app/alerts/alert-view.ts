/** An alert whose cause holds. */
export interface AlertView {
  /** What `tauroi alerts ack` takes. */
  readonly id: string;
  readonly severity: "warning" | "critical";
  readonly text: string;
  /** Epoch milliseconds of this machine's clock. */
  readonly since: number;
  /** Messages about it so far. */
  readonly told: number;
  readonly acknowledged: boolean;
}
