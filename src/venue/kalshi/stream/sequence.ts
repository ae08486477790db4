/** How a message stands to the one before it in its subscription. */
export type Standing = "next" | "gap" | "repeated";

/**
 * The numbers of one subscription's messages. They count over the whole subscription, not a market, and over everything that carries one:
 * snapshots, changes, trades, but also `ok`, `unsubscribed` and errors.
 */
export class Sequence {
  #last: number | undefined;

  /** The last number; undefined before the first. */
  get last(): number | undefined {
    return this.#last;
  }

  /**
   * Takes in the next number: `gap` when some are missing before it, `repeated` when it or a later one was there already (nothing in its
   * message can be used then: it is old). The first may be any.
   */
  observe(seq: number): Standing {
    const last = this.#last;
    if (last !== undefined && seq <= last) return "repeated";
    this.#last = seq;
    return last === undefined || seq === last + 1 ? "next" : "gap";
  }
}
