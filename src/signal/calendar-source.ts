import type { Clock } from "../ambient/clock.ts";
import type { Timer, Timers } from "../ambient/timers.ts";
import type { Signal } from "../engine/input.ts";
import type { Leg } from "../market/event.ts";
import type { Time } from "../market/units.ts";
import { type Calendar, calendarAction } from "./calendar.ts";
import { Teller } from "./teller.ts";

export interface CalendarSourceOptions {
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly legs: readonly Pick<Leg, "ticker" | "closeTime">[];
  readonly emit: (signal: Signal) => void;
}

/** Looks are never further apart, so that a clock that was set is noticed. */
const LONGEST_LOOK_MS = 60_000;

/** Tells the engine what the calendar asks for on each contract, as time goes by. */
export class CalendarSource {
  readonly #options: CalendarSourceOptions;
  readonly #teller: Teller;
  #timer: Timer | undefined;

  constructor(options: CalendarSourceOptions) {
    this.#options = options;
    this.#teller = new Teller(options.emit);
  }

  start(): void {
    const { clock, timers } = this.#options;
    const now = clock.now();
    const next = tellAll(this.#options, this.#teller, now);
    this.#timer = timers.after(Math.min(next - now, LONGEST_LOOK_MS), () => this.start());
  }

  close(): void {
    this.#timer?.cancel();
  }
}

/** All that the calendar asks for between two moments, for tapes: what holds at `from` first, then every change. */
export function calendarSignals(
  calendar: Calendar,
  legs: CalendarSourceOptions["legs"],
  from: Time,
  to: Time,
): readonly Signal[] {
  const signals: Signal[] = [];
  const teller = new Teller((signal) => signals.push(signal));
  for (let now = from; now < to; ) now = tellAll({ calendar, legs }, teller, now) as Time;
  return signals;
}

/** Tells what holds now; when something of it may change. */
function tellAll(
  { calendar, legs }: Pick<CalendarSourceOptions, "calendar" | "legs">,
  teller: Teller,
  now: Time,
): number {
  let next = Number.POSITIVE_INFINITY;
  for (const { ticker, closeTime } of legs) {
    const action = calendarAction(calendar, now, closeTime);
    teller.tell("calendar", ticker, action, now);
    next = Math.min(next, action.until);
  }
  return next;
}
