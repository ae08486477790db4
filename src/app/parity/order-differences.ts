import type { Place } from "../../engine/command.ts";
import type { Fill } from "../../engine/input.ts";
import type { TakerOrder } from "../../market/taker-order.ts";
import { type Quantity, toCents, toContracts } from "../../market/units.ts";
import { SAME_MS } from "./filled-by.ts";
import { fillsResult, type Valued } from "./fills-result.ts";
import type { SessionLog } from "./session-log.ts";

/**
 * Why an order was filled otherwise than predicted. `queue`: sooner than public data allow to be sure of, for nobody tells who before it had left. `untold`: no public
 * trade tells of it. `absent`: by the times of its requests it wasn't there when the trade was made. `unfilled`: by the public trades it must have been filled, and the exchange told of none. `latency`: its requests took another
 * time.
 */
export type Cause = "queue" | "untold" | "absent" | "unfilled" | "latency";

export interface OrderDifference {
  readonly client_order_id: string;
  readonly ticker: string;
  readonly side: "bid" | "ask";
  readonly price_cents: number;
  /** Epoch milliseconds of the first fill, told or predicted. */
  readonly at: number;
  readonly session_contracts: number;
  readonly predicted_contracts: number;
  readonly cause: Cause;
  /** Net of the prediction less net of the session. */
  readonly net_usd: number;
}

/** Every order whose fills are others than predicted, in the order of their times. `knowsPlaces`: the prediction knows the places in the queue that fills tell. */
export function orderDifferences(
  log: SessionLog,
  predicted: readonly Fill[],
  scale: number,
  value: Valued,
  knowsPlaces: boolean,
): readonly OrderDifference[] {
  const told = Map.groupBy(log.fills, ({ clientOrderId }) => clientOrderId);
  const expected = Map.groupBy(predicted, ({ clientOrderId }) => clientOrderId);
  const trades = Map.groupBy(
    log.inputs.flatMap(({ input }) => (input.type === "trade" ? [{ at: input.at, order: input.order }] : [])),
    ({ order }) => order.ticker,
  );
  return [...new Set([...told.keys(), ...expected.keys()])]
    .flatMap((clientOrderId): OrderDifference[] => {
      const ours = told.get(clientOrderId) ?? [];
      const theirs = expected.get(clientOrderId) ?? [];
      const [got, should] = [quantityOf(ours), quantityOf(theirs)];
      if (got === should && near(ours.at(0), theirs.at(0)) && near(ours.at(-1), theirs.at(-1))) return [];
      const { ticker, side, price } = log.places.get(clientOrderId)!;
      const cause =
        scale !== 1
          ? "latency"
          : should > got
            ? "unfilled"
            : isTold(log.places.get(clientOrderId)!, ours, trades.get(ticker) ?? [])
              ? knowsPlaces
                ? "absent"
                : "queue"
              : "untold";
      const net = (fills: readonly Fill[]): number => fillsResult(fills, value, new Map(), log.desk.now).net_usd;
      return [
        {
          client_order_id: clientOrderId,
          ticker,
          side,
          price_cents: toCents(ours[0]?.price ?? theirs[0]?.price ?? price),
          at: Math.min(ours[0]?.at ?? Number.POSITIVE_INFINITY, theirs[0]?.at ?? Number.POSITIVE_INFINITY),
          session_contracts: toContracts(got),
          predicted_contracts: toContracts(should),
          cause,
          net_usd: net(theirs) - net(ours),
        },
      ];
    })
    .sort((a, b) => a.at - b.at || (a.client_order_id < b.client_order_id ? -1 : 1));
}

function quantityOf(fills: readonly Fill[]): Quantity {
  return fills.reduce((sum, { quantity }) => sum + quantity, 0) as Quantity;
}

function near(one: Fill | undefined, other: Fill | undefined): boolean {
  return one === other || (one !== undefined && other !== undefined && Math.abs(one.at - other.at) <= SAME_MS);
}

/** Whether public trades near each fill have as much at its price, or beyond. */
function isTold(
  { side }: Place,
  fills: readonly Fill[],
  trades: readonly { readonly at: number; readonly order: TakerOrder }[],
): boolean {
  return fills.every((fill) => {
    let printed = 0;
    for (const { at, order } of trades) {
      if (Math.abs(at - fill.at) > SAME_MS) continue;
      for (const { price, quantity } of order.prints) {
        if (side === "bid" ? price <= fill.price : price >= fill.price) printed += quantity;
      }
    }
    return printed >= fill.quantity;
  });
}
