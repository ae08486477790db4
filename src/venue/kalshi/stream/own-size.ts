import { after, type Price, type Quantity, type Side, type Time } from "../../../market/units.ts";

/** An order of this account as its owner knows it: from an answer, a reading or a message. Nothing remains of one that is gone. */
export interface OwnOrder {
  readonly clientOrderId: string;
  readonly side: Side;
  readonly price: Price;
  readonly remaining: Quantity;
  /** How much of it was filled so far. */
  readonly filled: Quantity;
}

/** How long the book may take to show what we were told otherwise, and the other way round. */
export const SETTLE_MS = 2_000;

/**
 * What letting own orders be as told has come to: nothing; the owner was right; or the book still shows what its owner knows to be filled or gone, so
 * that a change of it may be lost, and what is left over there would look like somebody else's.
 */
export type Settled = "same" | "as-told" | "book-behind";

/** Own size at one price, of one order. */
interface Share {
  readonly clientOrderId: string;
  readonly side: Side;
  readonly price: Price;
  /** How much of the book at this price is this order's. */
  shown: number;
  /** The book has named the order here: what it shows is known from it. */
  named: boolean;
  /** The part of `shown` that we were told of and the book has not confirmed: a change that names the order confirms it. */
  assumed: number;
  /** What was last told of it; undefined before. */
  told: number | undefined;
  filled: number;
  /** Told as filled, but no shrinking of the book was set against it yet. */
  awaited: number;
  /** The book has shrunk here and nobody said whose it was; since when. */
  unclaimed: number;
  unclaimedAt: Time;
  /** When it was last spoken of by either teller. */
  touchedAt: Time;
  /** When `shown` becomes `told`. */
  settlesAt: Time | undefined;
}

/**
 * How much of one market's book is our own, so that the book of *others* can be shown.
 *
 * Two tellers, neither ahead of the other for sure: the book's changes name the order that caused them (creates, cancels, amends, expiries,
 * but not fills, which the taker caused), and the owner tells what rests. What is taken out follows the book, as that is what it is taken
 * out of:
 *
 * - a change that names an order moves its share at once, whether the owner has told of the order yet or not;
 * - an order that the owner tells of first counts at once, and the change that names it later doesn't count twice;
 * - what the owner tells is gone stays counted until the change comes: it is still in the book;
 * - what the owner tells was filled goes with changes at that price that name nobody, whichever comes first;
 * - whatever still differs SETTLE_MS later is as the owner tells (changes were missed in a gap, or don't name us).
 *
 * So others may look thinner than they are for a moment, but no order of ours looks like one of theirs; the one exception, for the
 * moment between a fill's message and its change in the book: another's cancel just before, at the same price, is taken for it.
 */
export class OwnSize {
  #shares: Share[] = [];

  /** The earliest time at which `settle` will have something to do; undefined when nothing waits. */
  get settlesAt(): Time | undefined {
    let earliest: Time | undefined;
    for (const { settlesAt } of this.#shares) {
      if (settlesAt !== undefined && (earliest === undefined || settlesAt < earliest)) earliest = settlesAt;
    }
    return earliest;
  }

  get empty(): boolean {
    return this.#shares.length === 0;
  }

  /** Own size at a price on YES, in 1/100 contract. */
  at(side: Side, price: Price): number {
    let sum = 0;
    for (const share of this.#shares) if (share.side === side && share.price === price) sum += share.shown;
    return sum;
  }

  /** The book changed by `by` at a price on YES; `clientOrderId` is the order of ours that did it. */
  change(side: Side, price: Price, by: number, clientOrderId: string | undefined, now: Time): void {
    if (clientOrderId === undefined) {
      if (by < 0 && this.#shares.length > 0) this.#shrink(side, price, -by, now);
      return;
    }
    const share = this.#share(clientOrderId, side, price, now);
    share.named = true;
    const known = by > 0 ? Math.min(by, share.assumed) : 0;
    share.assumed = by > 0 ? share.assumed - known : 0; // whatever takes it off proves that it was there
    share.shown = Math.max(0, share.shown + by - known);
    this.#review(share, now);
  }

  /** The owner tells of an order. At another price than before, nothing of it remains at the old one. */
  tell(order: OwnOrder, now: Time): void {
    for (const share of this.#shares) {
      if (share.clientOrderId !== order.clientOrderId) continue;
      if (share.side !== order.side || share.price !== order.price) this.#tellGone(share, now);
    }
    const share = this.#share(order.clientOrderId, order.side, order.price, now);
    if (share.told === undefined && !share.named) share.assumed = share.shown = order.remaining;
    share.told = order.remaining;
    share.awaited += Math.max(0, order.filled - share.filled);
    share.filled = Math.max(order.filled, share.filled);
    this.#claim(share, now);
    this.#review(share, now);
  }

  /**
   * The owner tells of all its orders in this market, as they were at `asOf` by our clock: those it doesn't name are gone. What was
   * spoken of since then stays as it is.
   */
  tellAll(orders: readonly OwnOrder[], asOf: Time, now: Time): void {
    const since = new Set(this.#shares.filter((share) => share.touchedAt > asOf).map((share) => share.clientOrderId));
    const named = new Set(orders.map(({ clientOrderId }) => clientOrderId));
    for (const share of this.#shares) {
      if (!named.has(share.clientOrderId) && !since.has(share.clientOrderId)) this.#tellGone(share, now);
    }
    for (const order of orders) if (!since.has(order.clientOrderId)) this.tell(order, now);
  }

  /** Lets what has differed for too long be as told. */
  settle(now: Time): Settled {
    let settled: Settled = "same";
    for (const share of this.#shares) {
      if (share.settlesAt === undefined || share.settlesAt > now) continue;
      const told = share.told ?? 0;
      if (share.told !== undefined && share.shown > share.told) settled = "book-behind";
      else if (share.shown !== told && settled === "same") settled = "as-told";
      share.shown = told;
      share.assumed = share.awaited = share.unclaimed = 0;
      share.settlesAt = undefined;
    }
    this.#shares = this.#shares.filter(({ told = 0, shown, settlesAt }) => told + shown > 0 || settlesAt !== undefined);
    return settled;
  }

  #tellGone(share: Share, now: Time): void {
    if (share.told === 0) return;
    share.told = 0;
    this.#review(share, now);
  }

  /** Something shrank at a price and named nobody: somebody else's cancel, or a fill of ours. */
  #shrink(side: Side, price: Price, by: number, now: Time): void {
    let left = by;
    for (const share of this.#shares) {
      if (left === 0 || share.side !== side || share.price !== price || share.shown === 0) continue;
      if (now > after(share.unclaimedAt, SETTLE_MS)) share.unclaimed = 0;
      share.unclaimed += left;
      share.unclaimedAt = now;
      left -= this.#claim(share, now);
      this.#review(share, now);
    }
  }

  /** Sets fills that we were told of against shrinking that nobody claimed. How much it was. */
  #claim(share: Share, now: Time): number {
    if (now > after(share.unclaimedAt, SETTLE_MS)) share.unclaimed = 0;
    const over = Math.max(0, share.shown - (share.told ?? share.shown));
    const claimed = Math.min(share.awaited, share.unclaimed, over);
    share.shown -= claimed;
    share.awaited -= claimed;
    share.unclaimed -= claimed;
    return claimed;
  }

  /** What is gone is kept for a while though nothing of it is shown: more news of it may be still on its way. */
  #review(share: Share, now: Time): void {
    const { told, shown } = share;
    share.touchedAt = now;
    if (shown > 0 && (told === undefined || told === shown)) share.settlesAt = undefined;
    else share.settlesAt ??= after(now, SETTLE_MS);
  }

  #share(clientOrderId: string, side: Side, price: Price, now: Time): Share {
    const known = this.#shares.find(
      (share) => share.clientOrderId === clientOrderId && share.side === side && share.price === price,
    );
    if (known) return known;
    const elsewhere = this.#shares.filter((share) => share.clientOrderId === clientOrderId);
    const share: Share = {
      clientOrderId,
      side,
      price,
      shown: 0,
      named: false,
      assumed: 0,
      told: undefined,
      filled: Math.max(0, ...elsewhere.map(({ filled }) => filled)), // at the price it had before
      awaited: 0,
      unclaimed: 0,
      unclaimedAt: now,
      touchedAt: now,
      settlesAt: undefined,
    };
    this.#shares.push(share);
    return share;
  }
}
