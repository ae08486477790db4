import { describe, expect, test } from "vitest";
import type { TapeVenue } from "../../src/backtest/tape-venue.ts";
import type { VenueCommand } from "../../src/engine/command.ts";
import type { TakerOrder } from "../../src/market/taker-order.ts";
import type { VenueInput } from "../../src/venue/venue.ts";
import { A, cancel, cents, contracts, place, seconds, takes, venueOf } from "./scenes.ts";

/** Plays commands and taker orders in the order given, each after all that was due by its time; what was heard, in words. */
function play(venue: TapeVenue, ...acts: readonly (readonly [atS: number, VenueCommand] | TakerOrder)[]): string[] {
  const heard: VenueInput[] = [];
  const due = (until: number): void => {
    while (venue.nextAt !== undefined && venue.nextAt <= until) heard.push(...venue.next());
  };
  for (const act of acts) {
    if ("ticker" in act) {
      due(act.at);
      heard.push(...venue.trade(act));
    } else {
      due(seconds(act[0]));
      venue.send(act[1], seconds(act[0]));
    }
  }
  due(Number.POSITIVE_INFINITY);
  return heard.filter(({ type }) => type !== "trade" && type !== "book").map(inWords);
}

function inWords(input: VenueInput): string {
  const at = `${input.at / 1_000}s`;
  if (input.type === "fill") return `${at} fill ${input.clientOrderId} ${input.quantity / 100}@${input.price / 100}`;
  if (input.type === "refused") return `${at} refused ${input.clientOrderId} ${input.request} ${input.code}`;
  if (input.type === "cancelled") return `${at} cancelled ${input.clientOrderId} ${input.reducedBy / 100}`;
  if (input.type === "closed") return `${at} closed ${input.clientOrderId} ${input.reason} ${input.reducedBy / 100}`;
  if (input.type === "amended") {
    return `${at} amended ${input.clientOrderId} ${input.remaining / 100}@${input.price / 100}`;
  }
  return "clientOrderId" in input ? `${at} ${input.type} ${input.clientOrderId}` : `${at} ${input.type}`;
}

describe("reaction latency", () => {
  test("an order meets only what comes once it is live", () => {
    const heard = play(
      venueOf("touch"),
      [10, place("a", "bid", 46)],
      takes(10.999, "sell", [[5, 40]]),
      takes(11, "sell", [[5, 40]]),
    );
    expect(heard).toEqual(["11s placed a", "11s fill a 1@46"]);
  });

  test("a cancelled order is fillable until the cancel has arrived", () => {
    const heard = play(
      venueOf("through"),
      [0, place("a", "bid", 46, 3)],
      [10, cancel("a")],
      takes(10.5, "sell", [[1, 45]]),
      takes(11, "sell", [[1, 45]]),
    );
    expect(heard).toEqual(["1s placed a", "10.5s fill a 1@46", "11s cancelled a 2"]);
  });

  test("a cancel that comes too late is told so", () => {
    const heard = play(
      venueOf("through"),
      [0, place("a", "bid", 46)],
      [10, cancel("a")],
      takes(10.5, "sell", [[1, 45]]),
    );
    expect(heard).toEqual(["1s placed a", "10.5s fill a 1@46", "11s refused a cancel gone"]);
  });

  test("commands about one order never overtake each other", () => {
    const heard = play(venueOf("touch", [3, 0.3]), [0, place("a", "bid", 46)], [0.1, cancel("a")]);
    expect(heard).toEqual(["3s placed a", "3s cancelled a 1"]);
  });

  test("the answer to a reading is the account at the time it is read", () => {
    const venue = venueOf("through");
    venue.send(place("a", "ask", 50, 2), seconds(0));
    venue.next();
    venue.trade(takes(2, "buy", [[1, 51]]));
    venue.send({ type: "readAccount" }, seconds(2));
    const [reading] = venue.next();
    expect(reading).toMatchObject({
      type: "account",
      at: seconds(3),
      asOf: seconds(3),
      resting: [{ clientOrderId: "a", ticker: A, side: "ask", price: 5_000, remaining: 100 }],
      positions: [{ ticker: A, position: -100 }],
      // $1,000 + 50c - $1 held back for the short - 0.0175 x 0.5 x 0.5 rounded up to $0.0044
      balance: 999_495_600,
    });
  });
});

describe("post-only", () => {
  const askAt50 = takes(0, "buy", [[1, 50]]);

  test("a bid at the implied ask is refused, one below rests", () => {
    expect(play(venueOf("touch"), askAt50, [1, place("a", "bid", 50)], [1, place("b", "bid", 49)])).toEqual([
      "2s refused a place post-only-cross",
      "2s placed b",
    ]);
  });

  test("it is looked at when decided: an ask that has gone by the time of arrival still refuses", () => {
    expect(play(venueOf("touch"), askAt50, [1, place("a", "bid", 50)], takes(1.5, "buy", [[1, 55]]))).toEqual([
      "2s refused a place post-only-cross",
    ]);
  });

  test("and again when it goes live: an ask that has come refuses", () => {
    expect(play(venueOf("touch"), [1, place("a", "bid", 50)], takes(1.5, "buy", [[1, 50]]))).toEqual([
      "2s refused a place post-only-cross",
    ]);
  });

  test("a side that nobody has confirmed for an hour is not known, and refuses nothing", () => {
    const sale = takes(3_700, "sell", [[1, 40]]);
    expect(play(venueOf("touch"), askAt50, sale, [3_701, place("a", "bid", 50)])).toEqual(["3702s placed a"]);
    expect(play(venueOf("touch"), askAt50, [3_701, place("a", "bid", 50)])).toEqual([
      "3702s refused a place post-only-cross", // nothing has come since: nobody has looked
    ]);
  });

  test("asks are the mirror image", () => {
    const bidAt50 = takes(0, "sell", [[1, 50]]);
    expect(play(venueOf("touch"), bidAt50, [1, place("a", "ask", 50)], [1, place("b", "ask", 51)])).toEqual([
      "2s refused a place post-only-cross",
      "2s placed b",
    ]);
  });

  test("an order never meets one of our own", () => {
    expect(play(venueOf("touch"), [0, place("a", "ask", 50)], [2, place("b", "bid", 50)])).toEqual([
      "1s placed a",
      "3s refused b place post-only-cross",
    ]);
  });
});

describe("the queue before us", () => {
  const known = [takes(0, "sell", [[1, 45]]), takes(0.1, "buy", [[1, 55]])] as const;
  const sale = (at: number, size: number, price: number) => takes(at, "sell", [[size, price]]);

  test("is there where we join the best, and not where we improve it", () => {
    expect(play(venueOf("queue"), ...known, [1, place("a", "bid", 45)], sale(3, 100, 45), sale(4, 1, 45))).toEqual([
      "2s placed a",
      "4s fill a 1@45",
    ]);
    expect(play(venueOf("queue"), ...known, [1, place("a", "bid", 46)], sale(3, 1, 46))).toEqual([
      "2s placed a",
      "3s fill a 1@46",
    ]);
  });

  test("is there where nothing is known", () => {
    expect(play(venueOf("queue"), [1, place("a", "bid", 46)], sale(3, 100, 46), sale(4, 1, 46))).toEqual([
      "2s placed a",
      "4s fill a 1@46",
    ]);
  });

  const amendTo = (price: number, remaining: number): VenueCommand => {
    const common = { clientOrderId: "a", ticker: A, side: "bid", price: cents(price) } as const;
    return { type: "amend", ...common, remaining: contracts(remaining), filled: contracts(0), expiresAt: undefined };
  };

  test("is kept by an amend to a smaller size, and begun anew by one to another price", () => {
    const smaller = play(
      venueOf("queue"),
      ...known,
      [1, place("a", "bid", 46, 5)],
      [3, amendTo(46, 2)],
      sale(9, 7, 46),
    );
    expect(smaller).toEqual(["2s placed a", "4s amended a 2@46", "9s fill a 2@46"]);
    const moved = play(
      venueOf("queue"),
      ...known,
      [1, place("a", "bid", 46, 5)],
      [3, amendTo(45, 5)],
      sale(9, 103, 45),
    );
    expect(moved).toEqual(["2s placed a", "4s amended a 5@45", "9s fill a 3@45"]);
  });

  test("an amend asks for a total: what was filled on its way comes off", () => {
    const heard = play(
      venueOf("touch"),
      [0, place("a", "bid", 46, 5)],
      [3, amendTo(46, 3)],
      sale(3.5, 2, 46),
      sale(9, 9, 46),
    );
    expect(heard).toEqual(["1s placed a", "3.5s fill a 2@46", "4s amended a 1@46", "9s fill a 1@46"]);
  });
});

describe("what else ends an order", () => {
  test("its expiry, at its time", () => {
    const heard = play(
      venueOf("touch"),
      [0, place("a", "bid", 46, 2, seconds(20))],
      takes(19, "sell", [[1, 46]]),
      takes(20, "sell", [[1, 46]]),
    );
    expect(heard).toEqual(["1s placed a", "19s fill a 1@46", "20s closed a expired 1"]);
  });

  test("cancel-all takes every order off and then says so", () => {
    const heard = play(
      venueOf("touch"),
      [0, place("a", "bid", 46)],
      [0, place("b", "ask", 60, 3)],
      [5, { type: "cancelAll" }],
    );
    expect(heard).toEqual([
      "1s placed a",
      "1s placed b",
      "6s closed a cancel-all 1",
      "6s closed b cancel-all 3",
      "6s cancelledAll",
    ]);
  });
});

test("what can't be an order is refused and named", () => {
  const odd = { ...place("c", "bid", 46), price: 4_650 as never };
  expect(
    play(
      venueOf("touch"),
      [0, place("a", "bid", 46)],
      [2, place("a", "bid", 45)],
      [4, odd],
      [4e9, place("d", "bid", 46)],
    ),
  ).toEqual([
    "1s placed a",
    "3s refused a place duplicate",
    "5s refused c place invalid-price",
    "4000000001s refused d place market-inactive",
  ]);
});

test("a fill costs what the exchange charges a maker", () => {
  const venue = venueOf("through");
  venue.send(place("a", "bid", 46, 5), seconds(0));
  venue.next();
  const fill = venue.trade(takes(2, "sell", [[5, 45]])).at(-1)!;
  // 0.0175 x 5 x 0.46 x 0.54 = $0.0217350, up to the next $0.0001
  expect(fill).toMatchObject({ type: "fill", price: 4_600, quantity: 500, fee: 21_800, taker: false });
  expect(venue.account.cash).toBe(1_000_000_000 - 5 * 460_000 - 21_800);
  venue.settle(A, cents(100), seconds(9));
  expect(venue.account.cash).toBe(1_000_000_000 - 5 * 460_000 - 21_800 + 5_000_000);
});
