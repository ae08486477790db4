import { describe, expect, test } from "vitest";
import type { TakerOrder, TakerSide } from "../../src/market/taker-order.ts";
import type { Price, Quantity, Time } from "../../src/market/units.ts";
import { ImpliedBook } from "../../src/tape/implied-book.ts";
import { SideInference } from "../../src/tape/side-inference.ts";

/** `seconds`, side, then the prices of the prints in cents, 1 contract each. */
type Step = readonly [seconds: number, side: TakerSide, ...cents: number[]];

function order([seconds, side, ...cents]: Step): TakerOrder {
  const prints = cents.map((at) => ({ price: (at * 100) as Price, quantity: 100 as Quantity }));
  return { ticker: "A", at: (seconds * 1000) as Time, side, prints };
}

/** Bid and ask in cents after the steps, 0 for unknown. */
function bookAfter(...steps: readonly Step[]): readonly [number, number] {
  const book = new ImpliedBook();
  for (const step of steps) book.update(order(step));
  return [(book.bid ?? 0) / 100, (book.ask ?? 0) / 100];
}

describe("what trades give away of the book", () => {
  test("a buyer's last print is the ask, a seller's the bid", () => {
    expect(bookAfter([0, "buy", 44, 45, 47])).toEqual([0, 47]);
    expect(bookAfter([0, "sell", 44, 43])).toEqual([43, 0]);
    expect(bookAfter([0, "sell", 44, 43], [1, "buy", 46])).toEqual([43, 46]);
  });

  test("the other side was beyond the first print", () => {
    expect(bookAfter([0, "sell", 50], [1, "buy", 48, 52])).toEqual([47, 52]);
    expect(bookAfter([0, "buy", 50], [1, "sell", 52, 49])).toEqual([49, 53]);
    expect(bookAfter([0, "sell", 50], [1, "buy", 51])).toEqual([50, 51]);
    expect(bookAfter([0, "sell", 50], [1, "buy", 50])).toEqual([49, 50]);
  });

  test("there is no bid below 1c and no ask above 99c", () => {
    expect(bookAfter([0, "sell", 1], [1, "buy", 1])).toEqual([0, 1]);
    expect(bookAfter([0, "buy", 99], [1, "sell", 99])).toEqual([99, 0]);
  });

  test("a side not confirmed for more than an hour is unknown at the next order, a pushed side is not confirmed", () => {
    expect(bookAfter([0, "sell", 50], [3_600, "buy", 60])).toEqual([50, 60]);
    expect(bookAfter([0, "sell", 50], [3_601, "buy", 60])).toEqual([0, 60]);
    expect(bookAfter([0, "sell", 50], [1_800, "buy", 50], [3_700, "buy", 55])).toEqual([0, 55]);
  });

  test("an order of unknown side tells nothing but the time", () => {
    expect(bookAfter([0, "sell", 50], [1, "unknown", 40])).toEqual([50, 0]);
    expect(bookAfter([0, "sell", 50], [3_601, "unknown", 40])).toEqual([0, 0]);
  });
});

describe("the side where the tape doesn't say", () => {
  const inferred = (...steps: readonly Step[]) => {
    const inference = new SideInference();
    return steps.map((step) => inference.infer(order(step)));
  };
  const sides = (...steps: readonly Step[]) => inferred(...steps).map(({ side }) => side);

  test("the first order stays unknown, the second goes by the tick, an equal one by the order before", () => {
    expect(sides([0, "unknown", 50], [1, "unknown", 50], [2, "unknown", 51], [3, "unknown", 51])).toEqual([
      "unknown",
      "unknown",
      "buy",
      "buy",
    ]);
  });

  test("a known mid comes before the tick", () => {
    // 40 / 60 is known, mid 50: 55 after 58 is a downtick above the mid
    expect(sides([0, "sell", 40], [1, "buy", 60], [2, "unknown", 58], [3, "unknown", 55])).toEqual([
      "sell",
      "buy",
      "buy",
      "buy",
    ]);
  });

  test("at the mid the tick decides, then the order before", () => {
    expect(sides([0, "sell", 40], [1, "buy", 60], [2, "unknown", 50])).toEqual(["sell", "buy", "sell"]);
    expect(sides([0, "buy", 60], [1, "sell", 40], [2, "unknown", 50])).toEqual(["buy", "sell", "buy"]);
  });

  test("a mid too old counts no more", () => {
    // 40 / 60 from an hour ago would make 45 a seller; dearer than the 40 before, it is a buyer
    expect(sides([0, "buy", 60], [1, "sell", 40], [3_700, "unknown", 45]).at(-1)).toBe("buy");
  });

  test("with the side comes the sweep order, whatever order the tape had", () => {
    const at = (...cents: number[]): readonly number[] =>
      inferred([0, "sell", 40], [1, "buy", 60], [2, "unknown", ...cents])
        .at(-1)!
        .prints.map(({ price }) => price / 100);
    expect(at(61, 59, 60)).toEqual([59, 60, 61]);
    expect(at(39, 41, 40)).toEqual([41, 40, 39]);
  });

  test("a known side is never changed, and legs don't mix", () => {
    const inference = new SideInference();
    inference.infer(order([0, "buy", 50]));
    expect(inference.infer({ ...order([1, "unknown", 55]), ticker: "B" }).side).toBe("unknown");
    expect(inference.infer(order([2, "sell", 99])).side).toBe("sell");
  });
});
