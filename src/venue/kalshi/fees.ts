import type { FeeSchedule, FeeType } from "../../market/event.ts";
import type { Time } from "../../market/units.ts";
import type { EventFeeChange, SeriesFeeChange } from "./rest/fee-changes.ts";
import type { WireFeeType } from "./rest/series.ts";

/** Everything that decides what an event charges. */
export interface FeeFacts {
  /** When these were read; changes scheduled up to then are in them. */
  readonly readAt: Time;
  readonly seriesType: WireFeeType;
  readonly seriesMultiplier: number;
  /** The event's own, which come before the series'. */
  readonly eventType: WireFeeType | undefined;
  readonly eventMultiplier: number | undefined;
  readonly seriesChanges: readonly SeriesFeeChange[];
  readonly eventChanges: readonly EventFeeChange[];
}

/** What is charged at some time. */
export interface FeesInForce {
  readonly fees: FeeSchedule;
  /** The exchange's word for it where that isn't one we know: it is taken for `quadratic_with_maker_fees`, so that a fee is expected. */
  readonly unknownType: string | undefined;
}

const KNOWN: readonly FeeType[] = ["quadratic", "quadratic_with_maker_fees"];

/** What the event charges at `now`, scheduled changes that have come due included. */
export function feesAt(facts: FeeFacts, now: Time): FeesInForce {
  let { seriesType, seriesMultiplier, eventType, eventMultiplier } = facts;
  for (const change of due(facts.seriesChanges, facts.readAt, now)) {
    seriesType = change.feeType;
    seriesMultiplier = change.feeMultiplier;
  }
  for (const change of due(facts.eventChanges, facts.readAt, now)) {
    eventType = change.feeType;
    eventMultiplier = change.feeMultiplier;
  }
  const said = eventType ?? seriesType;
  const type = KNOWN.find((known) => known === said);
  return {
    fees: { type: type ?? "quadratic_with_maker_fees", multiplier: eventMultiplier ?? seriesMultiplier },
    unknownType: type === undefined ? said : undefined,
  };
}

/** When the fees change next by what is scheduled; undefined when nothing is. */
export function nextFeeChange({ seriesChanges, eventChanges }: FeeFacts, now: Time): Time | undefined {
  let next: Time | undefined;
  for (const { at } of [...seriesChanges, ...eventChanges])
    if (at > now && (next === undefined || at < next)) next = at;
  return next;
}

function due<T extends { readonly at: Time }>(changes: readonly T[], from: Time, to: Time): readonly T[] {
  return changes.filter(({ at }) => at > from && at <= to).sort((one, other) => one.at - other.at);
}
