import type { Desk } from "../engine/desk.ts";
import type { Ledger } from "../engine/ledger.ts";
import type { Money, Price, Quantity, Time } from "../market/units.ts";
import type { AccountAtStart } from "../venue/kalshi/account-at-start.ts";
import { isOurs } from "../venue/kalshi/own-id.ts";

/** What has happened to an account since its books were left. */
export interface Missed {
  /** Fills, of orders of ours and of others. */
  readonly ours: number;
  readonly foreign: number;
  readonly contracts: Quantity;
  /** Markets in which another hand has traded. */
  readonly touched: ReadonlySet<string>;
  readonly settled: readonly { readonly ticker: string; readonly value: Price }[];
  /** Deposits less withdrawals. */
  readonly flows: Money;
}

/**
 * Books into the ledger of the engine that was left what it has not heard of: each fill once, settlements of what it holds, flows. A fill of an order that
 * the exchange doesn't list among those since is another hand's, unless the journal is stale.
 */
export function bookMissed(desk: Desk, books: Ledger, found: AccountAtStart, at: Time, isStale: boolean): Missed {
  const names = new Map(found.orders.map(({ orderId, clientOrderId }) => [orderId, clientOrderId]));
  const touched = new Set<string>();
  let [ours, foreign, contracts] = [0, 0, 0];
  for (const { tradeId, orderId, ticker, side, price, quantity, fee } of found.fills) {
    const name = names.get(orderId);
    const isForeign = name === undefined ? !isStale : !isOurs(name);
    if (!books.applyFill({ tradeId, ticker, side, price, quantity, fee }, isForeign ? "foreign" : "ours")) continue;
    contracts += quantity;
    if (isForeign) {
      foreign++;
      touched.add(ticker);
    } else ours++;
  }
  const settled = found.settlements.flatMap(({ ticker, value }) => {
    const isNews = value !== undefined && books.position(ticker) !== 0 && books.applySettlement(ticker, value);
    return isNews ? [{ ticker, value }] : [];
  });
  let flows = 0;
  for (const { id, kind, amount, at: appliedAt } of found.flows) {
    // A start that took nothing over doesn't know which ones were in the balance that its books opened with.
    if (desk.start.carried === undefined && appliedAt < desk.start.at) continue;
    if (!desk.account.applyFlow({ type: "flow", at, id, kind, amount })) continue;
    flows += kind === "deposit" ? amount : -amount;
  }
  return { ours, foreign, contracts: contracts as Quantity, touched, settled, flows: flows as Money };
}
