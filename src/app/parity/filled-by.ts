import type { Fill } from "../../engine/input.ts";
import type { TakerOrder } from "../../market/taker-order.ts";
import type { LoggedInput } from "./session-log.ts";

/** A fill and the trade that it was of are told no further apart. */
export const SAME_MS = 2_000;

/** The public trade that a fill was of, as it was told. */
export interface FilledBy {
  readonly order: TakerOrder;
  /** When it was told, and where in the journal. */
  readonly at: number;
  readonly place: number;
  /** Of what it printed at the fill's price: what wasn't this fill's, nor of fills before. */
  readonly left: number;
}

/** The trade of each fill, by the fill's trade id: the nearest in time that has as much at its price that isn't another fill's. Fills without one have none. */
export function tradesOf(inputs: readonly LoggedInput[], fills: readonly Fill[]): ReadonlyMap<string, FilledBy> {
  const trades = Map.groupBy(
    inputs.flatMap(({ input }, place) =>
      input.type === "trade" ? [{ order: input.order, at: input.at as number, place }] : [],
    ),
    ({ order }) => order.ticker,
  );
  const taken = new Map<TakerOrder, number>();
  const found = new Map<string, FilledBy>();
  for (const { tradeId, ticker, price, quantity, at } of fills) {
    const near = (trades.get(ticker) ?? []).filter((trade) => Math.abs(trade.at - at) <= SAME_MS);
    near.sort((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at));
    for (const { order, ...told } of near) {
      const left = printedAt(order, price) - (taken.get(order) ?? 0) - quantity;
      if (left < 0) continue;
      taken.set(order, (taken.get(order) ?? 0) + quantity);
      found.set(tradeId, { order, ...told, left });
      break;
    }
  }
  return found;
}

function printedAt({ prints }: TakerOrder, price: number): number {
  return prints.reduce((sum, print) => sum + (print.price === price ? print.quantity : 0), 0);
}
