import type { Money } from "../../market/units.ts";
import type { Booked } from "./booked.ts";

/** A change of the books with what it realised, first in, first out. */
export interface RealisedChange {
  readonly change: Booked;
  /** Before fees. */
  readonly realised: Money;
}

interface Lot {
  /** Signed, 1/100 contract. */
  quantity: number;
  /** What it cost, signed like the quantity: of a short lot, less what it brought. */
  cost: number;
}

/**
 * What each change realised when the contracts that were opened first are closed first, market by market, long and short alike. A lot that is closed in
 * part gives up its share of the cost, rounded towards zero to a micro-dollar; the last contract of it takes the rest, so that nothing is lost: what is
 * realised less what open lots have cost is the cash that has moved. Cash that comes without contracts (a corrected payout) is realised as it comes.
 */
export function firstInFirstOut(changes: readonly Booked[]): {
  readonly realised: readonly RealisedChange[];
  /** Cost of what is still open, by market. */
  readonly open: ReadonlyMap<string, Money>;
} {
  const lots = new Map<string, Lot[]>();
  const realised = changes.map((change) => {
    let queue = lots.get(change.leg);
    if (queue === undefined) {
      queue = [];
      lots.set(change.leg, queue);
    }
    return { change, realised: close(queue, change) as Money };
  });
  const open = new Map(
    [...lots].map(([leg, queue]) => [leg, queue.reduce((sum, { cost }) => sum + cost, 0) as Money] as const),
  );
  return { realised, open };
}

/** Closes what a change closes, opens what it opens, and tells what that realised. */
function close(queue: Lot[], { quantity, cash, costBasis }: Booked): number {
  if (quantity === 0) return cash;
  let left: number = quantity;
  // What was found keeps what it had cost, which its mark at that moment may not be.
  let paid = costBasis === undefined ? -cash : costBasis;
  let realised = 0;
  while (left !== 0 && queue[0] !== undefined && Math.sign(queue[0].quantity) === -Math.sign(left)) {
    const lot = queue[0];
    const closed = Math.min(Math.abs(left), Math.abs(lot.quantity));
    const cost = share(lot.cost, closed, Math.abs(lot.quantity));
    const price = share(paid, closed, Math.abs(left));
    realised += -price - cost;
    lot.cost -= cost;
    lot.quantity += Math.sign(left) * closed;
    paid -= price;
    left -= Math.sign(left) * closed;
    if (lot.quantity === 0) queue.shift();
  }
  if (left !== 0) queue.push({ quantity: left, cost: paid });
  else realised -= paid; // nothing, or what no contract was left for
  return realised;
}

/** `part`/`whole` of an amount, rounded towards zero, exactly; all of it for the whole. */
function share(amount: number, part: number, whole: number): number {
  if (part === whole) return amount;
  return Number((BigInt(amount) * BigInt(part)) / BigInt(whole));
}
