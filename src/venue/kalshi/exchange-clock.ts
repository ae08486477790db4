import type { Clock } from "../../ambient/clock.ts";
import { after, type Time } from "../../market/units.ts";

/** A reading of the exchange's clock: it showed a time in [exchangeFrom, exchangeTo] at a local time in [localFrom, localTo]. */
export interface ClockReading {
  readonly exchangeFrom: Time;
  readonly exchangeTo: Time;
  readonly localFrom: Time;
  readonly localTo: Time;
}

/** How far two clocks may drift apart while nobody looks: quartz keeps within 100 millionths. */
const DRIFT = 1e-4;
/** A contradiction by more than this wants to be confirmed. */
const LARGEST_STEP_MS = 3_000;

interface Bounds {
  readonly lowMs: number;
  readonly highMs: number;
}

/**
 * The exchange's time: the machine's clock moved by what is known of the difference.
 *
 * Each reading bounds the difference (exchange less local) from both sides; bounds of several readings are intersected, so
 * that even whole seconds (an HTTP Date header) soon tell it to a fraction of one. Bounds widen with age. A reading that
 * contradicts the earlier ones replaces them: one of the clocks was set. By more than some seconds it does so only with a second one that
 * agrees with it: the time that is told must not be led ahead by a single wrong answer, for the engine's never goes back.
 */
export class ExchangeClock implements Clock {
  readonly #local: Clock;
  #fixedMs: number | undefined;
  #bounds: (Bounds & { readonly at: Time }) | undefined;
  /** Of the last reading, if it was not believed. */
  #disbelieved: Bounds | undefined;

  /** `offsetMs` fixes the difference; left out, it is learned from readings and is zero until the first. */
  constructor(local: Clock, { offsetMs }: { readonly offsetMs?: number | undefined } = {}) {
    this.#local = local;
    this.#fixedMs = offsetMs;
  }

  /** The exchange's time, as well as it is known. */
  now(): Time {
    return after(this.#local.now(), this.offsetMs);
  }

  /** The exchange's clock less ours, in whole milliseconds: positive when ours is behind. */
  get offsetMs(): number {
    if (this.#fixedMs !== undefined) return this.#fixedMs;
    return this.#bounds === undefined ? 0 : Math.round((this.#bounds.lowMs + this.#bounds.highMs) / 2);
  }

  /** How far the estimate may be off, in milliseconds; undefined before the first reading, whether fixed or not. */
  get uncertaintyMs(): number | undefined {
    const bounds = this.#widened(this.#local.now());
    return bounds === undefined ? undefined : (bounds.highMs - bounds.lowMs) / 2;
  }

  /** What readings alone say of the difference, though a fixed one may be in use; undefined before the first. */
  get measuredOffsetMs(): number | undefined {
    return this.#bounds === undefined ? undefined : Math.round((this.#bounds.lowMs + this.#bounds.highMs) / 2);
  }

  /** Fixes the difference, or lets it be learned again (undefined). */
  setOffset(offsetMs: number | undefined): void {
    this.#fixedMs = offsetMs === undefined ? undefined : Math.round(offsetMs);
  }

  /** Learns from a reading. */
  observe(reading: ClockReading): void {
    const lowMs = reading.exchangeFrom - reading.localTo;
    const highMs = reading.exchangeTo - reading.localFrom;
    if (!(lowMs <= highMs)) return; // the local clock was set back while we waited
    const known = this.#widened(reading.localTo);
    const low = Math.max(lowMs, known?.lowMs ?? lowMs);
    const high = Math.min(highMs, known?.highMs ?? highMs);
    const isAgreed = low <= high;
    if (!isAgreed && low - high > LARGEST_STEP_MS) {
      const before = this.#disbelieved;
      this.#disbelieved = { lowMs, highMs };
      if (before === undefined || gapBetween(before, this.#disbelieved) > LARGEST_STEP_MS) return;
    }
    this.#disbelieved = undefined;
    this.#bounds = isAgreed
      ? { lowMs: low, highMs: high, at: reading.localTo }
      : { lowMs, highMs, at: reading.localTo };
  }

  /** Learns from the Date header of an answer to a request sent at `sentAt` and answered at `receivedAt`, local times. */
  observeDate(date: string, sentAt: Time, receivedAt: Time): void {
    const from = Date.parse(date);
    if (Number.isNaN(from)) return;
    this.observe({
      exchangeFrom: from as Time,
      exchangeTo: (from + 999) as Time, // the header is cut to the second
      localFrom: sentAt,
      localTo: receivedAt,
    });
  }

  #widened(now: Time): Bounds | undefined {
    if (this.#bounds === undefined) return undefined;
    const driftMs = Math.abs(now - this.#bounds.at) * DRIFT;
    return { lowMs: this.#bounds.lowMs - driftMs, highMs: this.#bounds.highMs + driftMs };
  }
}

/** How far apart two bounds are; zero or less when they overlap. */
function gapBetween(one: Bounds, other: Bounds): number {
  return Math.max(one.lowMs, other.lowMs) - Math.min(one.highMs, other.highMs);
}
