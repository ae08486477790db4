import type { Clock } from "../../ambient/clock.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { FeeSchedule, Leg, MarketEvent } from "../../market/event.ts";
import { PRICE_ONE, type Price, type Time } from "../../market/units.ts";
import type { VenueInput } from "../venue.ts";
import type { Found } from "./discovery.ts";
import { type FeeFacts, feesAt, nextFeeChange } from "./fees.ts";
import { gridProblem, legOf, sameLeg } from "./leg.ts";
import type { Notify } from "./notice.ts";
import { Repeating } from "./repeating.ts";
import { KalshiError } from "./rest/error.ts";
import { oneEvent } from "./rest/events.ts";
import { eventFeeChanges, seriesFeeChanges } from "./rest/fee-changes.ts";
import type { Market } from "./rest/market.ts";
import type { ReadClient } from "./rest/read-client.ts";
import { oneSeries } from "./rest/series.ts";
import type { EventFeeMessage, LifecycleMessage } from "./stream/message.ts";

/** Opening and closing send no message, so the event is read again and again. */
const EVENT_MS = 15_000;
const FEES_MS = 60_000;

interface EventWatchParts {
  readonly client: ReadClient;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly emit: (input: VenueInput) => void;
  readonly notify: Notify;
}

/** A leg as it is known, and since when by the stream, which is ahead of readings. */
interface Known {
  leg: Leg;
  told: Leg;
  changedAt: Time;
  settled: Price | undefined;
}

/** Reads what an event charges, and what it is going to. */
export async function readFees(client: ReadClient, series: string, event: string, now: Time): Promise<FeeFacts> {
  const [terms, { feeTypeOverride, feeMultiplierOverride }, seriesChanges, eventChanges] = await Promise.all([
    client.read(oneSeries(series)),
    client.read(oneEvent(event)),
    client.read(seriesFeeChanges({ seriesTicker: series })),
    client.all(eventFeeChanges({ eventTicker: event })),
  ]);
  return {
    readAt: now,
    seriesType: terms.feeType,
    seriesMultiplier: terms.feeMultiplier,
    eventType: feeTypeOverride,
    eventMultiplier: feeMultiplierOverride,
    seriesChanges: seriesChanges.filter(({ seriesTicker }) => seriesTicker === series),
    eventChanges: eventChanges.filter(({ eventTicker }) => eventTicker === event),
  };
}

/** What becomes of the event and its legs: status, close, grid, fees, results; by the stream where it tells, by reading where it doesn't. */
export class EventWatch {
  readonly #parts: EventWatchParts;
  readonly #found: Found;
  readonly #legs = new Map<string, Known>();
  readonly #others = new Set<string>();
  readonly #events: Repeating;
  readonly #feePoll: Repeating;
  #facts: FeeFacts;
  #fees: FeeSchedule | undefined;
  #unknownType: string | undefined;
  #begun = false;

  constructor(found: Found, facts: FeeFacts, parts: EventWatchParts) {
    this.#parts = parts;
    this.#found = found;
    this.#facts = facts;
    for (const market of found.markets) {
      const leg = legOf(market);
      this.#legs.set(market.ticker, { leg, told: leg, changedAt: 0 as Time, settled: undefined });
    }
    for (const { ticker } of found.event.markets) if (!this.#legs.has(ticker)) this.#others.add(ticker);
    this.#events = new Repeating(parts.timers, EVENT_MS, () => this.#readEvent());
    this.#feePoll = new Repeating(parts.timers, FEES_MS, () => this.#readFees());
  }

  /** The event as it is now; from here on every change is told. */
  begin(): MarketEvent {
    const { event } = this.#found;
    let isNews = false;
    for (const known of this.#legs.values()) {
      known.told = known.leg;
      isNews ||= known.changedAt > 0;
    }
    this.#begun = true;
    if (isNews) this.#events.now(); // what was told before this is told in part only: a settlement isn't
    this.#fees = this.#feesNow();
    // A market that has paid out is worth nothing any more, or is all that there is.
    const isPart = event.markets.some(({ ticker, status }) => !this.#legs.has(ticker) && status !== "finalized");
    return {
      ticker: event.ticker,
      series: event.seriesTicker,
      title: event.title,
      mutuallyExclusive: event.mutuallyExclusive,
      fees: this.#fees,
      legs: [...this.#legs.values()].map(({ leg }) => leg),
      ...(isPart && { partial: true }),
    };
  }

  takeLifecycle(message: LifecycleMessage): void {
    const { ticker, eventTicker, change } = message;
    if (change === "created" && eventTicker === this.#found.event.ticker)
      this.#noticeOther(ticker, message.title ?? ticker);
    const known = this.#legs.get(ticker);
    if (known === undefined) return;
    known.changedAt = this.#parts.clock.now();
    const { closeTime, priceRanges } = message;
    const status = STATUS_BY_CHANGE[change];
    if (status !== undefined) known.leg = { ...known.leg, status };
    if (change === "close_date_updated" && closeTime !== undefined) known.leg = { ...known.leg, closeTime };
    if (change === "price_level_structure_updated" && priceRanges !== undefined) {
      const isUsable = gridProblem(priceRanges) === undefined;
      known.leg = { ...known.leg, ...(isUsable ? { priceRanges } : { status: "inactive" as const }) };
    }
    this.#tell(known);
    this.#events.now(); // what the message leaves open: the settlement's value, and whether the grid can be used
  }

  takeFees({ eventTicker, feeType, multiplier }: EventFeeMessage): void {
    if (eventTicker !== this.#found.event.ticker) return;
    this.#facts = { ...this.#facts, eventType: feeType, eventMultiplier: multiplier };
    this.#tellFees();
    this.#feePoll.now();
  }

  /** Messages were missed. */
  refresh(): void {
    this.#events.now();
    this.#feePoll.now();
  }

  async #readEvent(): Promise<void> {
    const { client, clock } = this.#parts;
    const askedAt = clock.now();
    let markets: readonly Market[];
    try {
      ({ markets } = await client.read(oneEvent(this.#found.event.ticker)));
    } catch (error) {
      if (error instanceof KalshiError) return; // the next reading is soon
      throw error;
    }
    for (const market of markets) {
      const known = this.#legs.get(market.ticker);
      if (known === undefined) {
        this.#noticeOther(market.ticker, market.yesSubTitle);
        continue;
      }
      if (known.changedAt >= askedAt) continue; // the stream has told something newer
      known.leg = legOf(market, known.leg);
      this.#tell(known);
      this.#settle(known, market);
    }
  }

  async #readFees(): Promise<void> {
    const { client, clock } = this.#parts;
    const { seriesTicker, ticker } = this.#found.event;
    try {
      this.#facts = await readFees(client, seriesTicker, ticker, clock.now());
    } catch (error) {
      if (!(error instanceof KalshiError)) throw error;
    }
    this.#tellFees();
    const next = nextFeeChange(this.#facts, clock.now());
    if (next !== undefined) this.#parts.timers.after(0, () => this.#feePoll.within(next - clock.now() + 1));
  }

  #tell(known: Known): void {
    if (!this.#begun || sameLeg(known.leg, known.told)) return;
    known.told = known.leg;
    this.#parts.emit({ type: "leg", at: this.#parts.clock.now(), leg: known.leg });
  }

  /** A market has paid out, at once or, after a correction, anew. */
  #settle(known: Known, { ticker, status, settlementValue, result }: Market): void {
    if (!this.#begun || status !== "finalized") return;
    const value = settlementValue ?? (result === "yes" ? PRICE_ONE : result === "no" ? (0 as Price) : undefined);
    if (value === undefined || value === known.settled) return;
    known.settled = value;
    this.#parts.emit({ type: "settlement", at: this.#parts.clock.now(), ticker, value });
  }

  #tellFees(): void {
    if (!this.#begun) return;
    const fees = this.#feesNow();
    if (fees.type === this.#fees?.type && fees.multiplier === this.#fees.multiplier) return;
    this.#fees = fees;
    this.#parts.emit({ type: "fees", at: this.#parts.clock.now(), fees });
  }

  #feesNow(): FeeSchedule {
    const { fees, unknownType } = feesAt(this.#facts, this.#parts.clock.now());
    if (unknownType !== undefined && unknownType !== this.#unknownType) {
      const text = `fee type ${unknownType} isn't known here: fees are expected as ${fees.type} charges them`;
      this.#parts.notify("warning", "fee-type", text);
    }
    this.#unknownType = unknownType;
    return fees;
  }

  #noticeOther(ticker: string, title: string): void {
    if (this.#others.has(ticker) || this.#legs.has(ticker)) return;
    this.#others.add(ticker);
    this.#parts.notify(
      "warning",
      "new-market",
      `${ticker} (${title}) was added to the event: it is traded from the next start on`,
    );
  }
}

const STATUS_BY_CHANGE: Readonly<Record<string, Leg["status"] | undefined>> = {
  activated: "active",
  deactivated: "inactive",
  determined: "determined",
  settled: "finalized",
};
