import { describe, expect, test } from "vitest";
import { VirtualTime } from "../../../../src/ambient/virtual-time.ts";
import { DOLLAR, type Money, type Price, type Quantity, type Side, type Time } from "../../../../src/market/units.ts";
import type { Fact } from "../../../../src/venue/sim/fact.ts";
import { BookReplay } from "../../../../src/venue/sim/replay/book-replay.ts";
import type { PlayedStep } from "../../../../src/venue/sim/replay/played-stream.ts";

const START = 1_790_000_000_000 as Time;
const TICKER = "E-A";
const LEAD_MS = 2_000;

const at = (seconds: number): Time => (START + 500_000 + seconds * 1_000) as Time;
const level = (contracts: number, cents: number) => ({
  price: (cents * 100) as Price,
  quantity: (contracts * 100) as Quantity,
});

function change(seconds: number, side: Side, cents: number, contracts: number): PlayedStep {
  return { type: "change", at: at(seconds), ticker: TICKER, side, price: (cents * 100) as Price, by: contracts * 100 };
}

function print(seconds: number, takerSide: "buy" | "sell", contracts: number, cents: number): PlayedStep {
  return { type: "print", at: at(seconds), ticker: TICKER, takerSide, ...level(contracts, cents) };
}

/** A recording that begins with 30 at 45 and 10 at 44, against 20 at 48. */
function replayed(...steps: readonly PlayedStep[]) {
  const first = {
    type: "snapshot",
    at: at(0),
    ticker: TICKER,
    bids: [level(30, 45), level(10, 44)],
    asks: [level(20, 48)],
  } as const;
  const recorded = { ticker: "E", orders: [], trades: 0, legs: [], values: undefined, mutuallyExclusive: true };
  const range = { start: 0 as Price, end: 10_000 as Price, step: 100 };
  const played = { steps: [first, ...steps], legs: new Map([[TICKER, { title: "A", priceRanges: [range] }]]) };
  const fees = { type: "quadratic", multiplier: 1 } as const;
  const replay = new BookReplay({ recorded: { ...recorded, played }, speed: 1, fees, rules: {} }, START);
  const time = new VirtualTime(START);
  const { exchange } = replay;
  const heard: string[] = [];
  exchange.openAccount("me");
  exchange.deposit("me", (1_000 * DOLLAR) as Money);
  exchange.subscribe((fact) => heard.push(...inWords(fact)));
  replay.enter(time);
  heard.length = 0;
  return {
    heard,
    exchange,
    /** Lets the recording go on to this second of it. */
    until: (seconds: number) => {
      time.runUntil((START + LEAD_MS + seconds * 1_000) as Time);
      exchange.advance(time.now());
    },
    place: (side: Side, contracts: number, cents: number) => {
      const terms = { timeInForce: "good-till-canceled", postOnly: true } as const;
      exchange.create("me", { ticker: TICKER, side, ...level(contracts, cents), ...terms }, time.now());
      heard.length = 0;
    },
  };
}

function inWords(fact: Fact): string[] {
  if (fact.type === "book") return [`${fact.side} ${fact.price / 100} ${fact.change / 100}`];
  if (fact.type === "trade")
    return fact.prints.map(({ price, quantity }) => `${fact.takerSide} ${quantity / 100}@${price / 100}`);
  return fact.type === "fill" && fact.order.account === "me" ? [`mine ${fact.quantity / 100}@${fact.price / 100}`] : [];
}

describe("a recording that is played", () => {
  test("changes books and tells prints one for one, where nobody is in its way", () => {
    const { heard, until } = replayed(
      change(1, "bid", 45, -7),
      change(2, "bid", 46, 4),
      print(3, "sell", 4, 46),
      change(3, "bid", 46, -4),
      change(4, "ask", 48, 5),
    );
    until(10);
    expect(heard).toEqual(["bid 45 -7", "bid 46 4", "sell 4@46", "bid 46 -4", "ask 48 5"]);
  });

  test("serves those who were there first, then who joined them", () => {
    const { heard, until, place } = replayed(
      change(2, "bid", 45, 50), // comes after our order
      print(3, "sell", 28, 45),
      change(3, "bid", 45, -28),
      print(4, "sell", 6, 45),
      change(4, "bid", 45, -6),
    );
    until(1);
    place("bid", 5, 45);
    until(3);
    expect(heard.filter((words) => words.startsWith("mine"))).toEqual([]);
    until(4);
    expect(heard.filter((words) => words.startsWith("mine"))).toEqual(["mine 4@45"]);
  });

  test("meets a better price first, and comes back to the recorded book", () => {
    const { heard, exchange, until, place } = replayed(
      print(2, "sell", 6, 45),
      change(2, "bid", 45, -6),
      change(3, "bid", 44, 1),
    );
    until(1);
    place("bid", 5, 46);
    until(5);
    expect(heard).toContain("mine 5@46");
    expect(exchange.book(TICKER, 10, "me").bids).toEqual([level(24, 45), level(11, 44)]);
  });

  test("fills an order that something recorded comes to rest beyond", () => {
    const { heard, until, place } = replayed(change(2, "bid", 47, 8));
    until(1);
    place("ask", 5, 47);
    until(3);
    expect(heard).toContain("mine 5@47");
    expect(heard).toContain("bid 47 3");
  });
});
