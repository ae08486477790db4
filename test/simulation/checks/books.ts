import { type BookSnapshot, best } from "../../../src/market/order-book.ts";
import type { Check, Violated } from "../check.ts";
import type { Program } from "../program.ts";
import { ownEpoch } from "../wire.ts";
import type { World } from "../world.ts";

/** A book that is still another than the exchange's so long after that last moved is wrong. */
const SETTLED_MS = 12_000;
/** A connection that is stalled, though it is alive, shows for so long what was. */
const WRONG_MS = 25_000;
/** The book may take so long to show what we know otherwise, and the other way round. */
const OWN_MS = 5_000;
/** So long after another hand has acted on the account nobody need know of it: what it has resting looks like somebody else's. */
const UNTOLD_MS = 100_000;

/** Nobody quotes on a book that is wrong: others' best prices as the engine has them are the exchange's, once that has been still for a while. */
export function bookChecks(world: World, violated: Violated): Check {
  const movedAt = new Map<string, number>();
  const wrongSince = new Map<string, number>();
  return {
    fact(fact) {
      if (fact.type === "book" && fact.account !== world.account) movedAt.set(fact.ticker, world.now);
      if ("order" in fact && fact.order.account === world.account && ownEpoch(fact.order.clientOrderId) === undefined)
        movedAt.set(fact.order.ticker, world.now + UNTOLD_MS);
      if (fact.type === "status" || fact.type === "leg")
        for (const ticker of world.crowd.tickers) movedAt.set(ticker, world.now);
    },
    look() {
      for (const program of world.programs) {
        if (!program.life.isActive || program.outcome.type !== "running") continue;
        for (const ticker of world.crowd.tickers) look(program, ticker);
        lookForOwn(program);
      }
    },
  };

  function look(program: Program, ticker: string): void {
    const key = `${program.epoch} ${ticker}`;
    const leg = program.run?.session.engine.desk?.legs.get(ticker);
    const quotes = [...world.resting.values()].some((order) => {
      return order.ticker === ticker && ownEpoch(order.clientOrderId) === program.epoch;
    });
    const isStill = world.now - (movedAt.get(ticker) ?? 0) > SETTLED_MS;
    if (leg === undefined || !quotes || !isStill || world.truth.state !== "open" || world.network.isParted) {
      wrongSince.delete(key);
      return;
    }
    const book = world.truth.book(ticker, 1, world.account);
    const isRight = (["bid", "ask"] as const).every((side) => best(book, side) === best(leg.book, side));
    if (isRight) wrongSince.delete(key);
    else if (world.now - wrongSince.getOrInsertComputed(key, () => world.now) > WRONG_MS) {
      const shown = JSON.stringify({ exchange: book, engine: leg.book });
      violated("nobody quotes on a wrong book", `${ticker}: ${shown}`);
    }
  }

  /**
   * Our own orders are not shown to the engine as somebody else's. A connection that is stalled, or has dropped the last message for a while, shows what was: then what
   * a fill has left of an order looks like its rest, where that is as much. While nothing comes through, a book that stands still may show one of ours that is known to
   * be gone, which looks like a newer one at its price.
   */
  function lookForOwn({ epoch, run }: Program): void {
    for (const { clientOrderId, ticker, side, price, initial, remaining, createdAt } of world.resting.values()) {
      const key = `own ${clientOrderId}`;
      const levels = (book: BookSnapshot | undefined): number =>
        book?.[side === "bid" ? "bids" : "asks"].find((level) => level.price === price)?.quantity ?? 0;
      const isOurs = ownEpoch(clientOrderId) === epoch && world.exchange.now - createdAt > OWN_MS;
      const shown = isOurs ? levels(run?.session.engine.desk?.legs.get(ticker)?.book) : 0;
      const isOthers = levels(world.truth.book(ticker, 20, world.account)) > 0;
      if (shown !== remaining || isOthers || world.network.isParted) wrongSince.delete(key);
      else if (
        world.now - wrongSince.getOrInsertComputed(key, () => world.now) >
        (remaining < initial ? WRONG_MS : OWN_MS)
      )
        violated("our orders are not shown as others'", `${clientOrderId}: ${shown} at ${price}`);
    }
  }
}
