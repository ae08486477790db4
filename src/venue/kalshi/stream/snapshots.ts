import { after, type Time } from "../../../market/units.ts";

/** How often one is asked for that never comes, once the market has been given up. */
const MUTE_MS = 30_000;
/** So many snapshots of a market within the period are asked for at once; more wait. */
const FREE = 3;
const PERIOD_MS = 10_000;
const PACE_MS = 2_000;

const NONE: readonly string[] = [];

/** What to do about snapshots that didn't come: ask again, subscribe anew, connect anew. */
export type Escalation = "none" | "resubscribe" | "reconnect";

interface Wait {
  /** When it was asked for; undefined: not yet. */
  askedAt: Time | undefined;
  notBefore: Time;
}

/**
 * The snapshots that books wait for: when to ask, how long to wait, what to do when none comes. Each market that waits in vain is asked
 * for once more, then its subscription is made anew, then the connection; one that still doesn't answer while others do is mute (closed, or not
 * open yet) and is asked for now and then.
 */
export class Snapshots {
  readonly #snapshotMs: number;
  readonly #waits = new Map<string, Wait>();
  /** How often each market has waited in vain; outlives connections. */
  readonly #vain = new Map<string, number>();
  readonly #asked = new Map<string, readonly Time[]>();

  /** `snapshotMs`: how long a snapshot may take. */
  constructor(snapshotMs: number) {
    this.#snapshotMs = snapshotMs;
  }

  /** A market's book needs one. `coming`: the exchange sends it without being asked. */
  need(ticker: string, now: Time, coming = false): void {
    const wait = this.#waits.get(ticker);
    if (wait !== undefined && (wait.askedAt !== undefined || !coming)) return;
    const recent = (this.#asked.get(ticker) ?? []).filter((at) => now - at < PERIOD_MS);
    this.#asked.set(ticker, recent);
    const notBefore = recent.length < FREE ? now : after(recent.at(-1)!, PACE_MS);
    this.#waits.set(ticker, { askedAt: coming ? now : undefined, notBefore });
  }

  came(ticker: string): void {
    this.#waits.delete(ticker);
    this.#vain.delete(ticker);
  }

  /** Nobody waits for this one any more. */
  forget(ticker: string): void {
    this.came(ticker);
    this.#asked.delete(ticker);
  }

  /** What was asked for won't come: the subscription is gone. */
  lost(): void {
    this.#waits.clear();
  }

  /** Whether a market has been given up: it does not hold up the others. */
  mute(ticker: string): boolean {
    return (this.#vain.get(ticker) ?? 0) > 3;
  }

  /** Markets to ask for now. */
  due(now: Time): readonly string[] {
    if (this.#waits.size === 0) return NONE;
    return [...this.#waits]
      .filter(([, it]) => it.askedAt === undefined && now >= it.notBefore)
      .map(([ticker]) => ticker);
  }

  /** They were asked for. */
  asked(tickers: readonly string[], now: Time): void {
    for (const ticker of tickers) {
      this.#waits.set(ticker, { askedAt: now, notBefore: now });
      this.#asked.set(ticker, [...(this.#asked.get(ticker) ?? []), now]);
    }
  }

  /** Takes stock of what didn't come in time. */
  review(now: Time): { readonly escalation: Escalation; readonly vain: readonly string[] } {
    const vain: string[] = [];
    let escalation: Escalation = "none";
    for (const [ticker, wait] of this.#waits) {
      if (wait.askedAt === undefined || now < after(wait.askedAt, this.mute(ticker) ? MUTE_MS : this.#snapshotMs))
        continue;
      const times = (this.#vain.get(ticker) ?? 0) + 1;
      this.#vain.set(ticker, times);
      vain.push(ticker);
      this.#waits.set(ticker, { askedAt: undefined, notBefore: now });
      if (times === 3) escalation = "reconnect";
      else if (times === 2 && escalation === "none") escalation = "resubscribe";
    }
    return { escalation, vain };
  }
}
