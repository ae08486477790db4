import { type TakerOrder, type TakerSide, vwapCents } from "../market/taker-order.ts";
import { ImpliedBook } from "./implied-book.ts";
import { sweep } from "./sweep.ts";

/**
 * Guesses the side of taker orders where the tape doesn't say, from nothing later than the order itself: dearer on average than the
 * implied mid is a buyer, cheaper a seller; else dearer or cheaper than the leg's order before; else what that one was. With
 * the side comes the sweep order of the prints. The first orders of a leg may stay unknown.
 */
export class SideInference {
  readonly #legs = new Map<string, { readonly book: ImpliedBook; vwap: number | undefined; side: TakerSide }>();

  /** The order with its side, which is its own where it has one. Orders come in time order. */
  infer(order: TakerOrder): TakerOrder {
    let leg = this.#legs.get(order.ticker);
    if (leg === undefined) {
      leg = { book: new ImpliedBook(), vwap: undefined, side: "unknown" };
      this.#legs.set(order.ticker, leg);
    }
    leg.book.age(order.at);
    const vwap = vwapCents(order);
    const known = order.side !== "unknown";
    const side = known ? order.side : (against(vwap, leg.book.midCents) ?? against(vwap, leg.vwap) ?? leg.side);
    const sided = side === order.side ? order : { ...order, side, prints: sweep(order.prints, side) };
    leg.book.update(sided);
    leg.vwap = vwap;
    leg.side = side;
    return sided;
  }
}

function against(vwap: number, reference: number | undefined): TakerSide | undefined {
  if (reference === undefined || vwap === reference) return undefined;
  return vwap > reference ? "buy" : "sell";
}
