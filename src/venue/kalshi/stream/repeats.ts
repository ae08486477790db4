const MOST = 1_000; // different ones remembered

/** Counts the same trouble, so that a message a second doesn't fill the log: worth telling the 1st, 10th, 100th ... time. */
export class Repeats {
  readonly #counts = new Map<string, number>();

  /** How often it has happened now, if that is worth telling. */
  count(trouble: string): number | undefined {
    if (this.#counts.size >= MOST && !this.#counts.has(trouble)) this.#counts.clear();
    const times = (this.#counts.get(trouble) ?? 0) + 1;
    this.#counts.set(trouble, times);
    return Number.isInteger(Math.log10(times)) ? times : undefined;
  }
}
