import { list, number, object, orNull, type Shape } from "../market/saved-state.ts";
import { after, type Time } from "../market/units.ts";
import type { RuleSet } from "../strategy/profile.ts";

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const SUSPECT_WINDOW_MS = 60_000;
const SUSPECT_REFUSALS = 3;
/** SAFETY.md, Tokens: ordinary moves, at most one a second per order. */
const BETWEEN_PLACES_MS = 1_000;

/** The waits of one side as plain data. */
export interface SideBackoffState {
  readonly waitMs: number;
  readonly lastRefusedAt: Time | null;
  readonly blockedUntil: number;
  readonly needsBookAfter: Time | null;
  readonly lastPlacedAt: Time | null;
  readonly crossed: readonly Time[];
}

export const SIDE_BACKOFF_STATE: Shape<SideBackoffState> = object<SideBackoffState>({
  waitMs: number(),
  lastRefusedAt: orNull(number()),
  blockedUntil: number(),
  needsBookAfter: orNull(number()),
  lastPlacedAt: orNull(number()),
  crossed: list(number()),
});

/**
 * When one side of one market may be offered again. After a refusal: not before a wait that doubles from 1 s to 30 s, and after a
 * post-only refusal not before a book message newer than it, because the refusal proves that our book was old (SAFETY.md, Writing).
 */
export class SideBackoff {
  #waitMs = 0;
  #lastRefusedAt: Time | undefined;
  #blockedUntil = 0;
  #needsBookAfter: Time | undefined;
  #lastPlacedAt: Time | undefined;
  /** Times of recent post-only refusals. */
  #crossed: Time[] = [];

  /** The study had its orders refused and simply decided anew at the next print: under its rules nothing waits for a refusal. */
  constructor(private readonly rules: RuleSet = "all") {}

  placed(at: Time): void {
    this.#lastPlacedAt = at;
  }

  /** What was placed last has never been sent. */
  withdrawn(): void {
    this.#lastPlacedAt = undefined;
  }

  refused(at: Time, postOnlyCross: boolean): void {
    if (this.rules === "study") return;
    if (at - (this.#lastRefusedAt ?? at) > SUSPECT_WINDOW_MS) this.#waitMs = 0;
    this.#lastRefusedAt = at;
    this.#waitMs = Math.min(LONGEST_WAIT_MS, Math.max(FIRST_WAIT_MS, this.#waitMs * 2));
    this.#blockedUntil = at + this.#waitMs;
    if (!postOnlyCross) return;
    this.#needsBookAfter = at;
    this.#crossed = [...this.#crossed.filter((t) => at - t < SUSPECT_WINDOW_MS), at];
  }

  bookSeen(at: Time): void {
    if (this.#needsBookAfter !== undefined && at > this.#needsBookAfter) this.#needsBookAfter = undefined;
  }

  /** Three post-only refusals in a minute: the book can't be what we think it is. Until when that stands. */
  suspectUntil(now: Time): Time | undefined {
    if (this.#crossed.length < SUSPECT_REFUSALS) return undefined;
    const recent = this.#crossed.filter((t) => now - t < SUSPECT_WINDOW_MS);
    return recent.length >= SUSPECT_REFUSALS ? after(recent[0]!, SUSPECT_WINDOW_MS) : undefined;
  }

  /** Whether a create may go out now. `urgent`: it reduces exposure and need not keep the pace, only the waits. */
  open(now: Time, urgent: boolean): boolean {
    return this.#needsBookAfter === undefined && now >= this.#opensAt(urgent);
  }

  /** When time alone will open it; undefined if it is open or waits for a book. */
  wakeAt(now: Time): Time | undefined {
    const opens = this.#opensAt(false);
    return this.#needsBookAfter === undefined && opens > now ? (opens as Time) : undefined;
  }

  #opensAt(urgent: boolean): number {
    const paced = urgent || this.#lastPlacedAt === undefined ? 0 : this.#lastPlacedAt + BETWEEN_PLACES_MS;
    return Math.max(this.#blockedUntil, paced);
  }

  save(): SideBackoffState {
    return {
      waitMs: this.#waitMs,
      lastRefusedAt: this.#lastRefusedAt ?? null,
      blockedUntil: this.#blockedUntil,
      needsBookAfter: this.#needsBookAfter ?? null,
      lastPlacedAt: this.#lastPlacedAt ?? null,
      crossed: [...this.#crossed],
    };
  }

  restore(state: SideBackoffState): void {
    this.#waitMs = state.waitMs;
    this.#lastRefusedAt = state.lastRefusedAt ?? undefined;
    this.#blockedUntil = state.blockedUntil;
    this.#needsBookAfter = state.needsBookAfter ?? undefined;
    this.#lastPlacedAt = state.lastPlacedAt ?? undefined;
    this.#crossed = [...state.crossed];
  }
}
