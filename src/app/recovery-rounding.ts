import { type Money, signedQuantity } from "../market/units.ts";
import { type MayBeRounded, NOTHING_ROUNDED, rounded } from "../risk/rounding.ts";
import type { AccountAtStart } from "../venue/kalshi/account-at-start.ts";

/** An order gives back what rounding has kept of it as soon as that is more than a cent (KALSHI.md section 6). In micro-dollars. */
const KEPT_AT_MOST = 10_000;

/**
 * What rounding may have kept of the orders that still rest, with the fills that they had before: it comes back with later ones, which cost that much
 * less than they are told to. Of fills that are too old to be listed a cent for each order. Undefined where it is nothing.
 */
export function keptOfResting({ state, fills }: Pick<AccountAtStart, "state" | "fills">): MayBeRounded | undefined {
  const unlisted = new Map(state.resting.map(({ orderId, filled }) => [orderId, filled as number]));
  let kept = NOTHING_ROUNDED;
  for (const { orderId, side, price, quantity, fee } of fills) {
    const left = unlisted.get(orderId);
    if (left === undefined) continue;
    unlisted.set(orderId, left - quantity);
    kept = rounded(kept, -signedQuantity(side, quantity) * price - fee);
  }
  const more = KEPT_AT_MOST * [...unlisted.values()].filter((left) => left > 0).length;
  const { toCents, toCenticents } = kept;
  if (toCents + toCenticents + more === 0) return undefined;
  return { toCents: (toCents + more) as Money, toCenticents: (toCenticents + more) as Money };
}
