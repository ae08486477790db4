import type { Timers } from "../../src/ambient/timers.ts";
import { JournalError, type JournalProblem } from "../../src/journal/journal-error.ts";
import type { JournalStore, Row, Written } from "../../src/journal/store.ts";

/** A disk on virtual time that is as slow and as broken as it is told to be. What it says is durable, it has. */
export class SimulatedDisk implements JournalStore {
  readonly rows: Row[] = [];
  /** The sizes of its transactions, in rows. */
  readonly batches: number[] = [];
  /** How long a sync takes; infinite is a disk that hangs. */
  syncMs = 0;
  /** Why it takes nothing. */
  problem: JournalProblem | undefined;
  ended: number | undefined;
  isClosed = false;
  isAtWork = false;
  readonly #intents = new Set<string>();

  constructor(private readonly timers: Timers) {}

  write(rows: readonly Row[], written: Written): void {
    if (this.isAtWork) throw new Error("a batch is under way");
    if (rows.length === 0) throw new Error("an empty batch");
    this.isAtWork = true;
    if (this.syncMs === Number.POSITIVE_INFINITY) return;
    this.timers.after(this.syncMs, () => {
      this.isAtWork = false;
      if (this.problem !== undefined) {
        written(new JournalError("(simulated)", this.problem, "it was told to"));
        return;
      }
      for (const row of rows) this.#keep(row);
      this.batches.push(rows.length);
      written(undefined);
    });
  }

  async close(ended: number | undefined): Promise<void> {
    this.ended = ended;
    this.isClosed = true;
  }

  /** Whether the intent of this order is durable. */
  has(clientOrderId: string): boolean {
    return this.#intents.has(clientOrderId);
  }

  #keep(row: Row): void {
    this.rows.push(row);
    for (const { type, body } of row.commands) if (type === "place") this.#intents.add(JSON.parse(body).clientOrderId);
  }
}
