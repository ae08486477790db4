import { number, object, orNull, type Shape } from "../market/saved-state.ts";
import type { Time } from "../market/units.ts";
import type { Reason } from "../strategy/reasons.ts";
import type { FeedLagGuard } from "./guards.ts";

/** How late the feed has been, as plain data. */
export interface FeedLagState {
  readonly lateAt: Time | null;
  readonly veryLateAt: Time | null;
  readonly wasVeryLate: number;
}

export const FEED_LAG_STATE: Shape<FeedLagState> = object<FeedLagState>({
  lateAt: orNull(number()),
  veryLateAt: orNull(number()),
  wasVeryLate: number(),
});

/** Two heartbeats in a row must be very late to pull: one alone may be a hiccup of the line. */
const IN_A_ROW = 2;

/** A feed that comes late, without being silent: the market has moved on from what we see. Late widens, very late pulls. */
export class FeedLag {
  /** When a message was last late, and very late often enough. */
  #lateAt: Time | undefined;
  #veryLateAt: Time | undefined;
  /** Very late ones in a row. */
  #inARow = 0;
  /** Always the same two reasons: a new one would be news. */
  readonly #widen: Reason | undefined;
  readonly #pull: Reason | undefined;

  constructor(private readonly guard: FeedLagGuard | undefined) {
    this.#widen = guard && late("widen", guard.widenMs);
    this.#pull = guard && late("pull", guard.pullMs);
  }

  heard(at: Time, lagMs: number): void {
    if (this.guard === undefined) return;
    if (lagMs >= this.guard.widenMs) this.#lateAt = at;
    this.#inARow = lagMs >= this.guard.pullMs ? this.#inARow + 1 : 0;
    if (this.#inARow >= IN_A_ROW) this.#veryLateAt = at;
  }

  /** What it does to every quote now. */
  reason(now: Time): Reason | undefined {
    if (this.guard === undefined) return undefined;
    if (this.#holds(this.#veryLateAt, now)) return this.#pull;
    return this.#holds(this.#lateAt, now) ? this.#widen : undefined;
  }

  eachChange(at: (time: number) => void): void {
    if (this.guard === undefined) return;
    if (this.#lateAt !== undefined) at(this.#lateAt + this.guard.wellAfterMs);
    if (this.#veryLateAt !== undefined) at(this.#veryLateAt + this.guard.wellAfterMs);
  }

  #holds(lastAt: Time | undefined, now: Time): boolean {
    return this.guard !== undefined && lastAt !== undefined && now - lastAt < this.guard.wellAfterMs;
  }

  save(): FeedLagState {
    return { lateAt: this.#lateAt ?? null, veryLateAt: this.#veryLateAt ?? null, wasVeryLate: this.#inARow };
  }

  restore({ lateAt, veryLateAt, wasVeryLate }: FeedLagState): void {
    this.#lateAt = lateAt ?? undefined;
    this.#veryLateAt = veryLateAt ?? undefined;
    this.#inARow = wasVeryLate;
  }
}

function late(effect: "widen" | "pull", byMs: number): Reason {
  return { code: "feed-lag", effect, text: `the feed is ${byMs / 1_000} s late or more` };
}
