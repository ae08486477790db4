import { type BookSnapshot, best, EMPTY_BOOK, type Level } from "../../market/order-book.ts";
import type { Print, TakerOrder, TakerSide } from "../../market/taker-order.ts";
import { opposite, type Price, type Quantity, type Side, type Time } from "../../market/units.ts";
import type { Resting } from "./fills.ts";
import { dropOld, type Half, sum, takeFrom } from "./halves.ts";
import { MetOffers } from "./met-offers.ts";
import type { OthersBook } from "./others-book.ts";

/** One price of one side, where book and trades don't tell the same yet. */
interface Uneven {
  /** Gone from the book, and no print has told why. */
  readonly gone: Half[];
  /** Printed, and still in the book. */
  readonly printed: Half[];
}

const SIDES: readonly Side[] = ["bid", "ask"];

/** Our orders of one leg, best price first. */
export type OwnSides = (side: Side) => readonly Resting[];

/**
 * The book of others in one leg as an exchange publishes it, and where that leaves orders of ours that aren't in it. Whoever joins a price finds
 * all of it before him. Prints at the price come off those before him, which is the fill model's business. What else leaves a price are cancels, and
 * nobody tells whose: they are taken to come from behind us for as long as there can be somebody behind us, so those before us are never fewer than
 * told, and never more than are left at the price.
 *
 * A trade is told twice, by its print and by the book, in either order: within `togetherMs` the two count as one.
 */
export class ToldBook implements OthersBook {
  readonly #togetherMs: number;
  readonly #unseen: Quantity;
  readonly #uneven: Readonly<Record<Side, Map<Price, Uneven>>> = { bid: new Map(), ask: new Map() };
  readonly #met: MetOffers;
  #book: BookSnapshot = EMPTY_BOOK;

  /** `unseen`: contracts taken to rest at a price beyond all that the book shows of its side, where it doesn't show all. */
  constructor(togetherMs: number, unseen = 0 as Quantity) {
    this.#togetherMs = togetherMs;
    this.#met = new MetOffers(togetherMs);
    this.#unseen = unseen;
  }

  best(side: Side): Price | undefined {
    return best(this.#book, side);
  }

  ahead(side: Side, price: Price): Quantity {
    const last = levels(this.#book, side).at(-1)?.price;
    const isBeyond = last === undefined || (side === "bid" ? price < last : price > last);
    const there = isBeyond ? this.#unseen : this.#at(side, price);
    return (there + sum(this.#uneven[side].get(price)?.gone)) as Quantity;
  }

  /** The book is another one: our orders stand no further back than it shows. */
  change(book: BookSnapshot, now: Time, own: OwnSides): void {
    for (const side of SIDES) {
      const [before, after] = [levels(this.#book, side), levels(book, side)];
      for (const { price, quantity } of before) {
        const less = quantity - (after.find((level) => level.price === price)?.quantity ?? 0);
        if (less > 0) this.#leave(side, price, less, now);
      }
    }
    this.#book = book;
    for (const side of SIDES) this.#met.changed(side, (price) => this.#at(side, price), now);
    this.review(now, own);
  }

  /** A taker order has been printed, and the fill model has taken it off the queues. */
  printed({ side, prints }: Pick<TakerOrder, "side" | "prints">, now: Time): void {
    for (const hit of hitSides(side)) for (const print of prints) this.#print(hit, print, now);
  }

  /** Time has passed: what left the book without a print by now was cancelled. */
  review(now: Time, own: OwnSides): void {
    for (const side of SIDES) {
      for (const [price, uneven] of this.#uneven[side]) {
        dropOld(uneven.gone, now - this.#togetherMs);
        dropOld(uneven.printed, now - this.#togetherMs);
        if (uneven.gone.length === 0 && uneven.printed.length === 0) this.#uneven[side].delete(price);
      }
      const theirs = this.best(opposite(side));
      for (const order of own(side)) {
        const crossed = theirs !== undefined && (side === "bid" ? order.price >= theirs : order.price <= theirs);
        const most = crossed ? 0 : this.ahead(side, order.price); // where the others' other side rests, nobody stands before us
        if (order.queueAhead > most) order.queueAhead = most as Quantity;
      }
    }
  }

  /**
   * Orders of others that rest where ours would have met them, had they been in one book: as a taker order that comes to ours. Each of their
   * contracts counts once; `met` is to be told what it has filled.
   */
  crossing(side: Side, own: OwnSides): readonly Print[] {
    const ours = own(side)[0]?.price;
    if (ours === undefined) return [];
    const theirs = opposite(side);
    return levels(this.#book, theirs)
      .filter(({ price }) => (side === "bid" ? price <= ours : price >= ours))
      .map(({ price, quantity }) => ({ price, quantity: (quantity - this.#met.at(theirs, price)) as Quantity }))
      .filter(({ quantity }) => quantity > 0);
  }

  /** So much of what crosses our orders of a side has filled them. */
  met(side: Side, prints: readonly Print[], quantity: number): void {
    let left = quantity;
    for (const print of prints) {
      const taken = Math.min(left, print.quantity);
      if (taken > 0) this.#met.add(opposite(side), print.price, taken);
      left -= taken;
    }
  }

  /** A taker order as it was printed, without contracts that have met ours already. */
  unmet(taker: TakerOrder, now: Time): TakerOrder {
    const prints = taker.prints.flatMap((print) => {
      let left: number = print.quantity;
      for (const hit of hitSides(taker.side))
        left = this.#met.without(hit, { ...print, quantity: left as Quantity }, now);
      return left === print.quantity ? [print] : left > 0 ? [{ ...print, quantity: left as Quantity }] : [];
    });
    return { ...taker, prints };
  }

  #at(side: Side, price: Price): number {
    return levels(this.#book, side).find((level) => level.price === price)?.quantity ?? 0;
  }

  #leave(side: Side, price: Price, quantity: number, now: Time): void {
    const uneven = this.#unevenAt(side, price);
    const left = takeFrom(uneven.printed, quantity, now - this.#togetherMs);
    if (left > 0) uneven.gone.push({ quantity: left, at: now });
  }

  #print(side: Side, { price, quantity }: Print, now: Time): void {
    const there = this.#at(side, price);
    if (there === 0 && !this.#uneven[side].has(price)) return; // nobody stood there
    const uneven = this.#unevenAt(side, price);
    const left = Math.min(there, takeFrom(uneven.gone, quantity, now - this.#togetherMs));
    if (left > 0) uneven.printed.push({ quantity: left, at: now });
  }

  #unevenAt(side: Side, price: Price): Uneven {
    return this.#uneven[side].getOrInsertComputed(price, () => ({ gone: [], printed: [] }));
  }
}

/** Whose orders a taker meets: a buyer those who sell. */
function hitSides(taker: TakerSide): readonly Side[] {
  return taker === "unknown" ? SIDES : [taker === "buy" ? "ask" : "bid"];
}

function levels(book: BookSnapshot, side: Side): readonly Level[] {
  return side === "bid" ? book.bids : book.asks;
}
