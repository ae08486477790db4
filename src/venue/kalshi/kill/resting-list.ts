import { ORDER_PREFIX } from "../../../engine/reconciliation.ts";
import type { Time } from "../../../market/units.ts";
import type { RestClient } from "../rest/client.ts";
import { KalshiError } from "../rest/error.ts";
import { userDataTimestamp } from "../rest/exchange.ts";
import type { MarketStatus } from "../rest/market.ts";
import { markets } from "../rest/markets.ts";
import { type Order, orders } from "../rest/orders.ts";
import { KILL_CALL } from "./kill-call.ts";

/** What rests, of what a kill is about, by a complete list. */
export interface RestingList {
  /** The moment that the exchange vouches for. */
  readonly asOf: Time;
  readonly open: readonly Order[];
  /** In markets past their close: they can't trade, and refuse to be cancelled. */
  readonly pastClose: readonly Order[];
}

export interface RestingScope {
  /** Orders with our prefix alone. */
  readonly oursOnly: boolean;
  /** Undefined: every subaccount. */
  readonly subaccount: number | undefined;
}

const IS_CLOSED: ReadonlySet<MarketStatus> = new Set(["closed", "determined", "disputed", "amended", "finalized"]);

/** Reads all that rests, all pages of it, or throws KalshiError. Where the markets can't be read, everything counts as open. */
export async function readResting(client: RestClient, scope: RestingScope): Promise<RestingList> {
  const { oursOnly, subaccount } = scope;
  const asOf = await client.read(userDataTimestamp(), KILL_CALL);
  const filter = { status: "resting", limit: 1_000, ...(subaccount !== undefined && { subaccount }) } as const;
  const all = await client.all(orders(filter), KILL_CALL);
  const meant = oursOnly ? all.filter(isOurs) : all;
  const closed = await closedAmong(client, [...new Set(meant.map(({ ticker }) => ticker))]);
  return {
    asOf,
    open: meant.filter(({ ticker }) => !closed.has(ticker)),
    pastClose: meant.filter(({ ticker }) => closed.has(ticker)),
  };
}

/** Whether an order was placed by this program: by any start of it. */
export function isOurs({ clientOrderId }: Pick<Order, "clientOrderId">): boolean {
  return clientOrderId.startsWith(ORDER_PREFIX);
}

async function closedAmong(client: RestClient, tickers: readonly string[]): Promise<ReadonlySet<string>> {
  if (tickers.length === 0) return new Set();
  try {
    const found = await client.all(markets({ tickers, limit: 1_000 }), KILL_CALL);
    const now = client.exchangeClock.now();
    return new Set(
      found.filter(({ status, closeAt }) => closeAt <= now || IS_CLOSED.has(status)).map(({ ticker }) => ticker),
    );
  } catch (error) {
    if (error instanceof KalshiError) return new Set();
    throw error;
  }
}
