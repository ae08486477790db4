import type { Price, Time } from "../../../market/units.ts";
import type { PositionRecord } from "../position-cost.ts";
import type { Fill } from "../records.ts";
import { invalidParameter } from "./api-error.ts";
import type { MarketView } from "./market-view.ts";
import { pageOf, USUAL_PAGE } from "./page.ts";
import type { Query } from "./query.ts";
import type { ReadModel } from "./read-model.ts";
import type { Reply, Route } from "./route.ts";
import type { ServedExchange } from "./served-exchange.ts";
import { eventPositionBody, fillBody, positionBody, settlementBody, transferBody, worth } from "./wire-account.ts";
import { centsOfMoney, dollarsOfMoney, isoTime, unixSeconds } from "./wire-format.ts";
import { within } from "./wire-market.ts";

const MOST_TICKERS = 100;
const TRANSFER_PAGE = { low: 1, high: 500, usual: 100 };

/** From when on orders and trades are live; what is older is read from the historical endpoints. */
export interface Cutoffs {
  readonly orders: () => Time;
  readonly trades: () => Time;
}

/** Money, positions, fills and what became of them, as they are shown: some time behind. */
export function portfolioRoutes(
  served: ServedExchange,
  view: MarketView,
  reading: ReadModel,
  cutoffs: Cutoffs,
): Route[] {
  const usual = { method: "GET", signed: true, bucket: "read" } as const;
  const isHere = (query: Query): boolean => query.onShard && query.onPrimary;

  const fills = (account: string, query: Query, isShown: (fill: Fill) => boolean): Reply => {
    const tickers = query.list("ticker", MOST_TICKERS);
    const orderId = query.text("order_id");
    const bounds = { min: query.seconds("min_ts"), max: query.seconds("max_ts") };
    const matching = (isHere(query) ? reading.of(account).fills : []).filter((fill) => {
      if (!isShown(fill) || !within(fill.at, bounds)) return false;
      return (tickers?.includes(fill.ticker) ?? true) && fill.orderId === (orderId ?? fill.orderId);
    });
    const key = ({ tradeId, orderId: of }: Fill) => `${tradeId} ${of}`;
    const { items, cursor } = pageOf(matching.reverse(), key, query, USUAL_PAGE);
    return { body: { fills: items.map(fillBody), cursor } };
  };

  const transfers = (account: string, query: Query, type: "deposit" | "withdrawal"): Reply => {
    const all = reading
      .of(account)
      .transfers.filter((transfer) => transfer.type === type)
      .reverse();
    const { items, cursor } = pageOf(all, ({ transferId }) => transferId, query, TRANSFER_PAGE);
    return { body: { [`${type}s`]: items.map(transferBody), cursor } };
  };

  return [
    {
      ...usual,
      route: "/portfolio/balance",
      handle({ account, query }) {
        const { balance, positions, takenAt } = reading.of(account);
        const here = isHere(query);
        const shown = here ? balance : 0;
        const value = positions.reduce((sum, { ticker, position }) => {
          return sum + worth(position, view.record.statistics(ticker, takenAt).lastPrice as Price);
        }, 0);
        return {
          body: {
            balance: centsOfMoney(shown),
            balance_dollars: dollarsOfMoney(shown),
            portfolio_value: here ? centsOfMoney(value) : 0,
            updated_ts: unixSeconds(takenAt),
            balance_breakdown: [{ exchange_index: 0, balance: dollarsOfMoney(query.onPrimary ? balance : 0) }],
          },
        };
      },
    },
    {
      ...usual,
      route: "/portfolio/positions",
      handle({ account, query }) {
        const status = query.oneOf("settlement_status", ["unsettled", "settled", "all"]) ?? "unsettled";
        const isShown = countFilter(query);
        const ticker = query.text("ticker");
        const isEvent = (query.text("event_ticker") ?? served.event.ticker) === served.event.ticker;
        const { positions, settlements } = reading.of(account);
        const settled = new Set(settlements.map((settlement) => settlement.ticker));
        const matching = (isHere(query) && isEvent ? positions : []).filter((position) => {
          const isSettled = settled.has(position.ticker);
          if (status !== "all" && isSettled !== (status === "settled")) return false;
          return isShown(position) && position.ticker === (ticker ?? position.ticker);
        });
        const { items, cursor } = pageOf(matching, (position) => position.ticker, query, USUAL_PAGE);
        const events = items.length === 0 ? [] : [eventPositionBody(served.event.ticker, items)];
        return { body: { market_positions: items.map(positionBody), event_positions: events, cursor } };
      },
    },
    {
      ...usual,
      route: "/historical/positions",
      handle: () => ({ body: { market_positions: [], event_positions: [], cursor: "" } }),
    },
    {
      ...usual,
      route: "/portfolio/fills",
      handle: ({ account, query }) => fills(account, query, ({ at }) => at >= cutoffs.trades()),
    },
    {
      ...usual,
      route: "/historical/fills",
      handle: ({ account, query }) => fills(account, query, ({ at }) => at < cutoffs.trades()),
    },
    {
      ...usual,
      route: "/portfolio/settlements",
      handle({ account, query }) {
        const bounds = { min: query.seconds("min_ts"), max: query.seconds("max_ts") };
        const ticker = query.text("ticker");
        const event = query.text("event_ticker");
        const matching = (isHere(query) ? reading.of(account).settlements : []).filter((settlement) => {
          if (!within(settlement.at, bounds)) return false;
          return (
            settlement.ticker === (ticker ?? settlement.ticker) &&
            settlement.eventTicker === (event ?? settlement.eventTicker)
          );
        });
        const { items, cursor } = pageOf(matching.reverse(), (settlement) => settlement.ticker, query, USUAL_PAGE);
        return { body: { settlements: items.map(settlementBody), cursor } };
      },
    },
    { ...usual, route: "/portfolio/deposits", handle: ({ account, query }) => transfers(account, query, "deposit") },
    {
      ...usual,
      route: "/portfolio/withdrawals",
      handle: ({ account, query }) => transfers(account, query, "withdrawal"),
    },
    {
      ...usual,
      signed: false,
      route: "/historical/cutoff",
      handle() {
        const [orders, trades] = [cutoffs.orders(), cutoffs.trades()];
        return {
          body: {
            market_settled_ts: isoTime(trades),
            trades_created_ts: isoTime(trades),
            orders_updated_ts: isoTime(orders),
            market_positions_last_updated_ts: isoTime(trades),
          },
        };
      },
    },
  ];
}

/** Which of these must not be zero. */
function countFilter(query: Query): (position: PositionRecord) => boolean {
  const names = query.list("count_filter", 2) ?? [];
  const unknown = names.find((name) => name !== "position" && name !== "total_traded");
  if (unknown !== undefined) throw invalidParameter(`count_filter=${unknown} is neither position nor total_traded`);
  return ({ position, volume }) => {
    if (names.length === 0) return true;
    return (names.includes("position") && position !== 0) || (names.includes("total_traded") && volume !== 0);
  };
}
