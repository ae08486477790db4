import { z } from "zod";
import type { Time } from "../../../market/units.ts";
import { listOf, orNone, wireTime } from "../wire-numbers.ts";
import { pageLimit } from "./arguments.ts";
import { pageOf } from "./page.ts";
import type { ListRequest, ReadRequest } from "./request.ts";
import { feeMultiplier, type WireFeeType } from "./series.ts";

/** A change of a series' fees, at its time. */
export interface SeriesFeeChange {
  readonly id: string;
  readonly seriesTicker: string;
  readonly feeType: WireFeeType;
  readonly feeMultiplier: number;
  readonly at: Time;
}

const seriesFeeChange = z
  .object({
    id: z.string(),
    series_ticker: z.string(),
    fee_type: z.string(),
    fee_multiplier: feeMultiplier,
    scheduled_ts: wireTime,
  })
  .transform(
    (read): SeriesFeeChange => ({
      id: read.id,
      seriesTicker: read.series_ticker,
      feeType: read.fee_type,
      feeMultiplier: read.fee_multiplier,
      at: read.scheduled_ts,
    }),
  );

/** Changes of fees that are to come, and past ones when `historical`. */
export function seriesFeeChanges(filter: {
  readonly seriesTicker?: string;
  readonly historical?: boolean;
}): ReadRequest<readonly SeriesFeeChange[]> {
  const path = "/series/fee_changes";
  return {
    route: path,
    path,
    query: { series_ticker: filter.seriesTicker, show_historical: filter.historical },
    authentication: "none",
    answer: z
      .object({ series_fee_change_arr: listOf(seriesFeeChange) })
      .transform((read) => read.series_fee_change_arr),
  };
}

/** A change of an event's own fees; undefined fields clear the override, so that the series' fees hold. */
export interface EventFeeChange {
  readonly id: string;
  readonly eventTicker: string;
  readonly seriesTicker: string;
  readonly feeType: WireFeeType | undefined;
  readonly feeMultiplier: number | undefined;
  readonly at: Time;
}

const eventFeeChange = z
  .object({
    id: z.string(),
    event_ticker: z.string(),
    series_ticker: z.string(),
    fee_type_override: orNone(z.string()),
    fee_multiplier_override: orNone(feeMultiplier),
    scheduled_ts: wireTime,
  })
  .transform(
    (read): EventFeeChange => ({
      id: read.id,
      eventTicker: read.event_ticker,
      seriesTicker: read.series_ticker,
      feeType: read.fee_type_override,
      feeMultiplier: read.fee_multiplier_override,
      at: read.scheduled_ts,
    }),
  );

const page = pageOf("event_fee_changes", eventFeeChange);

/** Changes of events' own fees. */
export function eventFeeChanges(
  filter: { readonly eventTicker?: string; readonly limit?: number } = {},
): ListRequest<EventFeeChange> {
  const path = "/events/fee_changes";
  return {
    route: path,
    path,
    query: { event_ticker: filter.eventTicker, limit: pageLimit(path, filter.limit, 1000) },
    authentication: "none",
    page,
  };
}
