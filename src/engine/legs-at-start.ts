import type { MakeModel } from "../model/make-model.ts";
import { ToxicFlow } from "../strategy/toxic-flow.ts";
import type { Exposure } from "./exposure.ts";
import { LegState } from "./leg-state.ts";
import type { OrderTable } from "./order-table.ts";
import type { Start } from "./start.ts";

/** The legs of a desk as its start makes them, each with its own model, by ticker. Throws for a leg whose parameters aren't given. */
export function legsAtStart(
  start: Start,
  makeModel: MakeModel,
  orders: OrderTable,
  exposure: Exposure,
): ReadonlyMap<string, LegState> {
  const parameters = new Map(start.parameters.map((set) => [set.ticker, set.parameters]));
  const legs = start.event.legs.map((leg) => {
    const set = parameters.get(leg.ticker);
    if (set === undefined) throw new Error(`start: no model parameters for ${leg.ticker}`);
    return new LegState(leg, start, makeModel(start.model, set, leg.ticker), orders, exposure);
  });
  ToxicFlow.join(legs.flatMap(({ rules }) => rules.flow ?? []));
  for (const leg of legs) leg.carryOver(start.carried);
  return new Map(legs.map((leg) => [leg.ticker, leg]));
}
