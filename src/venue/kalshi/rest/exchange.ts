import { z } from "zod";
import type { Time } from "../../../market/units.ts";
import { listOf, wireTime, wireTimeOrNone } from "../wire-numbers.ts";
import type { ReadRequest } from "./request.ts";

/** Whether a part of the exchange takes changes at all, and orders in particular. */
export interface Activity {
  readonly exchangeActive: boolean;
  readonly tradingActive: boolean;
}

/** State of the exchange. The outer fields are those of shard 0. */
export interface ExchangeStatus extends Activity {
  /** When a pause is expected to end; not promised. */
  readonly estimatedResumeAt: Time | undefined;
  readonly shards: readonly (Activity & { readonly exchangeIndex: number; readonly description: string })[];
}

const status = z
  .object({
    exchange_active: z.boolean(),
    trading_active: z.boolean(),
    exchange_estimated_resume_time: wireTimeOrNone,
    exchange_index_statuses: listOf(
      z
        .object({
          exchange_index: z.int(),
          description: z.string().optional(),
          exchange_active: z.boolean(),
          trading_active: z.boolean(),
        })
        .transform((shard) => ({
          exchangeIndex: shard.exchange_index,
          description: shard.description ?? "",
          exchangeActive: shard.exchange_active,
          tradingActive: shard.trading_active,
        })),
    ),
  })
  .transform(
    (read): ExchangeStatus => ({
      exchangeActive: read.exchange_active,
      tradingActive: read.trading_active,
      estimatedResumeAt: read.exchange_estimated_resume_time,
      shards: read.exchange_index_statuses,
    }),
  );

/** State of the exchange, which it also tells with an error status while it is down. */
export function exchangeStatus(): ReadRequest<ExchangeStatus> {
  const path = "/exchange/status";
  return { route: path, path, authentication: "none", answer: status, answeredBy: [500, 503, 504] };
}

/** A session of a day: New York times of day, "HH:MM"; a close of "00:00" is midnight. */
export interface Session {
  readonly open: string;
  readonly close: string;
}

export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** When trading runs: weeks with their validity, and maintenance that is announced. */
export interface ExchangeSchedule {
  readonly weeks: readonly {
    readonly from: Time;
    readonly to: Time;
    readonly sessions: Readonly<Record<Weekday, readonly Session[]>>;
  }[];
  readonly maintenance: readonly { readonly from: Time; readonly to: Time }[];
}

const timeOfDay = z.string().regex(/^\d\d:\d\d$/, "is not a time of day HH:MM");

const sessions = listOf(
  z
    .object({ open_time: timeOfDay, close_time: timeOfDay })
    .transform((session): Session => ({ open: session.open_time, close: session.close_time })),
);

const week = z
  .object({
    start_time: wireTime,
    end_time: wireTime,
    monday: sessions,
    tuesday: sessions,
    wednesday: sessions,
    thursday: sessions,
    friday: sessions,
    saturday: sessions,
    sunday: sessions,
  })
  .transform(({ start_time: from, end_time: to, ...days }) => ({ from, to, sessions: days }));

const schedule = z
  .object({
    schedule: z.object({
      standard_hours: listOf(week),
      maintenance_windows: listOf(
        z
          .object({ start_datetime: wireTime, end_datetime: wireTime })
          .transform(({ start_datetime: from, end_datetime: to }) => ({ from, to })),
      ),
    }),
  })
  .transform(
    (read): ExchangeSchedule => ({
      weeks: read.schedule.standard_hours,
      maintenance: read.schedule.maintenance_windows,
    }),
  );

/** When trading runs. */
export function exchangeSchedule(): ReadRequest<ExchangeSchedule> {
  const path = "/exchange/schedule";
  return { route: path, path, authentication: "none", answer: schedule };
}

const asOf = z.object({ as_of_time: wireTime }).transform((read) => read.as_of_time);

/**
 * Up to when orders, fills, positions and balance are vouched for, about: what was written later may be missing from them.
 */
export function userDataTimestamp(): ReadRequest<Time> {
  const path = "/exchange/user_data_timestamp";
  return {
    route: path,
    path,
    authentication: "none",
    answer: asOf,
  };
}
