import type { Time } from "../market/units.ts";
import type { ExchangeStatus, Heartbeat, Pacing } from "./input.ts";
import type { Comparison, Reconciliation } from "./reconciliation.ts";
import { sooner } from "./sooner.ts";

/** Quoting and renewing need an account that agreed with ours this recently (SAFETY.md, Dead man). */
const AGREED_WITHIN_MS = 90_000;

/**
 * Why what we know may not be so: the feed is silent, late or was lost; the exchange's numbers are not ours; the account has not been
 * read, or not since an interruption. In doubt nothing is quoted (invariant 7).
 */
export class Doubt {
  lastHeartbeat: { readonly at: Time; readonly lagMs: number } | undefined;
  /** Trading runs on the exchange. */
  trading = true;
  /** Confirmed differences from the exchange's numbers; empty is none. */
  drift = "";
  #feedLost = false;
  /** The feed was lost or trading paused then: nothing is quoted before a later reading of the account has agreed. */
  #interruptedAt: Time | undefined;

  constructor(
    private readonly startedAt: Time,
    private readonly pacing: Pacing,
    private readonly reconciliation: Reconciliation,
  ) {}

  /** True when the feed is lost by this: no book that came through it can be trusted any more. */
  heartbeat({ at, feed, lagMs }: Heartbeat): boolean {
    this.#feedLost = feed === "lost";
    if (this.#feedLost) this.#interruptedAt = at;
    else this.lastHeartbeat = { at, lagMs };
    return this.#feedLost;
  }

  exchange({ at, trading }: ExchangeStatus): void {
    if (trading && !this.trading) this.#interruptedAt = at;
    this.trading = trading;
  }

  /** Takes in how a reading compared. Returns the drift when it is news; only a reading in which nothing differs ends one. */
  compared({ confirmed, pending }: Comparison): string | undefined {
    const drift = confirmed.join("; ");
    if (drift === this.drift || (drift === "" && pending.length > 0)) return undefined;
    this.drift = drift;
    return drift === "" ? undefined : drift;
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
    return now - cleanAt > AGREED_WITHIN_MS ? "no reading has agreed for 90 s" : undefined;
  }

  /** A reading is waited for, after an interruption. */
  get recovering(): boolean {
    return this.#interruptedAt !== undefined && (this.reconciliation.cleanAt ?? 0) <= this.#interruptedAt;
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
    return next;
  }

  get #freshAt(): number {
    return this.lastHeartbeat === undefined ? this.startedAt : this.lastHeartbeat.at - this.lastHeartbeat.lagMs;
  }
}
