import type { Clock } from "../../src/ambient/clock.ts";
import type { Timer, Timers } from "../../src/ambient/timers.ts";
import type { VirtualTime } from "../../src/ambient/virtual-time.ts";
import { after, type Time } from "../../src/market/units.ts";

/** A computer on which the program runs. Its clock is not the world's: it can be off, and be set. */
export class Machine implements Clock {
  readonly #world: VirtualTime;
  /** The machine's clock less the world's. */
  offsetMs: number;

  constructor(world: VirtualTime, offsetMs: number) {
    this.#world = world;
    this.offsetMs = offsetMs;
  }

  now(): Time {
    return after(this.#world.now(), this.offsetMs);
  }

  /** What a program that starts now reads: the clock as it is, counted on by a counter that nobody can set. */
  steady(): SteadyClock {
    return new SteadyClock(this.#world, this.offsetMs);
  }
}

/** The clock of one run of the program: setting the machine's doesn't move it, and while the machine is suspended it stands still. */
export class SteadyClock implements Clock {
  readonly #world: VirtualTime;
  #offsetMs: number;

  constructor(world: VirtualTime, offsetMs: number) {
    this.#world = world;
    this.#offsetMs = offsetMs;
  }

  now(): Time {
    return after(this.#world.now(), this.#offsetMs);
  }

  /** It has not counted so long. */
  lose(forMs: number): void {
    this.#offsetMs -= forMs;
  }
}

/**
 * One run of the program, from its start to its end. Everything that reaches the program goes through here, timers too: at once while it
 * runs, later while it hangs, and never after its end, when whatever its code still does is of no effect (everything outside asks `isAlive`).
 */
export class Life implements Timers {
  readonly #world: VirtualTime;
  #waiting: (() => void)[] = [];
  #hangsUntil = 0;
  /** When it could last do anything: now, while it runs. */
  #lastActiveAt: Time | undefined;
  isAlive = true;

  constructor(
    world: VirtualTime,
    readonly name: string,
  ) {
    this.#world = world;
  }

  get hangs(): boolean {
    return this.#world.now() < this.#hangsUntil;
  }

  /** Whether the program can act now. */
  get isActive(): boolean {
    return this.isAlive && !this.hangs;
  }

  /** When the program could last act. */
  get lastActiveAt(): Time {
    return this.#lastActiveAt ?? this.#world.now();
  }

  after(delayMs: number, action: () => void): Timer {
    let timer: Timer | undefined;
    let isCancelled = false;
    timer = this.#world.after(delayMs, () => this.reach(() => !isCancelled && action()));
    return {
      cancel() {
        isCancelled = true;
        timer?.cancel();
      },
    };
  }

  /** Something reaches the program. */
  reach(action: () => void): void {
    if (!this.isAlive) return;
    if (this.hangs) this.#waiting.push(action);
    else action();
  }

  /** The program does nothing for so long, and then finds everything that came meanwhile. */
  hang(forMs: number): void {
    this.#lastActiveAt ??= this.#world.now();
    this.#hangsUntil = Math.max(this.#hangsUntil, this.#world.now() + forMs);
    this.#world.after(forMs, () => this.#wakeUp());
  }

  /** The program ends here and now, wherever it is. */
  end(): void {
    this.#lastActiveAt ??= this.#world.now();
    this.isAlive = false;
    this.#waiting = [];
  }

  #wakeUp(): void {
    if (!this.isAlive || this.hangs) return;
    this.#lastActiveAt = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const action of waiting) this.#world.after(0, () => this.reach(action));
  }
}
