import type { Print, TakerOrder } from "../../market/taker-order.ts";
import type { Price, Quantity, Side } from "../../market/units.ts";

/**
 * What the prints of a taker order say about an order of ours that rested. "At" is what was printed at our price, "beyond" what was
 * printed at a price worse than ours for whoever posted it: below our bid, above our ask.
 *
 * - `touch`: at and beyond fill us, as if we stood first in the queue;
 * - `queue`: beyond fills us, at only what comes after those who stood before us;
 * - `through`: only beyond fills us.
 *
 * Beyond fills us whatever the taker's side, by price priority: a buyer who pays 44 has met an ask at 44, and that ask would have
 * met our bid at 46 first.
 */
export type FillModel = "touch" | "queue" | "through";

export const FILL_MODELS: readonly FillModel[] = ["touch", "queue", "through"];

/** A resting order as a fill model sees it. */
export interface Resting {
  readonly side: Side;
  readonly price: Price;
  readonly remaining: Quantity;
  /** Contracts of others that are served before us at our price; the model `queue` consumes it. */
  queueAhead: Quantity;
}

/**
 * How much of each order of ours a taker order fills, in the order given: all orders are of one side, best price first, then oldest
 * first. Together they never get more than was printed: what one has taken is gone for the next.
 */
export function fillsBy(model: FillModel, taker: TakerOrder, orders: readonly Resting[]): readonly Quantity[] {
  const [first] = orders;
  if (first === undefined) return [];
  if (orders.length === 1) return [aloneFilled(model, taker, first)];
  const { side } = first;
  const left = nearestFirst(taker.prints, side);
  return orders.map((order) => {
    const at = available(left, order, "at");
    const reached = model === "through" ? 0 : model === "touch" ? at : pastQueue(order, at, taker);
    const fromAt = Math.min(order.remaining, reached);
    const fromBeyond = Math.min(order.remaining - fromAt, available(left, order, "beyond"));
    take(left, order, "at", fromAt);
    take(left, order, "beyond", fromBeyond);
    return (fromAt + fromBeyond) as Quantity;
  });
}

/** The same for an order that shares with no other, as nearly all are. */
function aloneFilled(model: FillModel, taker: TakerOrder, order: Resting): Quantity {
  const at = available(taker.prints, order, "at");
  const fromAt = Math.min(
    order.remaining,
    model === "through" ? 0 : model === "touch" ? at : pastQueue(order, at, taker),
  );
  return (fromAt + Math.min(order.remaining - fromAt, available(taker.prints, order, "beyond"))) as Quantity;
}

/** What comes of `at` once those before the order are served. A print at our price of a taker on our own side is not for us. */
function pastQueue(order: Resting, at: number, taker: TakerOrder): number {
  const swept = taker.prints.some((print) => reaches(print, order, "beyond"));
  const meetsUs = taker.side === (order.side === "bid" ? "sell" : "buy");
  if (!meetsUs && !swept) return 0;
  const reached = Math.max(0, at - order.queueAhead);
  order.queueAhead = (swept ? 0 : Math.max(0, order.queueAhead - at)) as Quantity;
  return reached;
}

type Reach = "at" | "beyond";

interface Remains {
  readonly price: Price;
  quantity: number;
}

/** The prints that a side of ours could have met, the one nearest to the market's other side first. */
function nearestFirst(prints: readonly Print[], side: Side): readonly Remains[] {
  const left = prints.map(({ price, quantity }) => ({ price, quantity: quantity as number }));
  return left.sort((a, b) => (side === "bid" ? b.price - a.price : a.price - b.price));
}

function reaches(print: Pick<Print, "price">, order: Resting, reach: Reach): boolean {
  if (reach === "at") return print.price === order.price;
  return order.side === "bid" ? print.price < order.price : print.price > order.price;
}

function available(left: readonly Readonly<Remains>[], order: Resting, reach: Reach): number {
  let total = 0;
  for (const print of left) if (reaches(print, order, reach)) total += print.quantity;
  return total;
}

/** Nearest first, so that what is left serves worse-priced orders as well as it can. */
function take(left: readonly Remains[], order: Resting, reach: Reach, quantity: number): void {
  let wanted = quantity;
  for (const print of left) {
    if (wanted === 0) return;
    if (!reaches(print, order, reach)) continue;
    const taken = Math.min(wanted, print.quantity);
    print.quantity -= taken;
    wanted -= taken;
  }
}
