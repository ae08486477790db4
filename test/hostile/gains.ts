import { toContracts } from "../../src/market/units.ts";
import type { Fact, Filled } from "../../src/venue/sim/fact.ts";
import type { Simulation } from "../../src/venue/sim/simulation.ts";
import { DECOY, PRINTER } from "./agent.ts";

const MICRO_DOLLARS = 1_000_000;

/** What an agent has made. Dollars; a contract counts as what it truly was worth when it was traded: what it will pay on average. */
export interface Gains {
  /** After fees, his expenses for prints included. */
  readonly profit: number;
  /** Of that, what his trades with one account made, after his fees on them. */
  readonly fromUs: number;
  readonly contractsFromUs: number;
}

/** Watches an exchange for what the agent makes, and how much of it from `us`. */
export function watchGains({ exchange, truth, event }: Simulation, us: string): Gains {
  const tickers = event.legs.map(({ ticker }) => ticker);
  const gains = { profit: 0, fromUs: 0, contractsFromUs: 0 };
  const waiting = new Map<string, Filled>();
  exchange.subscribe((fact: Fact) => {
    if (fact.type !== "fill") return;
    if (isHis(fact)) gains.profit += madeBy(fact, truth.now(tickers.indexOf(fact.order.ticker)));
    const other = waiting.get(fact.tradeId);
    if (other === undefined) {
      waiting.set(fact.tradeId, fact);
      return;
    }
    waiting.delete(fact.tradeId);
    const his = [fact, other].find(isHis);
    if (his === undefined || ![fact, other].some(({ order }) => order.account === us)) return;
    gains.fromUs += madeBy(his, truth.now(tickers.indexOf(his.order.ticker)));
    gains.contractsFromUs += toContracts(his.quantity);
  });
  return gains;
}

function isHis({ order }: Filled): boolean {
  return order.account === PRINTER || order.account === DECOY;
}

/** Dollars. A price is in 1/10,000 of a dollar, price x quantity in micro-dollars. */
function madeBy({ order, price, quantity, fee }: Filled, probability: number): number {
  const worth = 10_000 * probability;
  const edge = order.side === "bid" ? worth - price : price - worth;
  return (edge * quantity - fee) / MICRO_DOLLARS;
}
