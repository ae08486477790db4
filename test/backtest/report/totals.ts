import type { EventTotal } from "../../../src/backtest/report/event-total.ts";
import type { Money, Quantity, Time } from "../../../src/market/units.ts";

/** Dollars net and contracts of an event, without fees. */
export function total(event: string, usd: number, contracts: number, endedAt = 0): EventTotal {
  const net = Math.round(usd * 1e6) as Money;
  return {
    event,
    endedAt: endedAt as Time,
    gross: net,
    fees: 0 as Money,
    net,
    contracts: Math.round(contracts * 100) as Quantity,
  };
}
