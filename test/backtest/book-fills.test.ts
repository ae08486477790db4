import { describe, expect, test } from "vitest";
import { TapeVenue } from "../../src/backtest/tape-venue.ts";
import type { Place } from "../../src/engine/command.ts";
import type { TakerOrder } from "../../src/market/taker-order.ts";
import type { Side } from "../../src/market/units.ts";
import type { BookStep } from "../../src/tape/recording/book-steps.ts";
import type { VenueInput } from "../../src/venue/venue.ts";
import { A, cents, contracts, eventOf, OPENING, place, seconds, takes } from "./scenes.ts";

/** Contracts at cents. */
type Words = readonly [contracts: number, cents: number];

const levels = (words: readonly Words[]) => {
  return words.map(([count, price]) => ({ price: cents(price), quantity: contracts(count) }));
};

/** A book of A: bids, then asks. */
function snapshot(at: number, bids: readonly Words[], asks: readonly Words[]): BookStep {
  return { type: "snapshot", at: seconds(at), ticker: A, bids: levels(bids), asks: levels(asks) };
}

function change(at: number, side: Side, price: number, by: number): BookStep {
  return { type: "change", at: seconds(at), ticker: A, side, price: cents(price), by: by * 100 };
}

type Acts = readonly (readonly [atS: number, BookStep | Place | TakerOrder])[];

/** Plays what happens, orders of ours a second before they are to rest, and tells what was heard, in words. */
function play(...acts: Acts): string[] {
  const venue = new TapeVenue({
    event: eventOf(A),
    fillModel: "book",
    latency: () => 1_000,
    queueAhead: contracts(100),
    openingBalance: OPENING,
    lastAt: seconds(4e9),
    books: { tickers: [A] },
  });
  const heard: VenueInput[] = [];
  const due = (until: number): void => {
    while (venue.nextAt !== undefined && venue.nextAt <= until) heard.push(...venue.next());
  };
  for (const [at, act] of acts) {
    if ("clientOrderId" in act) {
      due(seconds(at - 1));
      venue.send(act, seconds(at - 1));
    } else {
      due(seconds(at));
      heard.push(...("prints" in act ? venue.trade(act) : venue.step([act], seconds(at))));
    }
  }
  due(Number.POSITIVE_INFINITY);
  return heard.map(inWords).filter((words) => words !== "");
}

function inWords(input: VenueInput): string {
  const at = `${input.at / 1_000}s`;
  if (input.type === "fill") return `${at} fill ${input.clientOrderId} ${input.quantity / 100}@${input.price / 100}`;
  if (input.type === "refused") return `${at} refused ${input.clientOrderId} ${input.code}`;
  if (input.type === "heartbeat") return `${at} ${input.feed}`;
  if (input.type !== "book") return "";
  const { bids, asks } = input.book;
  const side = (all: typeof bids): string =>
    all.map(({ price, quantity }) => `${quantity / 100}@${price / 100}`).join(" ");
  return `${at} book ${side(bids)} / ${side(asks)}`;
}

/** What was heard but of books and the feed. */
function fills(...acts: Acts): string[] {
  return play(...acts).filter((words) => words.includes("fill") || words.includes("refused"));
}

describe("fills by the recorded book", () => {
  const book = snapshot(
    1,
    [
      [30, 45],
      [10, 44],
    ],
    [[20, 48]],
  );

  test("what truly rests at the price is served before us, and no more than that", () => {
    const bought = fills(
      [1, book],
      [2, place("a", "bid", 45, 5)],
      [3, takes(3, "sell", [[28, 45]])],
      [3, change(3, "bid", 45, -28)],
      [4, takes(4, "sell", [[4, 45]])],
    );
    expect(bought).toEqual(["4s fill a 2@45"]);
  });

  test("who comes later stands behind us, whose cancels don't help us", () => {
    const bought = fills(
      [1, book],
      [2, place("a", "bid", 45, 5)],
      [3, change(3, "bid", 45, 40)],
      [4, change(4, "bid", 45, -40)],
      [6, takes(6, "sell", [[31, 45]])],
    );
    expect(bought).toEqual(["6s fill a 1@45"]);
  });

  test("cancels that can't be of those behind us bring us forward", () => {
    const bought = fills(
      [1, book],
      [2, place("a", "bid", 45, 5)],
      [3, change(3, "bid", 45, -25)], // nobody is behind
      [6, takes(6, "sell", [[8, 45]])],
    );
    expect(bought).toEqual(["6s fill a 3@45"]);
  });

  test("a trade counts once, though the print and the change of the book both tell of it", () => {
    const bought = fills(
      [1, book],
      [2, place("a", "bid", 45, 5)],
      [3, change(3, "bid", 45, 10)],
      [4, takes(4, "sell", [[10, 45]])],
      [4, change(4, "bid", 45, -10)],
      [6, takes(6, "sell", [[19, 45]])],
      [6, change(6, "bid", 45, -19)],
      [8, takes(8, "sell", [[2, 45]])],
    );
    expect(bought).toEqual(["8s fill a 1@45"]); // 30 stood before us: 10 and 19 are gone, then one more
  });

  test("a price of our own has nobody before us", () => {
    expect(fills([1, book], [2, place("a", "bid", 46, 5)], [3, takes(3, "sell", [[2, 46]])])).toEqual([
      "3s fill a 2@46",
    ]);
  });

  test("what comes to rest where ours would have met it fills ours", () => {
    const sold = fills([1, book], [2, place("a", "ask", 47, 5)], [3, change(3, "bid", 47, 3)]);
    expect(sold).toEqual(["3s fill a 3@47"]);
  });

  test("a price that reaches the recorded other side is refused", () => {
    expect(fills([1, book], [2, place("a", "bid", 48, 5)])).toEqual(["2s refused a post-only-cross"]);
  });
});

describe("what the engine hears of recorded books", () => {
  test("they are told as they change, and not again while they don't", () => {
    const heard = play(
      [1, snapshot(1, [[30, 45]], [[20, 48]])],
      [2, change(2, "bid", 45, -10)],
      [3, snapshot(3, [[20, 45]], [[20, 48]])],
    );
    expect(heard).toEqual(["1s live", "1s book 30@45 / 20@48", "2s book 20@45 / 20@48"]);
  });

  test("a gap is told as one, until a snapshot ends it", () => {
    const heard = play(
      [1, snapshot(1, [[30, 45]], [[20, 48]])],
      [2, { type: "lost", at: seconds(2), ticker: undefined }],
      [3, change(3, "bid", 45, 10)],
      [4, snapshot(4, [[7, 45]], [])],
    );
    expect(heard).toEqual(["1s live", "1s book 30@45 / 20@48", "2s lost", "4s live", "4s book 7@45 / "]);
  });
});
