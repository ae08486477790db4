import type { Time } from "../market/units.ts";

/** How long our quotes stood in one leg, in milliseconds of the tape. Shape: `bothMs` is at most each of the other two. */
export interface QuoteTime {
  /** The leg's first order on the tape. */
  readonly from: Time;
  /** The last order of its event, or the leg's close if that comes first; not before `from`. */
  readonly to: Time;
  readonly bidMs: number;
  readonly askMs: number;
  readonly bothMs: number;
}

/** Adds up how long each side of one leg is live, told of every change in time order. Nothing outside its span counts. */
export class QuoteClock {
  readonly #from: Time;
  readonly #to: Time;
  #since: number;
  #bid = false;
  #ask = false;
  #bidMs = 0;
  #askMs = 0;
  #bothMs = 0;

  /** A span that ends before it begins is empty. */
  constructor(from: Time, to: Time) {
    this.#from = from;
    this.#to = Math.max(from, to) as Time;
    this.#since = from;
  }

  /** From now on a bid, an ask of ours can be filled, or none. Saying what is already so changes nothing. */
  change(at: Time, bidLive: boolean, askLive: boolean): void {
    this.#passUntil(at);
    this.#bid = bidLive;
    this.#ask = askLive;
  }

  /** Counts what stands until the end of the span. The clock may be read only once no more changes come. */
  total(): QuoteTime {
    this.#passUntil(this.#to);
    return { from: this.#from, to: this.#to, bidMs: this.#bidMs, askMs: this.#askMs, bothMs: this.#bothMs };
  }

  #passUntil(at: number): void {
    const passed = Math.min(at, this.#to) - this.#since;
    if (passed <= 0) return;
    this.#since += passed;
    if (this.#bid) this.#bidMs += passed;
    if (this.#ask) this.#askMs += passed;
    if (this.#bid && this.#ask) this.#bothMs += passed;
  }
}
