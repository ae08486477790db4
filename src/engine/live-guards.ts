import { object, type Shape } from "../market/saved-state.ts";
import { type Time, toCents } from "../market/units.ts";
import type { Reason } from "../strategy/reasons.ts";
import { BOOK_SUSPICION_STATE, BookSuspicion, type BookSuspicionState } from "./book-suspicion.ts";
import { FEE_MODEL_STATE, FeeModel, type FeeModelState } from "./fee-model.ts";
import { FEED_LAG_STATE, FeedLag, type FeedLagState } from "./feed-lag.ts";
import { FILL_BURST_STATE, FillBurst, type FillBurstState } from "./fill-burst.ts";
import type { LegState } from "./leg-state.ts";
import { PICK_OFFS_STATE, PickOffs, type PickOffsState } from "./pick-offs.ts";
import { sooner } from "./sooner.ts";
import type { Start } from "./start.ts";
import { WELLNESS_STATE, Wellness, type WellnessState } from "./wellness.ts";

/** All guards on live conditions, as plain data. */
export interface LiveGuardsState {
  readonly wellness: WellnessState;
  readonly feedLag: FeedLagState;
  readonly burst: FillBurstState;
  readonly pickOffs: PickOffsState;
  readonly books: BookSuspicionState;
  readonly fees: FeeModelState;
}

export const LIVE_GUARDS_STATE: Shape<LiveGuardsState> = object<LiveGuardsState>({
  wellness: WELLNESS_STATE,
  feedLag: FEED_LAG_STATE,
  burst: FILL_BURST_STATE,
  pickOffs: PICK_OFFS_STATE,
  books: BOOK_SUSPICION_STATE,
  fees: FEE_MODEL_STATE,
});

/** The guards on live conditions (docs/guards.md). Without thresholds, as on tapes, none of them ever says anything. */
export class LiveGuards {
  readonly wellness: Wellness;
  readonly feedLag: FeedLag;
  readonly burst: FillBurst;
  readonly pickOffs: PickOffs;
  readonly books: BookSuspicion;
  readonly fees: FeeModel;
  readonly isOn: boolean;

  constructor({ pacing: { guards } }: Pick<Start, "pacing">) {
    this.isOn = guards !== undefined;
    this.wellness = new Wellness(guards?.health);
    this.feedLag = new FeedLag(guards?.feedLag);
    this.burst = new FillBurst(guards?.fillBurst);
    this.pickOffs = new PickOffs(guards?.pickOffs);
    this.books = new BookSuspicion(guards?.prints);
    this.fees = new FeeModel(guards?.fees);
  }

  /** Adds their reasons for one leg. What concerns all legs alike is part of the desk's condition. */
  reasons({ ticker, others }: LegState, now: Time, reasons: Reason[]): void {
    if (!this.isOn) return;
    const burst = this.burst.until(ticker, now);
    if (burst !== undefined)
      reasons.push({ code: "fill-burst", effect: "pull", text: "too many fills at once", until: burst });
    const picked = this.pickOffs.until(ticker, now);
    if (picked !== undefined) {
      reasons.push({
        code: "picked-off",
        effect: "pull",
        text: "fills in a row, each at a loss soon after",
        until: picked,
      });
    }
    if (this.books.isCrossed(ticker) && others.bid !== undefined && others.ask !== undefined) {
      const text = `book crossed: bid ${toCents(others.bid)}c, ask ${toCents(others.ask)}c`;
      reasons.push({ code: "crossed-book", effect: "pull", text });
    }
    const suspect = this.books.until(ticker, now);
    if (suspect !== undefined) {
      reasons.push({ code: "suspect-book", effect: "pull", text: "trades print outside the book", until: suspect });
    }
  }

  /** Whether one that concerns single legs has begun or ended between two times because time has passed. */
  legChanged(since: Time, now: Time): boolean {
    if (!this.isOn) return false;
    let has = false;
    this.#eachLegChange((time) => {
      has ||= time > since && time <= now;
    });
    return has;
  }

  /** The next time after now at which one of them begins or ends by the passing of time alone; infinite when none does. */
  nextChange(now: Time): number {
    let next = Number.POSITIVE_INFINITY;
    if (!this.isOn) return next;
    const at = (time: number): void => {
      next = sooner(next, time, now);
    };
    this.wellness.eachChange(at);
    this.feedLag.eachChange(at);
    this.#eachLegChange(at);
    return next;
  }

  #eachLegChange(at: (time: number) => void): void {
    this.burst.eachChange(at);
    this.pickOffs.eachChange(at);
    this.books.eachChange(at);
  }

  save(): LiveGuardsState {
    return {
      wellness: this.wellness.save(),
      feedLag: this.feedLag.save(),
      burst: this.burst.save(),
      pickOffs: this.pickOffs.save(),
      books: this.books.save(),
      fees: this.fees.save(),
    };
  }

  restore({ wellness, feedLag, burst, pickOffs, books, fees }: LiveGuardsState): void {
    this.wellness.restore(wellness);
    this.feedLag.restore(feedLag);
    this.burst.restore(burst);
    this.pickOffs.restore(pickOffs);
    this.books.restore(books);
    this.fees.restore(fees);
  }
}
