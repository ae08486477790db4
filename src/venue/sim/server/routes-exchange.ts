import type { Time } from "../../../market/units.ts";
import type { Maintenance } from "./maintenance.ts";
import type { ReadModel } from "./read-model.ts";
import type { Route } from "./route.ts";
import type { ServedExchange } from "./served-exchange.ts";
import { isoTime } from "./wire-format.ts";

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
const ALWAYS = { open_time: "00:00", close_time: "00:00" }; // New York; to midnight
const YEAR_MS = 31_536_000_000;

/** Whether the exchange is open, when it will be, and how fresh readings of accounts are. */
export function exchangeRoutes({ exchange }: ServedExchange, reading: ReadModel, announced: Maintenance): Route[] {
  const usual = { method: "GET", signed: false, bucket: "read" } as const;
  const status = (): object => {
    const state = {
      exchange_active: exchange.state !== "exchange-paused",
      trading_active: exchange.state === "open",
      intra_exchange_transfers_active: exchange.state !== "exchange-paused",
    };
    const shard = { exchange_index: 0, description: "the embedded exchange", ...state };
    return { ...state, exchange_index_statuses: [shard] };
  };
  return [
    { ...usual, route: "/exchange/status", failure: status, handle: () => ({ body: status() }) },
    {
      ...usual,
      route: "/exchange/schedule",
      handle({ now }) {
        const hours = {
          start_time: isoTime((now - YEAR_MS) as Time),
          end_time: isoTime((now + YEAR_MS) as Time),
          ...Object.fromEntries(DAYS.map((day) => [day, [ALWAYS]])),
        };
        const maintenance = announced.windows.map(({ from, to }) => {
          return { start_datetime: isoTime(from), end_datetime: isoTime(to) };
        });
        return { body: { schedule: { standard_hours: [hours], maintenance_windows: maintenance } } };
      },
    },
    {
      ...usual,
      route: "/exchange/user_data_timestamp",
      handle: () => ({ body: { as_of_time: isoTime(reading.asOf) } }),
    },
  ];
}
