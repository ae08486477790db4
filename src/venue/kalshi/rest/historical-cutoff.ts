import { z } from "zod";
import type { Time } from "../../../market/units.ts";
import { wireTime, wireTimeOrNone } from "../wire-numbers.ts";
import type { ReadRequest } from "./request.ts";

/** Before which moments things are found in the archive only. */
export interface HistoricalCutoff {
  readonly marketsSettledBefore: Time;
  readonly tradesBefore: Time;
  readonly ordersUpdatedBefore: Time;
  readonly positionsUpdatedBefore: Time | undefined;
}

/** Where the archive ends and the live data begin. */
export function historicalCutoff(): ReadRequest<HistoricalCutoff> {
  const path = "/historical/cutoff";
  return {
    route: path,
    path,
    authentication: "none",
    answer: z
      .object({
        market_settled_ts: wireTime,
        trades_created_ts: wireTime,
        orders_updated_ts: wireTime,
        market_positions_last_updated_ts: wireTimeOrNone,
      })
      .transform((read) => ({
        marketsSettledBefore: read.market_settled_ts,
        tradesBefore: read.trades_created_ts,
        ordersUpdatedBefore: read.orders_updated_ts,
        positionsUpdatedBefore: read.market_positions_last_updated_ts,
      })),
  };
}
