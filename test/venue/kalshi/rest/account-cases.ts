import { accountLimits, apiKeys, endpointCosts } from "../../../../src/venue/kalshi/rest/account.ts";
import { balance } from "../../../../src/venue/kalshi/rest/balance.ts";
import { fills, historicalFills } from "../../../../src/venue/kalshi/rest/fills.ts";
import { incentivePrograms } from "../../../../src/venue/kalshi/rest/incentive-programs.ts";
import { oneOrderGroup, orderGroups } from "../../../../src/venue/kalshi/rest/order-groups.ts";
import { historicalOrders, oneOrder, orders } from "../../../../src/venue/kalshi/rest/orders.ts";
import { deposits, withdrawals } from "../../../../src/venue/kalshi/rest/payments.ts";
import { historicalPositions, positions } from "../../../../src/venue/kalshi/rest/positions.ts";
import { queuePosition, queuePositions } from "../../../../src/venue/kalshi/rest/queue-positions.ts";
import { settlements } from "../../../../src/venue/kalshi/rest/settlements.ts";
import * as told from "./answers.ts";

import { AT, EVENT, page, type ReadCase, TICKER } from "./market-cases.ts";

const READ_ORDER = {
  orderId: "o-1",
  side: "ask",
  status: "resting",
  price: 4_900,
  initial: 100,
  filled: 50,
  remaining: 50,
  makerFillCost: 255_000,
  makerFees: 2_187,
  expiresAt: Date.UTC(2026, 10, 22, 12, 35, 40),
  orderGroupId: "g-1",
  cancelOnPause: true,
};
const READ_FILL = {
  tradeId: "f-1",
  orderId: "o-1",
  side: "ask",
  price: 4_900,
  quantity: 50,
  fee: 2_187,
  isTaker: false,
  at: AT,
};
const READ_POSITION = { ticker: TICKER, position: -550, feesPaid: 11_200, realizedPnl: -120_000, updatedAt: AT };
const READ_PAYMENT = { amount: 5_000_000_000, fee: 15_000_000, status: "applied", createdAt: 1_795_350_896_000 };

export const ACCOUNT_CASES: readonly ReadCase[] = [
  [
    "balance of a shard",
    balance({ exchangeIndex: 0 }),
    {
      balance: 123_456,
      balance_dollars: "1234.567800",
      portfolio_value: 2_000,
      updated_ts: 1_795_350_896,
      balance_breakdown: [{ exchange_index: 0, balance: "1234.567800" }],
    },
    {
      available: 1_234_567_800,
      portfolioValue: 20_000_000,
      updatedAt: 1_795_350_896_000,
      shards: [{ exchangeIndex: 0, available: 1_234_567_800 }],
    },
  ],
  [
    "positions",
    positions({ subaccount: 0, settlementStatus: "unsettled", eventTicker: EVENT, exchangeIndex: 0 }),
    { ...page("market_positions", told.POSITION), event_positions: [] },
    READ_POSITION,
  ],
  [
    "archived positions",
    historicalPositions({ eventTicker: EVENT }),
    { market_positions: [told.POSITION], event_positions: [] },
    READ_POSITION,
  ],
  [
    "orders",
    orders({
      eventTickers: [EVENT],
      status: "resting",
      minSeconds: 1,
      maxSeconds: 2,
      subaccount: 0,
      exchangeIndex: 0,
      limit: 1000,
    }),
    page("orders", told.ORDER),
    READ_ORDER,
  ],
  ["archived orders", historicalOrders({ ticker: TICKER, subaccount: 0 }), page("orders", told.ORDER), READ_ORDER],
  ["order", oneOrder("o-1"), { order: told.ORDER }, READ_ORDER],
  [
    "queue positions",
    queuePositions({ eventTicker: EVENT, subaccount: 0 }),
    { queue_positions: [{ order_id: "o-1", market_ticker: TICKER, queue_position_fp: "12.50" }] },
    [{ orderId: "o-1", ticker: TICKER, ahead: 1_250 }],
  ],
  ["queue positions by market", queuePositions({ tickers: [TICKER, "OTHER"] }), { queue_positions: [] }, []],
  ["queue position", queuePosition("o-1"), { queue_position_fp: "0.00" }, 0],
  [
    "fills",
    fills({ tickers: [TICKER, "OTHER"], orderId: "o-1", minSeconds: 1, maxSeconds: 2, subaccount: 0 }),
    page("fills", told.FILL),
    READ_FILL,
  ],
  [
    "archived fills",
    historicalFills({ ticker: TICKER, minSeconds: 1, subaccount: 0 }),
    page("fills", told.FILL),
    READ_FILL,
  ],
  [
    "settlements",
    settlements({ eventTicker: EVENT, minSeconds: 1, subaccount: 0 }),
    page("settlements", told.SETTLEMENT),
    { result: "no", value: 0, noCount: 550, noCost: 2_805_000, revenue: 5_500_000, at: AT },
  ],
  ["deposits", deposits({ limit: 500 }), page("deposits", told.PAYMENT), READ_PAYMENT],
  ["withdrawals", withdrawals(), page("withdrawals", told.PAYMENT), READ_PAYMENT],
  [
    "order groups",
    orderGroups({ subaccount: 0 }),
    { order_groups: [{ id: "g-1", contracts_limit_fp: "5.00", is_auto_cancel_enabled: true }] },
    [{ orderGroupId: "g-1", limit: 500 }],
  ],
  ["no order groups", orderGroups(), {}, []],
  [
    "order group",
    oneOrderGroup("g-1"),
    { is_auto_cancel_enabled: true, contracts_limit_fp: "5.00", orders: ["o-1"], exchange_index: 0 },
    { limit: 500, orderIds: ["o-1"] },
  ],
  [
    "keys and attestation",
    apiKeys(),
    {
      api_keys: [{ api_key_id: "k", name: "bot", scopes: ["read", "write::trade"] }],
      api_key_region_expiration_ts: 1_800_000_000,
    },
    { keys: [{ id: "k", scopes: ["read", "write::trade"], subaccount: undefined }], attestedUntil: 1_800_000_000_000 },
  ],
  [
    "limits",
    accountLimits(),
    {
      usage_tier: "basic",
      read: { refill_rate: 200, bucket_capacity: 600 },
      write: { refill_rate: 100, bucket_capacity: 100 },
      grants: [],
    },
    { tier: "basic", read: { perSecond: 200, capacity: 600 }, write: { perSecond: 100, capacity: 100 } },
  ],
  [
    "endpoint costs",
    endpointCosts(),
    {
      default_cost: 10,
      endpoint_costs: [{ method: "DELETE", path: "/trade-api/v2/portfolio/events/orders/:order_id", cost: 2 }],
    },
    { defaultCost: 10, costs: [{ method: "DELETE", cost: 2 }] },
  ],
  [
    "incentive programmes",
    incentivePrograms({ status: "active", type: "liquidity", limit: 10_000 }),
    { incentive_programs: [told.INCENTIVE], next_cursor: "" },
    { ticker: TICKER, reward: 20_000_000, targetSize: 30_000, discountFactorBps: 5_000 },
  ],
];
