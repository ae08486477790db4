import type { TakerOrder, TakerSide } from "../../market/taker-order.ts";
import type { Time } from "../../market/units.ts";
import type { PublicTrade } from "./rest/trades.ts";

/**
 * Public prints as taker orders, oldest first: those of equal ticker, microsecond and side are one order, its prints in the order of the sweep.
 * Block trades are left out, and a print that is told twice counts once.
 */
export function takerOrders(trades: Iterable<PublicTrade>): readonly TakerOrder[] {
  const seen = new Set<string>();
  const groups = new Map<string, PublicTrade[]>();
  for (const trade of trades) {
    if (trade.isBlockTrade || trade.quantity === 0 || seen.has(trade.tradeId)) continue;
    seen.add(trade.tradeId);
    const key = `${trade.ticker} ${trade.micros} ${trade.takerSide}`;
    groups.getOrInsertComputed(key, () => []).push(trade);
  }
  const inTime = [...groups.values()].sort((one, other) => one[0]!.micros - other[0]!.micros);
  return inTime.map((prints) => {
    const { ticker, micros, takerSide } = prints[0]!;
    return takerOrder(ticker, Math.floor(micros / 1_000) as Time, takerSide, prints);
  });
}

/** One taker order of these prints, put into the order of the sweep: a buyer's ascending in price, a seller's descending. */
export function takerOrder(
  ticker: string,
  at: Time,
  side: TakerSide,
  prints: readonly Pick<PublicTrade, "price" | "quantity">[],
): TakerOrder {
  const sign = side === "sell" ? -1 : 1;
  const swept = prints.map(({ price, quantity }) => ({ price, quantity }));
  if (side !== "unknown") swept.sort((one, other) => sign * (one.price - other.price));
  return { ticker, at, side, prints: swept };
}
