import type { Time } from "../market/units.ts";
import type { Pacing } from "./input.ts";

/** Write tokens that a request costs (KALSHI.md section 7; read from the account's own table once a real venue is there). */
export const TOKEN_COST = { place: 10, amend: 10, cancel: 2, cancelAll: 2 } as const;

const FIRST_BACKOFF_MS = 50;
const LONGEST_BACKOFF_MS = 2_000;

/**
 * The write budget: a token bucket that refills with engine time. What can't be afforded is not queued: the engine asks
 * again with whatever it wants by then, so the newest desire always wins. The reserve is for requests that reduce danger.
 */
export class WriteGate {
  #tokens: number;
  #countedAt: Time | undefined;
  #backoffMs = 0;
  #closedUntil = 0;
  /** How many times a wish was turned away for lack of tokens. */
  turnedAway = 0;

  constructor(private readonly limits: Pacing["writeTokens"]) {
    this.#tokens = limits?.capacity ?? Number.POSITIVE_INFINITY;
  }

  get capacity(): number | undefined {
    return this.limits?.capacity;
  }

  /** Tokens there are now. */
  available(now: Time): number {
    this.#refill(now);
    return this.#tokens;
  }

  /** Takes `cost` tokens if they are there; an urgent request may use the reserve and does not wait out a 429. */
  take(cost: number, now: Time, urgent: boolean): boolean {
    if (this.limits === undefined) return true;
    this.#refill(now);
    const floor = urgent ? 0 : this.limits.reserve;
    if (this.#tokens - cost < floor || (!urgent && now < this.#closedUntil)) {
      this.turnedAway++;
      return false;
    }
    this.#tokens -= cost;
    return true;
  }

  /** The exchange said 429: our estimate was too high. */
  throttled(now: Time): void {
    this.#refill(now);
    this.#tokens = Math.min(this.#tokens, 0);
    this.#backoffMs = Math.min(LONGEST_BACKOFF_MS, Math.max(FIRST_BACKOFF_MS, this.#backoffMs * 2));
    this.#closedUntil = now + this.#backoffMs;
  }

  /** A request was carried out: the estimate is right again. */
  accepted(): void {
    this.#backoffMs = 0;
  }

  /** When a request of this cost can be afforded. */
  affordableAt(cost: number, now: Time, urgent: boolean): Time {
    if (this.limits === undefined) return now;
    this.#refill(now);
    const missing = cost + (urgent ? 0 : this.limits.reserve) - this.#tokens;
    const refilled = missing <= 0 ? now : now + Math.ceil((missing / this.limits.perSecond) * 1_000);
    return (urgent ? refilled : Math.max(refilled, this.#closedUntil)) as Time;
  }

  #refill(now: Time): void {
    if (this.limits === undefined) return;
    if (this.#countedAt !== undefined && now > this.#countedAt) {
      const gained = ((now - this.#countedAt) / 1_000) * this.limits.perSecond;
      this.#tokens = Math.min(this.limits.capacity, this.#tokens + gained);
    }
    if (this.#countedAt === undefined || now > this.#countedAt) this.#countedAt = now;
  }
}
