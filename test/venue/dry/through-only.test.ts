import { describe, expect, test } from "vitest";
import type { Place } from "../../../src/engine/command.ts";
import type { Input } from "../../../src/engine/input.ts";
import { type BookSnapshot, EMPTY_BOOK } from "../../../src/market/order-book.ts";
import type { TakerSide } from "../../../src/market/taker-order.ts";
import { type Price, type Side, toContracts, toDollars } from "../../../src/market/units.ts";
import { ThroughOnly } from "../../../src/venue/dry/through-only.ts";
import { A, cents, contracts, eventOf, place, seconds, takes } from "../../backtest/scenes.ts";

/** A run's inputs in few words, and what the pessimist makes of them. */
class Story {
  readonly #throughOnly = new ThroughOnly();

  constructor() {
    const event = { ...eventOf(A), fees: { type: "quadratic_with_maker_fees", multiplier: 0 } as const };
    this.hear({ type: "start", at: seconds(0), event } as Input);
  }

  hear(input: Input, ...commands: Place[]): void {
    this.#throughOnly.watch(input, commands);
  }

  rests(at: number, id: string, side: Side, price: number, size = 1, expiresS?: number): void {
    const order = place(id, side, price, size, expiresS === undefined ? undefined : seconds(expiresS));
    this.hear({ type: "tick", at: seconds(at) }, order);
    this.hear({ type: "placed", at: seconds(at), clientOrderId: id, orderId: id });
  }

  trades(at: number, side: TakerSide, ...prints: (readonly [number, number])[]): void {
    this.hear({ type: "trade", at: seconds(at), order: takes(at, side, prints) });
  }

  shows(at: number, book: BookSnapshot): void {
    this.hear({ type: "book", at: seconds(at), ticker: A, book });
  }

  filled(at: number, clientOrderId: string, side: Side, price: number, size: number): void {
    const common = { type: "fill", at: seconds(at), tradeId: `${at}`, clientOrderId, ticker: A, taker: false } as const;
    this.hear({ ...common, side, price: cents(price), quantity: contracts(size), fee: 0 as never });
  }

  /** Fills, contracts, and the net in dollars with YES at so many cents. */
  at(markCents: number): readonly [fills: number, contracts: number, net: number] {
    const { fills, quantity, net } = this.#throughOnly.figures(() => cents(markCents));
    return [fills, toContracts(quantity), toDollars(net)];
  }
}

const asks = (...levels: (readonly [number, number])[]): BookSnapshot => ({
  bids: [],
  asks: levels.map(([size, price]) => ({ price: cents(price), quantity: contracts(size) })),
});

describe("through-only", () => {
  test("a print at our price fills nothing, one beyond it fills what it printed", () => {
    const story = new Story();
    story.rests(1, "a", "bid", 46, 5);
    story.trades(2, "sell", [50, 46]);
    expect(story.at(50)).toEqual([0, 0, 0]);
    story.trades(3, "sell", [50, 46], [2, 45]);
    expect(story.at(50)).toEqual([1, 2, 0.08]);
  });

  test("what was traded before the order rested isn't for it, however late it is told", () => {
    const story = new Story();
    story.rests(5, "a", "bid", 46);
    story.hear({ type: "trade", at: seconds(6), order: takes(4, "sell", [[9, 40]]) });
    expect(story.at(50)).toEqual([0, 0, 0]);
  });

  test("an offer beyond our price comes to us, one at it doesn't", () => {
    const story = new Story();
    story.rests(1, "a", "bid", 46, 5);
    story.shows(2, asks([9, 46]));
    expect(story.at(50)).toEqual([0, 0, 0]);
    story.shows(3, asks([2, 45], [9, 46]));
    story.shows(4, asks([2, 45], [8, 46])); // the same two
    expect(story.at(50)).toEqual([1, 2, 0.1 - 0.02]);
  });

  test("a book that can't be trusted, as it is told and as a journal has it, makes nobody's offer a new one", () => {
    for (const empty of [EMPTY_BOOK, structuredClone(EMPTY_BOOK)]) {
      const story = new Story();
      story.rests(1, "a", "bid", 46, 5);
      story.shows(2, asks([2, 45]));
      story.shows(3, empty);
      story.shows(4, asks([2, 45]));
      expect(story.at(50)).toEqual([1, 2, 0.08]);
    }
  });

  test.each(["book first", "print first"])(
    "an offer that has come to us comes no second time when it is bought: %s",
    (order) => {
      const story = new Story();
      story.rests(1, "a", "bid", 46, 5);
      story.shows(2, asks([2, 45], [9, 47]));
      if (order === "book first") story.shows(3, asks([9, 47]));
      story.trades(3, "buy", [2, 45]);
      if (order === "print first") story.shows(3, asks([9, 47]));
      expect(story.at(50)).toEqual([1, 2, 0.08]);
      story.trades(8, "buy", [1, 45]);
      expect(story.at(50)).toEqual([2, 3, 0.12]);
    },
  );

  test("an order that the run has had filled stands until its successor does", () => {
    const story = new Story();
    story.rests(1, "a", "bid", 46, 1, 45);
    story.trades(2, "sell", [500, 46]);
    story.filled(2, "a", "bid", 46, 1);
    story.trades(3, "sell", [1, 45]);
    expect(story.at(40)).toEqual([1, 1, -0.06]);
    const other = new Story();
    other.rests(1, "a", "bid", 46, 1, 45);
    other.filled(2, "a", "bid", 46, 1);
    other.rests(3, "b", "bid", 44, 1, 45);
    other.trades(4, "sell", [1, 45]);
    expect(other.at(40)).toEqual([0, 0, 0]);
  });

  test("or until it would have expired", () => {
    const story = new Story();
    story.rests(1, "a", "bid", 46, 1, 45);
    story.filled(2, "a", "bid", 46, 1);
    story.trades(45, "sell", [1, 30]);
    expect(story.at(40)).toEqual([0, 0, 0]);
  });

  test("a cancelled order, one taken off, and one that never rested get nothing", () => {
    const story = new Story();
    story.rests(1, "a", "bid", 46);
    story.hear({ type: "cancelled", at: seconds(2), clientOrderId: "a", reducedBy: contracts(1) });
    story.rests(3, "b", "bid", 46);
    story.hear({ type: "closed", at: seconds(4), clientOrderId: "b", reason: "pause", reducedBy: contracts(1) });
    story.hear({ type: "tick", at: seconds(5) }, place("c", "bid", 46));
    const refusal = { type: "refused", at: seconds(5), clientOrderId: "c", request: "place" } as const;
    story.hear({ ...refusal, code: "post-only-cross", detail: "" });
    story.trades(6, "sell", [9, 30]);
    expect(story.at(40)).toEqual([0, 0, 0]);
  });

  test("a moved order stands at its new price, a smaller one gets no more than is left of it", () => {
    const story = new Story();
    story.rests(1, "a", "ask", 60, 5);
    const amended = { type: "amended", clientOrderId: "a", expiresAt: undefined } as const;
    story.hear({ ...amended, at: seconds(2), price: cents(62), remaining: contracts(2) });
    story.trades(3, "buy", [9, 61]);
    expect(story.at(50)).toEqual([0, 0, 0]);
    story.trades(4, "buy", [9, 63]);
    expect(story.at(50)).toEqual([1, 2, 0.24]);
  });

  test("a contract that has paid out is worth what it paid", () => {
    const story = new Story();
    story.rests(1, "a", "bid", 46);
    story.trades(2, "sell", [9, 30]);
    story.hear({ type: "settlement", at: seconds(3), ticker: A, value: 10_000 as Price });
    expect(story.at(1)).toEqual([1, 1, 0.54]);
  });
});
