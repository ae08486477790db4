import { after, type Time } from "../market/units.ts";
import type { Clock } from "./clock.ts";
import { TimeQueue } from "./time-queue.ts";
import type { Timer, Timers } from "./timers.ts";

/**
 * Time that moves only when told to, for simulations, replays and tests: a queue of calls by their time, in the order
 * asked for among equal times. What happens in which order depends on virtual time alone, whoever drives it and however
 * fast.
 *
 * Calls are synchronous. A promise they resolve continues only when the driver lets go, at no particular virtual time,
 * so nothing that decides may wait for one.
 */
export class VirtualTime implements Clock, Timers {
  #now: Time;
  readonly #queue = new TimeQueue<Call>();

  constructor(start: Time) {
    this.#now = start;
  }

  now(): Time {
    return this.#now;
  }

  /** Calls `action` once, `delayMs` (rounded to whole ones) from now; never before this returns. */
  after(delayMs: number, action: () => void): Timer {
    const call = new Call(action);
    this.#queue.push(after(this.#now, Math.max(0, Math.round(delayMs))), call);
    return call;
  }

  /** When the next call is due; undefined when nothing waits. */
  get nextAt(): Time | undefined {
    while (this.#queue.peek()?.cancelled === true) this.#queue.pop();
    return this.#queue.nextAt;
  }

  /** Moves to the next call and makes it. False when nothing waits. */
  step(): boolean {
    const at = this.nextAt;
    if (at === undefined) return false;
    this.#now = at;
    this.#queue.pop()!.make();
    return true;
  }

  /** Makes every call due up to and including `until`, those asked for on the way too, and ends at `until`. */
  runUntil(until: Time): void {
    if (until < this.#now) throw new RangeError(`virtual time: can't run back from ${this.#now} to ${until}`);
    while ((this.nextAt ?? Infinity) <= until) this.step();
    this.#now = until;
  }

  /**
   * Takes over everything that waits in `other`, which is left empty: a past simulated apart goes on here. Timers given
   * out by `other` stay valid. Throws RangeError when some of it is due before this time's now.
   */
  adopt(other: VirtualTime): void {
    for (let at = other.nextAt; at !== undefined; at = other.nextAt) {
      if (at < this.#now) throw new RangeError(`virtual time: a call due at ${at} comes too late at ${this.#now}`);
      this.#queue.push(at, other.#queue.pop()!);
    }
  }
}

class Call implements Timer {
  #action: (() => void) | undefined;

  constructor(action: () => void) {
    this.#action = action;
  }

  get cancelled(): boolean {
    return this.#action === undefined;
  }

  cancel(): void {
    this.#action = undefined;
  }

  make(): void {
    const action = this.#action;
    this.#action = undefined;
    action?.();
  }
}

/** Virtual seconds in a real second; `max` is as fast as the machine allows. */
export type Speed = 1 | 60 | "max";

/** Virtual time being driven. */
export interface Pace {
  /**
   * Settles when `until` is reached, when `stop` is called, at `max` also when nothing waits; rejects with what a call
   * threw.
   */
  readonly done: Promise<void>;
  /** Ends after the call being made; time stays where it is. */
  stop(): void;
}

const SLICE_MS = 20; // between slices the event loop serves sockets and signals
const LONGEST_SLICE_MS = 250; // a longer wait was a machine asleep or overloaded
const CALLS_BETWEEN_LOOKS = 32; // calls take microseconds, a look at the clock about as long

/**
 * Drives virtual time from the real timers, in slices of about 20 ms of work or wait. Virtual time that the machine
 * could not keep up with, or slept through, is not caught up: it just comes later.
 */
export function pace(virtual: VirtualTime, speed: Speed, timers: Timers, clock: Clock, until?: Time): Pace {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const end = until ?? (Infinity as Time);
  let stopped = false;
  let timer: Timer | undefined;
  let sliceStart = clock.now();

  const finish = (): void => {
    stopped = true;
    timer?.cancel();
    resolve();
  };

  /** Does a slice's share; true when it was the last. */
  const share = (): boolean => {
    const now = clock.now();
    const realMs = Math.min(Math.max(0, now - sliceStart), LONGEST_SLICE_MS);
    sliceStart = now;
    const target = speed === "max" ? end : (Math.min(end, virtual.now() + realMs * speed) as Time);
    const all = advance(
      virtual,
      target,
      () => stopped,
      () => clock.now() - now >= SLICE_MS,
    );
    return all && (target === end || (speed === "max" && virtual.nextAt === undefined));
  };

  const slice = (): void => {
    try {
      if (share()) finish();
    } catch (error) {
      stopped = true;
      reject(error);
    }
    if (!stopped) timer = timers.after(speed === "max" ? 0 : SLICE_MS, slice);
  };
  timer = timers.after(0, slice);
  return { done: promise, stop: finish };
}

/** Makes calls up to `target`; false when stopped or out of time before. */
function advance(virtual: VirtualTime, target: Time, stopped: () => boolean, outOfTime: () => boolean): boolean {
  for (let calls = 1; (virtual.nextAt ?? Infinity) <= target; calls++) {
    if (!virtual.step()) break; // an endless target with nothing left
    if (stopped() || (calls % CALLS_BETWEEN_LOOKS === 0 && outOfTime())) return false;
  }
  if (stopped()) return false;
  if (target < Infinity) virtual.runUntil(target);
  return true;
}
