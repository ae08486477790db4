import type { DepthEvent } from "./depth-events.ts";

/** What shrank a level while an order rested there, whoever's it was. */
interface Shrinking {
  readonly why: "trade" | "cancel";
  readonly quantity: number;
  /** What all others had there before it. */
  readonly others: number;
}

/** An order that could be followed from its coming to its end: its size was the only one of its kind at its price. All in 1/100 contract. */
export interface FollowedOrder {
  readonly quantity: number;
  /** What stood before it when it came. */
  readonly ahead: number;
  readonly meanwhile: readonly Shrinking[];
  readonly end: "trade" | "cancel";
}

interface Guess {
  readonly quantity: number;
  readonly ahead: number;
  readonly meanwhile: Shrinking[];
  /** Something happened at its price that nobody can tell the nature of, or another order was like it. */
  unclear: boolean;
}

/**
 * The orders of a stretch that can be told apart: a level grew by a size that no other addition there had, and later shrank by exactly that. They come
 * whole and go whole: orders that were filled in parts are not among them.
 */
export function followedOrders(events: readonly DepthEvent[]): readonly FollowedOrder[] {
  const followed: FollowedOrder[] = [];
  const levels = new Map<string, Guess[]>();
  for (const { side, price, by, before, why } of events) {
    const key = `${side} ${price}`;
    const there = levels.get(key) ?? [];
    levels.set(key, there);
    if (by > 0) {
      const alike = there.filter(({ quantity }) => quantity === by);
      for (const other of alike) other.unclear = true;
      there.push({ quantity: by, ahead: before, meanwhile: [], unclear: alike.length > 0 });
      continue;
    }
    const place = there.findIndex(({ quantity }) => quantity === -by);
    const gone = place < 0 ? undefined : there.splice(place, 1)[0];
    for (const order of there) {
      if (why === "trade" || why === "cancel")
        order.meanwhile.push({ why, quantity: -by, others: before - order.quantity });
      else order.unclear = true;
    }
    if (gone !== undefined && !gone.unclear && (why === "trade" || why === "cancel")) {
      const { quantity, ahead, meanwhile } = gone;
      followed.push({ quantity, ahead, meanwhile, end: why });
    }
    if (before + by === 0) levels.delete(key);
  }
  return followed;
}
