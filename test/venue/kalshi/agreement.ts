import { expect } from "vitest";
import type { LiveHarness } from "./live-harness.ts";

/**
 * Everything that must be true of a run that has ended, whatever happened to it on the way, judged by the exchange's own records: its orders and fills are
 * ours, each told once, and position, balance and table agree.
 */
export function expectAgreement(harness: LiveHarness): void {
  const { exchange, account, run } = harness;
  const desk = run.session.engine.desk!;
  const records = exchange.records(account);

  const told = harness.of("fill").map(({ tradeId, clientOrderId, ticker, side, price, quantity, fee }) => {
    return { tradeId, clientOrderId, ticker, side, price, quantity, fee };
  });
  const made = records.fills.map(({ tradeId, clientOrderId, ticker, side, price, quantity, feeCost: fee }) => {
    return { tradeId, clientOrderId, ticker, side, price, quantity, fee };
  });
  expect(byTrade(told)).toEqual(byTrade(made));

  const orders = records.orders();
  expect(exchange.resting(account)).toEqual([]);
  const table = orders.map(({ clientOrderId = "" }) => {
    const order = desk.orders.get(clientOrderId); // undefined: gone for so long that it was forgotten
    const filled = order?.filled ?? sum(told.filter((fill) => fill.clientOrderId === clientOrderId));
    return { clientOrderId, state: order?.state ?? "gone", filled };
  });
  expect(table).toEqual(orders.map(({ clientOrderId, filled }) => ({ clientOrderId, state: "gone", filled })));
  const placed = new Set(harness.commands.flatMap((it) => (it.type === "place" ? [it.clientOrderId] : [])));
  expect(orders.filter(({ clientOrderId = "" }) => !placed.has(clientOrderId))).toEqual([]);

  const held = exchange.positions(account).map(({ ticker, position }) => [ticker, position]);
  expect(held.map(([ticker]) => [ticker, desk.account.position(String(ticker))])).toEqual(held);
  expect(desk.account.balance).toBe(exchange.balance(account));
  expect(run.account).toEqual({ agrees: true, detail: "agrees" });
}

function sum(fills: readonly { readonly quantity: number }[]): number {
  return fills.reduce((total, { quantity }) => total + quantity, 0);
}

function byTrade<T extends { readonly tradeId: string }>(fills: readonly T[]): readonly T[] {
  return fills.toSorted((one, other) => (one.tradeId < other.tradeId ? -1 : 1));
}
