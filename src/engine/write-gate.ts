import { Random } from "../ambient/random.ts";
import { list, number, object, orNull, type Shape } from "../market/saved-state.ts";
import type { Time } from "../market/units.ts";
import type { WriteCosts, WriteTokens } from "./start.ts";

/** What the exchange usually takes (KALSHI.md, section 7): used where an account's own table is not known. */
export const USUAL_COSTS: WriteCosts = { place: 10, amend: 10, cancel: 2, cancelAll: 2 };

const FIRST_BACKOFF_MS = 50;
const LONGEST_BACKOFF_MS = 2_000;

/** The write budget as plain data. */
export interface WriteGateState {
  /** Null without a limit. */
  readonly tokens: number | null;
  readonly countedAt: Time | null;
  readonly backoffMs: number;
  readonly closedUntil: number;
  /** Where the draws stand. */
  readonly draws: readonly number[];
}

export const WRITE_GATE_STATE: Shape<WriteGateState> = object<WriteGateState>({
  tokens: orNull(number()),
  countedAt: orNull(number()),
  backoffMs: number(),
  closedUntil: number(),
  draws: list(number()),
});

/**
 * The write budget: a token bucket that refills with engine time. What can't be afforded is not queued: the engine asks
 * again with whatever it wants by then, so the newest desire always wins. The reserve is for requests that reduce danger.
 *
 * After a 429 the gate closes for a drawn time, so that several programs on one account don't come back in step. What is drawn follows from
 * the epoch and the number of draws before, so that a replay waits as long as the original did.
 */
export class WriteGate {
  readonly costs: WriteCosts;
  readonly #draws: Random;
  #tokens: number;
  #countedAt: Time | undefined;
  /** The longest that the present 429 may close the gate for. */
  #backoffMs = 0;
  #closedUntil = 0;

  /** `liveOrders` tells how many orders are kept alive now; `epoch` is this start's own. */
  constructor(
    private readonly limits: WriteTokens | undefined,
    private readonly liveOrders: () => number,
    epoch: string,
  ) {
    this.#tokens = limits?.capacity ?? Number.POSITIVE_INFINITY;
    this.costs = limits?.costs ?? USUAL_COSTS;
    this.#draws = Random.seeded(0).fork(epoch);
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
    if (this.#tokens - cost < floor || (!urgent && now < this.#closedUntil)) return false;
    this.#tokens -= cost;
    return true;
  }

  /** Counts a request that is sent whether the tokens are there or not. */
  spend(cost: number, now: Time): void {
    this.#refill(now);
    this.#tokens = Math.max(0, this.#tokens - cost);
  }

  /** What a request would have cost that was never sent. */
  giveBack(cost: number, now: Time): void {
    if (this.limits === undefined) return;
    this.#refill(now);
    this.#tokens = Math.min(this.limits.capacity, this.#tokens + cost);
  }

  /** Tokens that requests which aren't urgent will have had for them by `at`, if none are taken before. */
  ordinaryBy(at: Time, now: Time): number {
    if (this.limits === undefined) return Number.POSITIVE_INFINITY;
    this.#refill(now);
    if (at < this.#closedUntil) return 0;
    const gained = ((at - now) / 1_000) * this.#perSecond(this.limits);
    return Math.max(0, this.#tokens + gained - this.limits.reserve);
  }

  /**
   * The exchange said 429: our estimate was too high. The first closes the gate for 50 to 100 ms, and each that follows without a
   * request carried out in between for up to twice as long, 2 s at most.
   */
  throttled(now: Time): void {
    this.#refill(now);
    this.#tokens = Math.min(this.#tokens, 0);
    if (now < this.#closedUntil) return; // sent together with the one that closed it: that's no second refusal
    this.#backoffMs = Math.min(LONGEST_BACKOFF_MS, 2 * Math.max(FIRST_BACKOFF_MS, this.#backoffMs));
    this.#closedUntil = now + Math.round(this.#draws.uniform(FIRST_BACKOFF_MS, this.#backoffMs));
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
    const refilled = missing <= 0 ? now : now + Math.ceil((missing / this.#perSecond(this.limits)) * 1_000);
    return (urgent ? refilled : Math.max(refilled, this.#closedUntil)) as Time;
  }

  #refill(now: Time): void {
    if (this.limits === undefined) return;
    if (this.#countedAt !== undefined && now > this.#countedAt) {
      const gained = ((now - this.#countedAt) / 1_000) * this.#perSecond(this.limits);
      this.#tokens = Math.min(this.limits.capacity, this.#tokens + gained);
    }
    if (this.#countedAt === undefined || now > this.#countedAt) this.#countedAt = now;
  }

  /** What comes in and isn't used up by keeping orders alive; a trickle at least, so that what waits for tokens gets them some time. */
  #perSecond({ perSecond, upkeepPerOrder = 0 }: WriteTokens): number {
    return Math.max(1, perSecond - upkeepPerOrder * this.liveOrders());
  }

  save(): WriteGateState {
    return {
      tokens: this.limits === undefined ? null : this.#tokens,
      countedAt: this.#countedAt ?? null,
      backoffMs: this.#backoffMs,
      closedUntil: this.#closedUntil,
      draws: this.#draws.save(),
    };
  }

  restore(state: WriteGateState): void {
    this.#tokens = state.tokens ?? Number.POSITIVE_INFINITY;
    this.#countedAt = state.countedAt ?? undefined;
    this.#backoffMs = state.backoffMs;
    this.#closedUntil = state.closedUntil;
    this.#draws.restore(state.draws);
  }
}
