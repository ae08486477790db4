import { type Money, money, type Time, toDollars } from "../market/units.ts";
import { shareOf } from "./limits.ts";
import { type NewYorkDay, newYorkDay } from "./new-york-day.ts";
import type { SavedBreaker } from "./saved-breaker.ts";

/**
 * The circuit breaker: the account's loss since the start of the New York day against its limit (SAFETY.md,
 * Accounting).
 *
 *     new Breaker(maxDailyLossPct, at, openingEquity, restored?)
 *     observe(at, equity): boolean      the equity is this from `at` on; true when the breaker trips now
 *     advance(at): boolean              time passes and the equity is what it was
 *     onCashFlow(at, amount): boolean   a deposit or withdrawal, before the equity that has it in is observed
 *     halted: Halt | undefined          tripped, until the day's end; no key and no recovery of the equity ends it earlier
 *     day, openingEquity, flows, equity, loss, lossLimit, state
 *
 * **Equity** is cash + marks, as the caller has it. What is compared is its **60 s median**: the equity in force at
 * each of the last 60 whole seconds (of the epoch; at a second with several observations the last one counts), the
 * lower of the two middle values. So one wild mark trips nothing, and a loss trips when it has been there for 30 of the
 * last 60 seconds. Before the first observation the equity in force is the opening one. Sixty numbers are kept, and the
 * same observations always give the same answer.
 *
 * **Trips** when the loss, opening equity + the day's flows - median, is above zero and at least `maxDailyLossPct` of
 * opening equity + flows.
 *
 * At New York's midnight a new day begins: its opening equity is the median at that moment, its flows are none, a halt
 * has ended.
 */
export interface Halt {
  readonly text: string;
  readonly until: Time;
}

/** What a run that starts later the same day must be given. */
export interface BreakerState {
  /** The New York date, "2026-11-01". */
  readonly date: string;
  readonly openingEquity: Money;
  readonly flows: Money;
  readonly halted: Halt | undefined;
}

const SAMPLES = 60;
const SAMPLE_MS = 1_000;
const ENOUGH = SAMPLES / 2;

export class Breaker {
  #day: NewYorkDay;
  #openingEquity: Money;
  /** Of the day. */
  #flows: Money;
  #halted: Halt | undefined;
  /** The day's result in force: equity less opening equity and flows, so that a deposit is not taken for a gain. */
  #current = 0;
  /** The same at the last 60 whole seconds; a ring. */
  readonly #samples: number[] = new Array<number>(SAMPLES).fill(0);
  /** No sample is below this. */
  #lowest = 0;
  /** The last sample, and how many in a row have been like it. */
  #last = 0;
  #alike = SAMPLES;
  #oldest = 0;
  /** The last answer to `lossLimit`, and what it is a share of: it is asked for at every step. */
  #limit = 0 as Money;
  #limitOf = Number.NaN;
  /** The next whole second to be sampled. */
  #nextSample: number;

  /** `openingEquity` and `restored` (what an earlier run of the day left) are those of the New York day that `at` is in. */
  constructor(
    private readonly maxDailyLossPct: number,
    at: Time,
    openingEquity: Money,
    restored: { readonly flows?: Money; readonly halted?: Halt | undefined } = {},
  ) {
    this.#day = newYorkDay(at);
    this.#openingEquity = openingEquity;
    this.#flows = restored.flows ?? (0 as Money);
    this.#halted = restored.halted;
    this.#nextSample = Math.floor(at / SAMPLE_MS) * SAMPLE_MS + SAMPLE_MS;
  }

  /** Tripped, and until when. */
  get halted(): Halt | undefined {
    return this.#halted;
  }

  get day(): NewYorkDay {
    return this.#day;
  }

  get openingEquity(): Money {
    return this.#openingEquity;
  }

  /** Deposits less withdrawals of the day. */
  get flows(): Money {
    return this.#flows;
  }

  /** The 60 s median. */
  get equity(): Money {
    return money(this.#openingEquity + this.#flows - this.loss, "equity");
  }

  /** What the day has cost by the 60 s median; negative when it has earned. */
  get loss(): Money {
    const sorted = this.#samples.toSorted((one, other) => one - other);
    return money(0 - sorted[ENOUGH - 1]!, "loss");
  }

  /** The loss that halts. */
  get lossLimit(): Money {
    const base = this.#openingEquity + this.#flows;
    if (base !== this.#limitOf) {
      this.#limitOf = base;
      this.#limit = shareOf(money(base, "equity"), this.maxDailyLossPct);
    }
    return this.#limit;
  }

  get state(): BreakerState {
    return { date: this.#day.date, openingEquity: this.#openingEquity, flows: this.#flows, halted: this.#halted };
  }

  /** The equity is this from `at` on. True when the breaker trips now, by what was in force until now. */
  observe(at: Time, equity: Money): boolean {
    const tripped = this.advance(at);
    this.#current = equity - this.#openingEquity - this.#flows;
    return tripped;
  }

  /** Money came in (positive) or went out. It changes what the loss is a share of, not the loss. */
  onCashFlow(at: Time, amount: Money): boolean {
    const tripped = this.advance(at);
    this.#flows = money(this.#flows + amount, "flows");
    return this.#judge() || tripped;
  }

  /** Time has come to `at`, which never goes back. True when the breaker trips now. */
  advance(at: Time): boolean {
    while (at >= this.#day.end) {
      this.#sampleBefore(this.#day.end); // a loss that only now reaches the median would halt a day that is over
      this.#openDay();
    }
    return this.#sampleBefore(at) && this.#judge();
  }

  /** Takes the samples of the whole seconds before `at`, if any are due. The value in force hasn't changed since the last one. */
  #sampleBefore(at: Time): boolean {
    if (at <= this.#nextSample) return false;
    const due = Math.ceil((at - this.#nextSample) / SAMPLE_MS);
    this.#nextSample += due * SAMPLE_MS;
    if (this.#alike >= SAMPLES && this.#samples[0] === this.#current) return false; // there is nothing else in the window
    this.#alike = due + (this.#last === this.#current ? this.#alike : 0);
    this.#last = this.#current;
    if (due >= SAMPLES) {
      this.#lowest = this.#current;
      this.#samples.fill(this.#current);
      return true;
    }
    this.#lowest = Math.min(this.#lowest, this.#current);
    for (let taken = 0; taken < due; taken++) {
      this.#samples[this.#oldest] = this.#current;
      this.#oldest = this.#oldest + 1 < SAMPLES ? this.#oldest + 1 : 0;
    }
    return true;
  }

  /** Results of the new day start from the median; what was sampled before midnight stays in the window, counted from there. */
  #openDay(): void {
    const opening = this.equity;
    const shift = opening - this.#openingEquity - this.#flows;
    for (let index = 0; index < SAMPLES; index++) this.#samples[index] = this.#samples[index]! - shift;
    this.#current -= shift;
    this.#lowest -= shift;
    this.#last -= shift;
    this.#openingEquity = opening;
    this.#flows = 0 as Money;
    this.#halted = undefined;
    this.#day = newYorkDay(this.#day.end);
  }

  /**
   * Trips when enough samples are at the limit, which is what the median's being there means. Between two observations
   * their number only rises, or only falls, so that looking at the end of a gap misses nothing.
   */
  #judge(): boolean {
    if (this.#halted !== undefined) return false;
    const limit = this.lossLimit;
    const fatal = 0 - Math.max(limit, 1);
    if (this.#lowest > fatal) return false;
    let beyond = 0;
    for (const sample of this.#samples) if (sample <= fatal) beyond++;
    if (beyond < ENOUGH) return false;
    const base = dollars(this.#openingEquity + this.#flows);
    const text = `lost ${dollars(this.loss)} of ${base} today, limit ${dollars(limit)}: no trading until tomorrow, New York time`;
    this.#halted = { text, until: this.#day.end };
    return true;
  }

  save(): SavedBreaker {
    return {
      dayStart: this.#day.start,
      openingEquity: this.#openingEquity,
      flows: this.#flows,
      halted: this.#halted ?? null,
      current: this.#current,
      samples: [...this.#samples.slice(this.#oldest), ...this.#samples.slice(0, this.#oldest)],
      lowest: this.#lowest,
      alike: this.#alike,
      nextSample: this.#nextSample,
    };
  }

  /** Becomes the breaker that was saved. Throws RangeError for another number of samples than it keeps. */
  restore(saved: SavedBreaker): void {
    if (saved.samples.length !== SAMPLES) {
      throw new RangeError(`a breaker keeps ${SAMPLES} samples and can't go on from ${saved.samples.length}`);
    }
    this.#day = newYorkDay(saved.dayStart);
    this.#openingEquity = saved.openingEquity;
    this.#flows = saved.flows;
    this.#halted = saved.halted ?? undefined;
    this.#current = saved.current;
    for (const [index, sample] of saved.samples.entries()) this.#samples[index] = sample;
    this.#oldest = 0;
    this.#last = saved.samples.at(-1)!; // the newest is what was in force when it was taken
    this.#lowest = saved.lowest;
    this.#alike = saved.alike;
    this.#nextSample = saved.nextSample;
  }
}

function dollars(amount: number): string {
  return `${amount < 0 ? "-" : ""}$${toDollars(Math.abs(amount) as Money).toFixed(2)}`;
}
