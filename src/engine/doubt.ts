import { flag, number, object, orNull, type Shape, text } from "../market/saved-state.ts";
import type { Time } from "../market/units.ts";
import type { ExchangeStatus, Heartbeat } from "./input.ts";
import { type Comparison, READ_LAG_MS, type Reconciliation, SIGNATURE_BOUND_MS } from "./reconciliation.ts";
import { sooner } from "./sooner.ts";
import type { Pacing } from "./start.ts";

/** Quoting and renewing need an account that agreed with ours this recently (SAFETY.md, Dead man). */
const AGREED_WITHIN_MS = 90_000;

/** The doubts as plain data. */
export interface DoubtState {
  readonly lastHeartbeat: { readonly at: Time; readonly lagMs: number } | null;
  readonly trading: boolean;
  readonly differences: string;
  readonly cash: string | null;
  readonly feedLost: boolean;
  readonly interruptedAt: Time | null;
  readonly journal: string | null;
  readonly strangerAt: Time | null;
}

export const DOUBT_STATE: Shape<DoubtState> = object<DoubtState>({
  lastHeartbeat: orNull(object<{ readonly at: Time; readonly lagMs: number }>({ at: number(), lagMs: number() })),
  trading: flag(),
  differences: text(),
  cash: orNull(text()),
  feedLost: flag(),
  interruptedAt: orNull(number()),
  journal: orNull(text()),
  strangerAt: orNull(number()),
});

/**
 * Why what we know may not be so: the feed is silent, late or was lost; the exchange's numbers are not ours; the account has not been
 * read, or not since an interruption. In doubt nothing is quoted (invariant 7).
 */
export class Doubt {
  lastHeartbeat: { readonly at: Time; readonly lagMs: number } | undefined;
  /** Trading runs on the exchange. */
  trading = true;
  /** Confirmed differences from the exchange's numbers; empty is none. */
  differences = "";
  /** Why cash that nobody can explain stops quoting; undefined while it doesn't. */
  cash: string | undefined;
  /** Why the journal takes nothing, and what to do; null while it does. */
  journal: string | null = null;
  #feedLost = false;
  /** The feed came back, or was lost, or trading went on then: nothing is quoted before a reading of a later moment has agreed. */
  #interruptedAt: Time | undefined;
  /** When an order of another engine was last seen resting. */
  #strangerAt: Time | undefined;

  constructor(
    private readonly startedAt: Time,
    private readonly pacing: Pacing,
    private readonly reconciliation: Reconciliation,
  ) {}

  /** True when the feed is lost by this: no book that came through it can be trusted any more. */
  heartbeat({ at, feed, lagMs }: Heartbeat): boolean {
    const isLost = feed === "lost";
    if (isLost || this.#feedLost) this.#interruptedAt = at;
    if (!isLost) this.lastHeartbeat = { at, lagMs };
    this.#feedLost = isLost;
    return isLost;
  }

  exchange({ at, trading }: ExchangeStatus): void {
    if (trading && !this.trading) this.#interruptedAt = at;
    this.trading = trading;
  }

  /**
   * An order of another start of this program rests: what it has sent may still arrive, or it is alive. Nothing is quoted beside it. One that is
   * alive shows itself by what it places later, and then the account is its (`intruder`).
   */
  sawStranger(at: Time): void {
    this.#strangerAt = at;
  }

  /** A reading in which nothing differed. One that came late may be of a moment before an interruption, and says nothing of what that has left. */
  agreed(asOf: Time): void {
    if (this.#interruptedAt !== undefined && asOf - READ_LAG_MS >= this.#interruptedAt) this.#interruptedAt = undefined;
  }

  /** Takes in how a reading compared. Returns the drift when it is news; only a reading in which nothing differs ends one. */
  compared({ confirmed, pending }: Comparison): string | undefined {
    const differences = confirmed.join("; ");
    if (differences === this.differences || (differences === "" && pending.length > 0)) return undefined;
    this.differences = differences;
    return differences === "" ? undefined : differences;
  }

  /** What of the exchange's numbers isn't ours, in one line; empty is nothing. */
  get drift(): string {
    return [this.differences, this.cash].filter(Boolean).join("; ");
  }

  /** Why the feed can't be trusted; undefined when it can. */
  staleFeed(now: Time): string | undefined {
    if (this.#feedLost) return "feed lost";
    const { staleAfterMs } = this.pacing;
    if (staleAfterMs === undefined) return undefined;
    const age = now - this.#freshAt;
    return age > staleAfterMs ? `feed silent for ${(age / 1_000).toFixed(1)} s` : undefined;
  }

  /** Why the account can't be relied on although no difference is known; undefined when it can. Not before it has agreed once. */
  unreconciled(now: Time): string | undefined {
    const { cleanAt } = this.reconciliation;
    if (this.pacing.reconcileEveryMs === undefined || cleanAt === undefined) return undefined;
    if (this.recovering) return "interrupted: no reading has agreed since";
    if (this.#strangerAt !== undefined && now < this.#strangerAt + SIGNATURE_BOUND_MS) {
      return "an order of another engine rested: waiting until none of its can arrive";
    }
    return now - cleanAt > AGREED_WITHIN_MS ? "no reading has agreed for 90 s" : undefined;
  }

  /** A reading is waited for, after an interruption. */
  get recovering(): boolean {
    return this.#interruptedAt !== undefined;
  }

  /** Age of the newest message of the feed, on the exchange's side of the line. */
  dataAgeMs(now: Time): number {
    return now - this.#freshAt;
  }

  /** The next time after now at which one of these becomes so by the passing of time alone; infinite when none does. */
  nextChange(now: Time): number {
    const { staleAfterMs, reconcileEveryMs } = this.pacing;
    let next = Number.POSITIVE_INFINITY;
    if (staleAfterMs !== undefined) next = sooner(next, this.#freshAt + staleAfterMs + 1, now);
    const { cleanAt } = this.reconciliation;
    if (reconcileEveryMs !== undefined && cleanAt !== undefined)
      next = sooner(next, cleanAt + AGREED_WITHIN_MS + 1, now);
    if (this.#strangerAt !== undefined) next = sooner(next, this.#strangerAt + SIGNATURE_BOUND_MS, now);
    return next;
  }

  get #freshAt(): number {
    return this.lastHeartbeat === undefined ? this.startedAt : this.lastHeartbeat.at - this.lastHeartbeat.lagMs;
  }

  save(): DoubtState {
    return {
      lastHeartbeat: this.lastHeartbeat ?? null,
      trading: this.trading,
      differences: this.differences,
      cash: this.cash ?? null,
      feedLost: this.#feedLost,
      interruptedAt: this.#interruptedAt ?? null,
      journal: this.journal,
      strangerAt: this.#strangerAt ?? null,
    };
  }

  restore(state: DoubtState): void {
    this.lastHeartbeat = state.lastHeartbeat ?? undefined;
    this.trading = state.trading;
    this.differences = state.differences;
    this.cash = state.cash ?? undefined;
    this.#feedLost = state.feedLost;
    this.#interruptedAt = state.interruptedAt ?? undefined;
    this.journal = state.journal;
    this.#strangerAt = state.strangerAt ?? undefined;
  }
}
