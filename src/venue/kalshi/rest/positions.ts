import { z } from "zod";
import type { Money, Position, Time } from "../../../market/units.ts";
import { orNone, wireMoney, wirePosition, wireTimeOrNone } from "../wire-numbers.ts";
import { pageLimit, within } from "./arguments.ts";
import { pageOf } from "./page.ts";
import type { ListRequest } from "./request.ts";

/** What is held in one market. Costs and profits are the exchange's own, by its own conventions. */
export interface MarketPosition {
  readonly ticker: string;
  readonly position: Position;
  readonly feesPaid: Money;
  readonly totalTraded: Money;
  readonly marketExposure: Money;
  readonly realizedPnl: Money;
  readonly exchangeIndex: number | undefined;
  readonly updatedAt: Time | undefined;
}

const marketPosition = z
  .object({
    ticker: z.string().min(1),
    position_fp: wirePosition,
    fees_paid_dollars: wireMoney,
    total_traded_dollars: wireMoney,
    market_exposure_dollars: wireMoney,
    realized_pnl_dollars: wireMoney,
    exchange_index: orNone(z.int()),
    last_updated_ts: wireTimeOrNone,
  })
  .transform(
    (read): MarketPosition => ({
      ticker: read.ticker,
      position: read.position_fp,
      feesPaid: read.fees_paid_dollars,
      totalTraded: read.total_traded_dollars,
      marketExposure: read.market_exposure_dollars,
      realizedPnl: read.realized_pnl_dollars,
      exchangeIndex: read.exchange_index,
      updatedAt: read.last_updated_ts,
    }),
  );

const page = pageOf("market_positions", marketPosition);

/**
 * Which positions. Subaccount and settlement status are always stated, for the exchange's own defaults (the primary account, unsettled)
 * differ from those of orders and fills.
 */
export interface PositionFilter {
  readonly subaccount: number;
  readonly settlementStatus: "unsettled" | "settled" | "all";
  readonly ticker?: string;
  readonly eventTicker?: string;
  readonly exchangeIndex?: number;
  readonly limit?: number;
}

/** Positions by market. */
export function positions(filter: PositionFilter): ListRequest<MarketPosition> {
  const path = "/portfolio/positions";
  return {
    route: path,
    path,
    query: {
      subaccount: within(path, "subaccount", filter.subaccount, 0, 63),
      settlement_status: filter.settlementStatus,
      ticker: filter.ticker,
      event_ticker: filter.eventTicker,
      exchange_index: filter.exchangeIndex,
      limit: pageLimit(path, filter.limit, 1000),
    },
    authentication: "needed",
    page,
  };
}

/** Archived positions in settled markets. */
export function historicalPositions(
  filter: Pick<PositionFilter, "ticker" | "eventTicker" | "limit"> = {},
): ListRequest<MarketPosition> {
  const path = "/historical/positions";
  return {
    route: path,
    path,
    query: { ticker: filter.ticker, event_ticker: filter.eventTicker, limit: pageLimit(path, filter.limit, 1000) },
    authentication: "needed",
    page,
  };
}
