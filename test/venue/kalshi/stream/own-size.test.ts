import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Price, price, type Quantity, quantity, type Time } from "../../../../src/market/units.ts";
import { OwnSize, SETTLE_MS } from "../../../../src/venue/kalshi/stream/own-size.ts";

const T0 = 1_000_000;
const at = (ms: number): Time => (T0 + ms) as Time;
const PRICES = [4_600, 4_700].map((ticks) => price(ticks));

interface Act {
  readonly do: "create" | "cancel" | "fill" | "shrink" | "move" | "others add" | "others cancel";
  /** Which price: for creates and others. */
  readonly level: number;
  /** Which of our live orders: for the rest. */
  readonly which: number;
  readonly size: number;
}

const act = (kinds: readonly Act["do"][]): fc.Arbitrary<Act> =>
  fc.record({
    do: fc.constantFrom(...kinds),
    level: fc.nat(1),
    which: fc.nat(5),
    size: fc.integer({ min: 1, max: 9 }).map((contracts) => contracts * 100),
  });

interface Order {
  readonly clientOrderId: string;
  price: Price;
  remaining: Quantity;
  filled: Quantity;
}

/** What comes to us: a change of the book with what others have then, or news of an order. */
type News =
  | {
      readonly price: Price;
      readonly by: number;
      readonly owner: string | undefined;
      readonly others: readonly number[];
    }
  | { readonly order: Order };

/** The exchange's side of it: what it sends on the book's stream and on the account's. */
function exchange(acts: readonly Act[]): {
  readonly book: readonly (News & { ms: number })[];
  readonly told: readonly (News & { ms: number })[];
} {
  const orders: Order[] = [];
  const others = [0, 0];
  const book: (News & { ms: number })[] = [];
  const told: (News & { ms: number })[] = [];
  acts.forEach((step, index) => {
    const ms = index * 50;
    const change = (level: Price, by: number, owner?: string): void => {
      book.push({ ms, price: level, by, owner, others: [...others] });
    };
    if (step.do === "others add" || step.do === "others cancel") {
      const by = step.do === "others add" ? step.size : -Math.min(step.size, others[step.level]!);
      others[step.level]! += by;
      if (by !== 0) change(PRICES[step.level]!, by);
      return;
    }
    if (step.do === "create") {
      const id = `ours-${orders.length}`;
      orders.push({
        clientOrderId: id,
        price: PRICES[step.level]!,
        remaining: quantity(step.size),
        filled: quantity(0),
      });
      change(PRICES[step.level]!, step.size, id);
    } else {
      const live = orders.filter(({ remaining }) => remaining > 0);
      const order = live[step.which % Math.max(1, live.length)];
      if (order === undefined) return;
      const by = step.do === "cancel" || step.do === "move" ? order.remaining : Math.min(step.size, order.remaining);
      change(order.price, -by, step.do === "fill" ? undefined : order.clientOrderId); // the taker's doing, not ours
      if (step.do === "move") {
        order.price = PRICES[1 - PRICES.indexOf(order.price)]!;
        change(order.price, by, order.clientOrderId);
      } else order.remaining = quantity(order.remaining - by);
      if (step.do === "fill") order.filled = quantity(order.filled + by);
      told.push({ ms, order: { ...order } });
      return;
    }
    told.push({ ms, order: { ...orders.at(-1)! } });
  });
  return { book, told };
}

/** Plays both streams to us, each with its own delay; calls `look` after each piece with what others have and what we make of it. */
function play(
  acts: readonly Act[],
  delays: { readonly book: number; readonly told: number },
  look: (others: readonly number[], shown: readonly number[]) => void,
  settling: "settled" | "at once" = "settled",
): void {
  const { book, told } = exchange(acts);
  const arriving = [
    ...book.map((news) => ({ news, ms: news.ms + delays.book })),
    ...told.map((news) => ({ news, ms: news.ms + delays.told })),
  ].sort((a, b) => a.ms - b.ms);
  const own = new OwnSize();
  const total = [0, 0];
  let others: readonly number[] = [0, 0];
  const shown = (): number[] => PRICES.map((level, index) => Math.max(0, total[index]! - own.at("bid", level)));
  for (const { news, ms } of arriving) {
    own.settle(at(ms));
    if ("order" in news) own.tell({ ...news.order, side: "bid" }, at(ms));
    else {
      total[PRICES.indexOf(news.price)]! += news.by;
      own.change("bid", news.price, news.by, news.owner, at(ms));
      others = news.others;
    }
    look(others, shown());
  }
  const quiet = (arriving.at(-1)?.ms ?? 0) + 2 * SETTLE_MS;
  while (settling === "settled" && own.settlesAt !== undefined) own.settle(at(quiet));
  expect(shown()).toEqual(others);
}

const delays = fc.record({ book: fc.integer({ min: 0, max: 800 }), told: fc.integer({ min: 0, max: 800 }) });

describe("own size", () => {
  it("never lets an order of ours look like one of theirs, whichever of the two streams is ahead", () => {
    const acts = fc.array(act(["create", "cancel", "fill", "shrink", "move", "others add"]), { maxLength: 25 });
    fc.assert(
      fc.property(acts, delays, (steps, delay) => {
        play(steps, delay, (others, shown) => {
          for (const [level, size] of shown.entries()) expect(size).toBeLessThanOrEqual(others[level]!);
        });
      }),
      { numRuns: 400, seed: 6 },
    );
  });

  it("is exact once both streams have said all, whatever others do", () => {
    const kinds = ["create", "cancel", "fill", "shrink", "move", "others add", "others cancel"] as const;
    fc.assert(
      fc.property(fc.array(act(kinds), { maxLength: 40 }), delays, (steps, delay) =>
        play(steps, delay, () => undefined),
      ),
      { numRuns: 400, seed: 7 },
    );
  });

  it("is exact as soon as both have said all, where no cancel of others can be taken for a fill", () => {
    const acts = fc.array(act(["create", "cancel", "fill", "shrink", "move", "others add"]), { maxLength: 20 });
    fc.assert(
      fc.property(acts, delays, (steps, delay) => play(steps, delay, () => undefined, "at once")),
      { numRuns: 400, seed: 9 },
    );
  });

  it("is exact at every moment when the account's stream is just behind the book's", () => {
    const acts = fc.array(act(["create", "cancel", "shrink", "move", "others add", "others cancel"]), {
      maxLength: 25,
    });
    fc.assert(
      fc.property(acts, (steps) => play(steps, { book: 0, told: 1 }, (others, shown) => expect(shown).toEqual(others))),
      { numRuns: 200, seed: 8 },
    );
  });

  it("counts an order that the book never names as ours from the moment it is told of, until told that it's gone", () => {
    const own = new OwnSize();
    const order = {
      clientOrderId: "a",
      side: "ask",
      price: price(5_200),
      remaining: quantity(300),
      filled: quantity(0),
    } as const;
    own.tell(order, at(0));
    expect(own.at("ask", price(5_200))).toBe(300);
    own.settle(at(10 * SETTLE_MS));
    expect(own.at("ask", price(5_200))).toBe(300);
    own.tell({ ...order, remaining: quantity(0) }, at(20 * SETTLE_MS));
    own.settle(at(20 * SETTLE_MS + SETTLE_MS - 1));
    expect(own.at("ask", price(5_200))).toBe(300);
    own.settle(at(21 * SETTLE_MS));
    expect(own.at("ask", price(5_200))).toBe(0);
    expect(own.empty).toBe(true);
  });

  it("takes a complete reading for what it is: as of its moment", () => {
    const own = new OwnSize();
    const order = (id: string, remaining: number) =>
      ({
        clientOrderId: id,
        side: "bid",
        price: price(4_700),
        remaining: quantity(remaining),
        filled: quantity(0),
      }) as const;
    own.tell(order("old", 100), at(0));
    own.change("bid", price(4_700), 200, "new", at(5_000));
    own.tellAll([order("adopted", 400)], at(3_000), at(6_000));
    own.settle(at(6_000 + SETTLE_MS));
    expect(own.at("bid", price(4_700))).toBe(600); // "new" is younger than the reading, "old" is gone
  });
});
