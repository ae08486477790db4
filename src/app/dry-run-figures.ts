import type { Desk } from "../engine/desk.ts";
import { markOf, worstMark } from "../engine/leg-mark.ts";
import { toContracts, toDollars } from "../market/units.ts";
import type { ThroughOnly } from "../venue/dry/through-only.ts";
import type { ThroughOnlyView } from "./view.ts";

/** What stands beside a dry run's own figures, in display units: the same orders, filled only by what was beyond their price, at the same marks. */
export function throughOnlyView(desk: Desk, throughOnly: ThroughOnly): ThroughOnlyView {
  const { fills, quantity, gross, fees, net } = throughOnly.figures((ticker, position) => {
    const leg = desk.legs.get(ticker);
    return leg === undefined ? worstMark(position) : markOf(leg, position);
  });
  return {
    fills,
    contracts: toContracts(quantity),
    grossUsd: toDollars(gross),
    feesUsd: toDollars(fees),
    netUsd: toDollars(net),
  };
}
