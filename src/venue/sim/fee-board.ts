import type { FeeSchedule } from "../../market/event.ts";
import type { Time } from "../../market/units.ts";
import { exactMultiplier } from "./fee-charge.ts";
import type { Floor } from "./floor.ts";
import { identifier } from "./identifier.ts";

/** A change of fees that was announced, whether it has come or not. */
export interface FeeChange {
  readonly changeId: string;
  readonly scope: "series" | "event";
  /** Of the series or the event. */
  readonly ticker: string;
  /** Undefined where an event's override ends. */
  readonly schedule: FeeSchedule | undefined;
  readonly at: Time;
}

/** What series charge, what events charge in their stead, and the changes to come. */
export class FeeBoard {
  readonly #floor: Floor;
  readonly #changes: FeeChange[] = [];

  constructor(floor: Floor) {
    this.#floor = floor;
  }

  /** Announces that a series will charge `schedule` from `at` on; at once where that has passed. */
  changeSeries(series: string, schedule: FeeSchedule, at: Time, now: Time): FeeChange {
    this.#floor.advance(now);
    if (!this.#floor.seriesFees.has(series)) throw new RangeError(`there is no series ${series} on the exchange`);
    return this.#announce("series", series, schedule, at);
  }

  /** Announces that an event will charge `schedule` instead of its series', or its series' again (undefined). */
  changeEvent(eventTicker: string, schedule: FeeSchedule | undefined, at: Time, now: Time): FeeChange {
    this.#floor.advance(now);
    this.#floor.listing(eventTicker);
    return this.#announce("event", eventTicker, schedule, at);
  }

  /** What a series charges now. */
  series(series: string): FeeSchedule {
    const schedule = this.#floor.seriesFees.get(series);
    if (schedule === undefined) throw new RangeError(`there is no series ${series} on the exchange`);
    return schedule;
  }

  /** What an event charges instead of its series' fees; undefined where it charges those. */
  override(eventTicker: string): FeeSchedule | undefined {
    return this.#floor.listing(eventTicker).feeOverride;
  }

  /** What an event charges now. */
  event(eventTicker: string): FeeSchedule {
    return this.#floor.listing(eventTicker).fees;
  }

  /** All announcements, oldest first. */
  get changes(): readonly FeeChange[] {
    return this.#changes;
  }

  #announce(scope: FeeChange["scope"], ticker: string, schedule: FeeSchedule | undefined, at: Time): FeeChange {
    if (schedule !== undefined) exactMultiplier(schedule.multiplier);
    const change = { changeId: identifier("fees", this.#changes.length + 1), scope, ticker, schedule, at };
    this.#changes.push(change);
    this.#floor.at(at, () => this.#apply(change));
    this.#floor.advance(this.#floor.now);
    return change;
  }

  #apply({ scope, ticker, schedule }: FeeChange): void {
    if (scope === "event") this.#floor.listing(ticker).feeOverride = schedule;
    else if (schedule !== undefined) this.#floor.seriesFees.set(ticker, schedule);
    this.#floor.reserves.forget();
    this.#floor.emit({ type: "fees", at: this.#floor.now, scope, ticker, schedule });
  }
}
