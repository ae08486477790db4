import type { Position, Price } from "../market/units.ts";
import { markOf, worstMark } from "./leg-mark.ts";
import type { LegState } from "./leg-state.ts";

/** What a YES of each market that we hold something in counts as, as of the last look. */
export class PositionMarks {
  readonly #marks = new Map<string, Price>();

  /** What one YES of a market counts as at the moment. */
  readonly of = (ticker: string): Price => this.#marks.get(ticker) ?? (0 as Price);

  set(ticker: string, at: Price): void {
    this.#marks.set(ticker, at);
  }

  /** Looks again at what a leg's position is worth; by how much each YES of it is worth more than at the last look. */
  look(leg: LegState, held: Position): number {
    const before = this.of(leg.ticker);
    const now = markOf(leg, held);
    if (now !== before) this.#marks.set(leg.ticker, now);
    return now - before;
  }

  /** What a YES counts as being worth to who holds this much of it. Elsewhere the last that was seen, or nothing, is remembered as its mark. */
  worth(ticker: string, held: Position, leg: LegState | undefined): Price {
    if (leg !== undefined) return markOf(leg, held);
    const at = this.#marks.get(ticker) ?? worstMark(held);
    this.#marks.set(ticker, at);
    return at;
  }

  /** By ticker. */
  save(): readonly (readonly [ticker: string, mark: Price])[] {
    return [...this.#marks];
  }

  restore(marks: readonly (readonly [ticker: string, mark: Price])[]): void {
    for (const [ticker, at] of marks) this.#marks.set(ticker, at);
  }
}
