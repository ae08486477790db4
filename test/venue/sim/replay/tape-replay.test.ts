import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TakerOrder } from "../../../../src/market/taker-order.ts";
import type { Price, Quantity, Time } from "../../../../src/market/units.ts";
import { PRICE_ONE } from "../../../../src/market/units.ts";
import type { Fact } from "../../../../src/venue/sim/fact.ts";
import { A, B, Played, printsOf, RECORDED, recordedEvent, START, taken } from "./played-tape.ts";

/** Sweeps in three legs, some of them in the same millisecond, with prices all over the grid. */
const tapes = fc
  .array(
    fc.record({
      leg: fc.constantFrom("A", "B", "C"),
      side: fc.constantFrom("buy" as const, "sell" as const),
      gapMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 30_000 }), fc.constant(4_000_000)),
      cents: fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 4 }),
      near: fc.integer({ min: 40, max: 44 }), // so that many meet the same prices
      isNear: fc.boolean(),
      sizes: fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 4, maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((drafts): readonly TakerOrder[] => {
    let at = RECORDED as number;
    return drafts.map(({ leg, side, gapMs, cents, near, isNear, sizes }) => {
      at += gapMs;
      const prices = (isNear ? [near] : cents).sort((a, b) => (side === "buy" ? a - b : b - a));
      const prints = prices.map((price, index) => {
        return { price: (price * 100) as Price, quantity: sizes[index]! as Quantity };
      });
      return { ticker: `KXTAPE-26JAN-${leg}`, side, at: at as Time, prints };
    });
  });

describe("a tape that nobody interferes with", () => {
  it("is printed again: tickers, sides, prices, sizes and order, at its own distances in time", () => {
    fc.assert(
      fc.property(tapes, fc.constantFrom(1, 7, 60), (orders, speed) => {
        const played = new Played(recordedEvent(orders), { speed });
        played.time.runUntil(played.replay.lastAt);
        expect(played.prints).toEqual(printsOf(orders, speed));
      }),
      { seed: 20_260, numRuns: 150 },
    );
  });

  it("leaves every book uncrossed, and two-sided wherever there is room for it", () => {
    fc.assert(
      fc.property(tapes, (orders) => {
        const played = new Played(recordedEvent(orders));
        const traded = new Set<string>();
        for (const { ticker, at } of orders) {
          played.to(at - orders[0]!.at);
          traded.add(ticker);
          for (const each of traded) {
            const [bid = 0, ask = 100] = played.top(each);
            expect(bid).toBeLessThan(ask);
            expect(bid > 0 || ask <= 2).toBe(true);
            expect(ask < 100 || bid >= 98).toBe(true);
          }
        }
      }),
      { seed: 20_261, numRuns: 60 },
    );
  });

  it("is the same each time", () => {
    const orders = [
      taken(A, "buy", 0, [40, 5], [41, 300]),
      taken(B, "sell", 10, [20, 1]),
      taken(A, "sell", 10, [39, 7]),
    ];
    const facts = (): readonly Fact[] => {
      const played = new Played(recordedEvent(orders));
      const seen: Fact[] = [];
      played.exchange.subscribe((fact) => seen.push(fact));
      played.to(60_000);
      return seen;
    };
    expect(facts()).toEqual(facts());
  });
});

describe("between trades", () => {
  it("quotes what the trades give away: a buyer's last print is the ask, a seller's the bid", () => {
    const orders = [taken(A, "buy", 0, [47, 5]), taken(A, "sell", 1_000, [43, 5]), taken(A, "buy", 2_000, [43, 1])];
    const played = new Played(recordedEvent(orders));
    played.to(-1);
    expect(played.top(A)).toEqual([undefined, undefined]);
    played.to(0);
    expect(played.top(A)).toEqual([45, 47]); // 2c apart while the tape has told of one side only
    played.to(1_000);
    expect(played.top(A)).toEqual([43, 47]);
    played.to(2_000);
    expect(played.top(A)).toEqual([42, 43]); // who bids as much as is asked would have been met
  });

  it("has again within seconds what was taken from it", () => {
    const played = new Played(recordedEvent([taken(A, "buy", 0, [47, 5]), taken(A, "buy", 60_000, [47, 5])]));
    played.to(1);
    played.order("ann", A, "bid", 47, 100);
    expect(played.top(A)).toEqual([47 - 2, undefined]);
    played.to(5_001);
    expect(played.top(A)).toEqual([45, 47]);
    expect(played.exchange.position("ann", A)).toBe(10_000);
  });

  it("never stands in a participant's way: its quotes keep a cent off", () => {
    const played = new Played(recordedEvent([taken(A, "buy", 0, [47, 5]), taken(A, "buy", 20_000, [47, 5])]));
    played.to(1);
    const id = played.order("ann", A, "ask", 44, 1); // takes the bid at 45
    expect(played.shown.at(-1)).toEqual([45, 1]);
    expect(played.exchange.order(id)).toBeUndefined();
    const low = played.order("ann", A, "ask", 46, 1);
    played.to(10_000);
    expect([played.top(A), played.exchange.order(low)?.remaining]).toEqual([[45, 46], 100]);
  });
});

describe("a participant's order", () => {
  it("that is better than the print is filled first, at its own price; the rest prints as on the tape", () => {
    const played = new Played(recordedEvent([taken(A, "buy", 0, [40, 10]), taken(A, "buy", 9_000, [40, 5], [41, 5])]));
    played.to(-1);
    played.order("ann", A, "ask", 38, 3);
    played.to(0);
    expect(played.shown).toEqual([
      [38, 3],
      [40, 7],
    ]);
    expect(played.exchange.position("ann", A)).toBe(-300);
    played.order("bob", A, "ask", 39, 2);
    played.to(9_000);
    expect(played.shown.slice(2)).toEqual([
      [39, 2],
      [40, 5],
      [41, 3],
    ]);
    expect(played.exchange.position("bob", A)).toBe(-200);
  });

  it("that is worse than the print is not filled", () => {
    const played = new Played(recordedEvent([taken(A, "sell", 0, [40, 10])]));
    played.to(-1);
    const low = played.order("ann", A, "bid", 39, 3);
    const high = played.order("bob", A, "ask", 41, 3);
    played.to(60_000);
    expect(played.shown).toEqual([[40, 10]]);
    expect([low, high].map((id) => played.exchange.order(id)?.remaining)).toEqual([300, 300]);
  });

  it("at the price of a quote that was there before is served after it", () => {
    const orders = [taken(A, "buy", 0, [47, 5]), taken(A, "buy", 1_000, [47, 60]), taken(A, "buy", 2_000, [47, 60])];
    const played = new Played(recordedEvent(orders));
    played.to(1);
    const id = played.order("ann", A, "ask", 47, 10); // behind 100
    expect(played.exchange.queuePosition(id)).toBe(10_000);
    played.to(1_000);
    expect([played.exchange.position("ann", A), played.exchange.queuePosition(id)]).toEqual([0, 4_000]);
    played.to(2_000);
    expect(played.exchange.position("ann", A)).toBe(-1_000);
    expect(played.shown.slice(2)).toEqual([
      [47, 40],
      [47, 10],
      [47, 10],
    ]);
  });

  it("at the price of a print where nobody quoted is served first", () => {
    const played = new Played(recordedEvent([taken(A, "sell", 0, [40, 10])]));
    played.to(-1);
    played.order("ann", A, "bid", 40, 4);
    played.to(0);
    expect(played.exchange.position("ann", A)).toBe(400);
    expect(played.shown).toEqual([
      [40, 4],
      [40, 6],
    ]);
  });

  it("that bids more than the tape's seller asked is his first: he sells no contract twice", () => {
    const played = new Played(recordedEvent([taken(A, "buy", 0, [40, 10])]));
    played.to(-1);
    played.order("ann", A, "bid", 45, 4);
    played.to(0);
    expect(played.shown).toEqual([
      [45, 4],
      [40, 6],
    ]);
    expect(played.exchange.position("ann", A)).toBe(400);
  });
});

describe("the end", () => {
  const orders = [taken(A, "buy", 0, [47, 5]), taken(B, "sell", 100_000, [43, 5])];

  it("comes a minute after the last trade, or when the settlements say, in the replay's time", () => {
    const close = (at: number, more: object = {}, speed = 1): number[] => {
      const legs = [A, B].map((ticker) => ({ ticker, title: ticker, closeTime: (RECORDED + at) as Time }));
      const played = new Played(recordedEvent(orders, { legs, ...more }), { speed });
      return played.replay.event.legs.map(({ closeTime }) => closeTime - START);
    };
    const unknown = recordedEvent(orders).legs;
    expect(close(0, { legs: unknown })).toEqual([162_000, 162_000]);
    expect(close(300_000)).toEqual([302_000, 302_000]);
    expect(close(300_000, {}, 10)).toEqual([32_000, 32_000]);
    expect(close(50_000)).toEqual([103_000, 103_000]); // the tape knows better
    const { replay } = new Played(recordedEvent(orders), { closeTime: (START + 30_000) as Time });
    expect(replay.event.legs[0]!.closeTime).toBe(START + 30_000);
  });

  it("pays what was paid, and nothing prints after the close", () => {
    const played = new Played(recordedEvent(orders, { values: { [A]: PRICE_ONE } }), {
      closeTime: (START + 60_000) as Time,
    });
    played.to(0);
    played.order("ann", A, "bid", 47, 10);
    const before = played.exchange.balance("ann");
    played.to(60_000);
    expect(played.exchange.status(A)).toBe("closed");
    played.to(60_000 + 300_000);
    expect(played.exchange.status(A)).toBe("determined");
    played.to(60_000 + 600_000);
    expect([A, B].map((ticker) => played.exchange.status(ticker))).toEqual(["finalized", "finalized"]);
    expect(played.exchange.balance("ann") - before).toBe(10_000_000);
    expect(played.shown).toEqual([
      [47, 5],
      [47, 10],
    ]);
  });

  it("is left to an operator where the result isn't known", () => {
    const played = new Played(recordedEvent(orders));
    played.to(10_000_000);
    expect(played.exchange.status(A)).toBe("closed");
    played.exchange.settle(played.replay.event.ticker, B, played.time.now());
    expect(played.exchange.status(A)).toBe("finalized");
  });
});
