import { balance } from "../../../../src/venue/kalshi/rest/balance.ts";
import { orderBook } from "../../../../src/venue/kalshi/rest/books.ts";
import { events, oneEvent } from "../../../../src/venue/kalshi/rest/events.ts";
import { exchangeSchedule, exchangeStatus, userDataTimestamp } from "../../../../src/venue/kalshi/rest/exchange.ts";
import { seriesFeeChanges } from "../../../../src/venue/kalshi/rest/fee-changes.ts";
import { fills } from "../../../../src/venue/kalshi/rest/fills.ts";
import { incentivePrograms } from "../../../../src/venue/kalshi/rest/incentive-programs.ts";
import { markets, oneMarket } from "../../../../src/venue/kalshi/rest/markets.ts";
import {
  createOrderGroup,
  deleteOrderGroup,
  oneOrderGroup,
  orderGroups,
  resetOrderGroup,
} from "../../../../src/venue/kalshi/rest/order-groups.ts";
import { oneOrder, orders } from "../../../../src/venue/kalshi/rest/orders.ts";
import { positions } from "../../../../src/venue/kalshi/rest/positions.ts";
import { queuePosition, queuePositions } from "../../../../src/venue/kalshi/rest/queue-positions.ts";
import type { ListRequest, ReadRequest, WriteRequest } from "../../../../src/venue/kalshi/rest/request.ts";
import { oneSeries, seriesList } from "../../../../src/venue/kalshi/rest/series.ts";
import { settlements } from "../../../../src/venue/kalshi/rest/settlements.ts";
import { trades } from "../../../../src/venue/kalshi/rest/trades.ts";
import * as rules from "./modernise.ts";
import { forward, forwardAll } from "./modernise.ts";

export type Fields = Readonly<Record<string, unknown>>;
export type Request = ReadRequest<unknown> | ListRequest<unknown> | WriteRequest<unknown>;

/** A recording that is as today's interface is, but for fields that may be missing. */
export const CURRENT: readonly (readonly [string, Request])[] = [
  ["exchange_status", exchangeStatus()],
  ["exchange_schedule", exchangeSchedule()],
  ["user_data_timestamp", userDataTimestamp()],
  ["series_single", oneSeries("CO2")],
  ["series_list", seriesList()],
  ["series_fee_changes", seriesFeeChanges({})],
  ["order_group_single", oneOrderGroup("g")],
  ["order_groups_list", orderGroups()],
  ["order_group_reset", resetOrderGroup("g")],
  ["order_group_delete", deleteOrderGroup("g")],
];

/** A recording that is older: what is brought forward, and the fields that the interface got since. */
export const OLDER: readonly (readonly [string, Request, (body: Fields) => Fields, readonly string[]])[] = [
  [
    "event_single",
    oneEvent("E"),
    (body) => eventForward(body, rules.MARKET),
    ["settlement_sources", ...names(rules.MARKET)],
  ],
  [
    "events_list",
    events(),
    (body) => ({ ...body, events: forwardAll(body["events"], rules.EVENT) }),
    names(rules.EVENT),
  ],
  ["market_single", oneMarket("M"), (body) => ({ market: forward(body["market"], rules.MARKET) }), names(rules.MARKET)],
  [
    "markets_list",
    markets(),
    (body) => ({ ...body, markets: forwardAll(body["markets"], rules.MARKET) }),
    names(rules.MARKET),
  ],
  ["orderbook", orderBook("M"), () => ({ orderbook_fp: { yes_dollars: [], no_dollars: [] } }), ["orderbook_fp"]],
  [
    "trades_list",
    trades(),
    (body) => ({ ...body, trades: forwardAll(body["trades"], rules.TRADE) }),
    names(rules.TRADE),
  ],
  [
    "portfolio_balance",
    balance({ exchangeIndex: "all" }),
    (body) => forward(body, rules.BALANCE),
    names(rules.BALANCE),
  ],
  [
    "portfolio_positions",
    positions({ subaccount: 0, settlementStatus: "all" }),
    (body) => ({
      ...body,
      market_positions: forwardAll(body["market_positions"], rules.POSITION),
      event_positions: forwardAll(body["event_positions"], rules.EVENT_POSITION),
    }),
    [...names(rules.POSITION), ...names(rules.EVENT_POSITION)],
  ],
  [
    "portfolio_orders",
    orders(),
    (body) => ({ ...body, orders: forwardAll(body["orders"], rules.ORDER) }),
    names(rules.ORDER).filter((name) => name !== "taker_fees_dollars"), // recorded where there were any
  ],
  [
    "portfolio_order_single",
    oneOrder("o"),
    (body) => ({ order: forward(body["order"], rules.ORDER) }),
    names(rules.ORDER),
  ],
  [
    "portfolio_fills",
    fills(),
    (body) => ({ ...body, fills: forwardAll(body["fills"], rules.FILL) }),
    names(rules.FILL),
  ],
  [
    "portfolio_settlements",
    settlements(),
    (body) => ({ ...body, settlements: forwardAll(body["settlements"], rules.SETTLEMENT) }),
    names(rules.SETTLEMENT),
  ],
  [
    "order_queue_position",
    queuePosition("o"),
    (body) => forward(body, rules.QUEUE_POSITION),
    names(rules.QUEUE_POSITION),
  ],
  [
    "order_queue_positions",
    queuePositions({ tickers: ["M"] }),
    (body) => ({ queue_positions: forwardAll(body["queue_positions"], rules.QUEUE_POSITION) }),
    names(rules.QUEUE_POSITION),
  ],
  [
    "incentive_programs",
    incentivePrograms(),
    (body) => ({ ...body, incentive_programs: forwardAll(body["incentive_programs"], rules.INCENTIVE) }),
    ["market_id", "incentive_description"],
  ],
  [
    "order_group_create",
    createOrderGroup({ limit: 100 as never }),
    (body) => forward(body, rules.CREATED_GROUP),
    ["subaccount"],
  ],
];

/** Answers of the retired order interface: their orders are read as orders. */
export const RETIRED = [
  "create_order",
  "amend_order",
  "decrease_order",
  "cancel_order",
  "batch_create_orders",
  "batch_cancel_orders",
];

/** Recordings of endpoints that this client doesn't ask. */
export const NOT_ASKED = [
  "candlesticks_batch",
  "event_candlesticks",
  "series_candlesticks",
  "event_metadata",
  "exchange_announcements", // removed by the exchange
  "filters_by_sport",
  "live_data_batch",
  "live_data_milestone",
  "milestone_single",
  "milestones_list",
  "multivariate_event_collection_lookup_tickers",
  "multivariate_event_collection_single",
  "multivariate_event_collections_list",
  "structured_target_single",
  "structured_targets_list",
  "tags_by_categories",
];

export function names(of: Fields): string[] {
  return Object.keys(of);
}

export function eventForward(body: Fields, market: Parameters<typeof forward>[1]): Fields {
  return { ...body, event: forward(body["event"], rules.EVENT), markets: forwardAll(body["markets"], market) };
}
