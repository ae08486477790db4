import { after, type Time } from "../market/units.ts";
import type { SavedKill } from "./saved-kill.ts";

/**
 * How far a kill has been proven (SAFETY.md, Kill).
 *
 *     new Kill(at, by, mayRest, lastExpiry, createsInFlight?)
 *     onCancelSent(at)                          a cancel, cancel-all or trigger has gone out
 *     onReading(reading, createsInFlight)       a complete reading of the account has come in
 *     onTick(at)
 *     boundedBy(expiry)                         what bounds the orders that no reading has shown has become known
 *     grade, mayRest, stillResting, pastClose, lastExpiry, confirmedAt
 *
 * - `LOCAL`, from the request on: we send nothing more that adds risk, and `mayRest` orders may rest until
 *   `lastExpiry`.
 * - `CONFIRMED`: two complete readings show nothing resting. They are at least 1 s apart, by our clock and by the
 *   exchange's; both vouch for
 *   a moment after our last cancel, and after the last moment at which a create of ours might have arrived.
 * - `BY BOUND`: no proof from the exchange, but the last possible expiry was 5 s ago.
 *
 * A reading that shows orders takes the proof back, whatever it was: the grade is `LOCAL` again and `stillResting` says
 * how many. Readings are in the exchange's clock and the rest in ours: the caller has brought both to one.
 */
export type KillGrade = "LOCAL" | "CONFIRMED" | "BY BOUND";

/**
 * A complete reading, of what the kill is about: the orders of a closed market, which can't trade and can't be
 * cancelled, are left out of `resting` and counted apart; with `--ours` those of others are in neither.
 */
export interface KillReading {
  /** When it reached us. */
  readonly at: Time;
  /** The moment the exchange vouches for. */
  readonly asOf: Time;
  readonly resting: readonly { readonly expiresAt: Time | undefined }[];
  /** Orders in markets past their close; none when left out. */
  readonly pastClose?: number;
}

const READINGS_APART_MS = 1_000;
/** After its expiry an order may rest this much longer (SAFETY.md V-2: 4 s, and one for what we don't know). */
const EXPIRY_MARGIN_MS = 5_000;

export class Kill {
  #grade: KillGrade = "LOCAL";
  #mayRest: number;
  #stillResting = 0;
  #pastClose = 0;
  #lastExpiry: Time | undefined;
  #confirmedAt: Time | undefined;
  #createsInFlight: number;
  /** A reading is evidence only when it vouches for a later moment than this. */
  #evidenceAfter: Time;
  /** The first of the two readings that show nothing. */
  #firstClean: KillReading | undefined;

  /**
   * `mayRest`: how many orders may be live. `lastExpiry`: when the last of them expires by itself, those in flight and
   * the renewals asked for included; undefined when one never does. `createsInFlight`: creates of unknown fate; without
   * it, every order counts as one, which costs the proof one reading more.
   */
  constructor(
    readonly at: Time,
    readonly by: string,
    mayRest: number,
    lastExpiry: Time | undefined,
    createsInFlight = mayRest,
  ) {
    this.#mayRest = mayRest;
    this.#lastExpiry = lastExpiry;
    this.#createsInFlight = createsInFlight;
    this.#evidenceAfter = at;
  }

  get grade(): KillGrade {
    return this.#grade;
  }

  /** How many orders may rest, on what we know; 0 once proven. */
  get mayRest(): number {
    return this.#mayRest;
  }

  /** How many orders the last reading after our cancels showed resting: to be said loudly when not 0. */
  get stillResting(): number {
    return this.#stillResting;
  }

  /** Orders in markets past their close, as the last reading showed them: they can't trade, and refuse to be cancelled. */
  get pastClose(): number {
    return this.#pastClose;
  }

  /** When the last order that may rest expires by itself; undefined when nothing bounds it. */
  get lastExpiry(): Time | undefined {
    return this.#lastExpiry;
  }

  /** The moment, by the exchange's clock, for which the second clean reading vouches; undefined unless CONFIRMED. */
  get confirmedAt(): Time | undefined {
    return this.#confirmedAt;
  }

  /** A cancel, cancel-all or trigger has gone out: only what the exchange says of later moments counts from here. */
  onCancelSent(at: Time): void {
    this.#moveEvidence(at);
  }

  /**
   * Whatever no reading has shown yet expires by then: what a kill that began without any knowledge of orders counts on. Readings that show
   * a later expiry move it.
   */
  boundedBy(expiry: Time): void {
    this.#lastExpiry = Math.max(expiry, this.#lastExpiry ?? 0) as Time;
  }

  /**
   * Takes a complete reading in. `createsInFlight`: creates that may still arrive at the exchange, which are those
   * neither acknowledged, nor refused, nor shown to be absent by readings later than the oldest signature that is
   * accepted (35 s).
   */
  onReading(reading: KillReading, createsInFlight: number): void {
    if (createsInFlight !== this.#createsInFlight) {
      // Some were answered since we last looked, so they arrived before now: only later readings are sure to show them.
      this.#createsInFlight = createsInFlight;
      this.#moveEvidence(reading.at);
    }
    if (reading.asOf <= this.#evidenceAfter) return;
    this.#stillResting = reading.resting.length;
    this.#pastClose = reading.pastClose ?? 0;
    if (reading.resting.length > 0) this.#foundResting(reading);
    else this.#foundNothing(reading);
  }

  /** Time passes. */
  onTick(at: Time): void {
    if (this.#grade !== "LOCAL" || this.#lastExpiry === undefined) return;
    if (at < after(this.#lastExpiry, EXPIRY_MARGIN_MS)) return;
    this.#grade = "BY BOUND";
    this.#mayRest = 0;
  }

  #moveEvidence(at: Time): void {
    if (at > this.#evidenceAfter) this.#evidenceAfter = at;
    this.#firstClean = undefined;
  }

  #foundResting({ asOf, resting }: KillReading): void {
    this.#grade = "LOCAL";
    this.#confirmedAt = undefined;
    this.#firstClean = undefined;
    this.#mayRest = resting.length + this.#createsInFlight;
    for (const { expiresAt } of resting) {
      // An order that never expires, or rests although it should have expired long ago: expiry proves nothing here.
      if (expiresAt === undefined || asOf >= after(expiresAt, EXPIRY_MARGIN_MS)) {
        this.#lastExpiry = undefined;
        return;
      }
      if (this.#lastExpiry !== undefined && expiresAt > this.#lastExpiry) this.#lastExpiry = expiresAt;
    }
  }

  #foundNothing(reading: KillReading): void {
    if (this.#grade === "CONFIRMED" || this.#createsInFlight > 0) return;
    const first = this.#firstClean;
    if (first === undefined) {
      this.#firstClean = reading;
      return;
    }
    const apartMs = Math.min(reading.asOf - first.asOf, reading.at - first.at);
    if (apartMs < READINGS_APART_MS) return;
    this.#grade = "CONFIRMED";
    this.#mayRest = 0;
    this.#confirmedAt = reading.asOf;
  }

  save(): SavedKill {
    const first = this.#firstClean;
    return {
      at: this.at,
      by: this.by,
      grade: this.#grade,
      mayRest: this.#mayRest,
      stillResting: this.#stillResting,
      pastClose: this.#pastClose,
      lastExpiry: this.#lastExpiry ?? null,
      confirmedAt: this.#confirmedAt ?? null,
      createsInFlight: this.#createsInFlight,
      evidenceAfter: this.#evidenceAfter,
      firstClean: first === undefined ? null : { at: first.at, asOf: first.asOf },
    };
  }

  /** The kill that was saved. */
  static restored(saved: SavedKill): Kill {
    const { at, by, mayRest, lastExpiry, createsInFlight, firstClean } = saved;
    const kill = new Kill(at, by, mayRest, lastExpiry ?? undefined, createsInFlight);
    kill.#grade = saved.grade;
    kill.#stillResting = saved.stillResting;
    kill.#pastClose = saved.pastClose;
    kill.#confirmedAt = saved.confirmedAt ?? undefined;
    kill.#evidenceAfter = saved.evidenceAfter;
    kill.#firstClean = firstClean === null ? undefined : { ...firstClean, resting: [] };
    return kill;
  }
}
