import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Money, Position, Price, Quantity, Side } from "../../src/market/units.ts";
import type { LegExposure, LiveOrder, RiskLimits } from "../../src/risk/limits.ts";
import { Headroom, type HeadroomInput } from "../../src/risk/room.ts";
import {
  anyInstance,
  anyPrice,
  anySide,
  balanceChange,
  lowestChangeOff,
  lowestReachable,
  worstResult,
} from "./brute-force.ts";

const usd = (amount: number): Money => Math.round(amount * 1_000_000) as Money;
const documented: RiskLimits = {
  maxPositionPerTicker: 50,
  maxOrderSize: 10,
  maxDailyLossPct: 10,
  minBalanceFloor: usd(10),
  maxEventLossPct: 25,
};
const leg = (ticker: string, contracts: number, averageCents = 50): LegExposure => ({
  ticker,
  position: Math.round(contracts * 100) as Position,
  costBasis: Math.round(contracts * averageCents * 10_000) as Money,
});
const order = (ticker: string, side: Side, cents: number, contracts: number): LiveOrder => ({
  ticker,
  side,
  price: (cents * 100) as Price,
  remaining: Math.round(contracts * 100) as Quantity,
});

interface Row {
  readonly held?: number;
  readonly other?: number;
  readonly live?: LiveOrder[];
  readonly balance?: number;
  readonly equity?: number;
  readonly limits?: Partial<RiskLimits>;
}

function headroom({ held = 0, other = 0, live = [], balance = 1_000, equity = 1_000, limits = {} }: Row): Headroom {
  return new Headroom({
    mutuallyExclusive: true,
    legs: [leg("A", held), leg("B", other)],
    orders: live,
    balance: usd(balance),
    openingEquity: usd(equity),
    limits: { ...documented, ...limits },
  });
}

const roomAt50 = (row: Row, side: Side): [number, string] => {
  const { quantity, limit } = headroom(row).of("A", side, 5_000 as Price);
  return [quantity / 100, limit.code];
};

describe("room on one side of a leg", () => {
  it.each<[string, Row, [number, string], [number, string]]>([
    ["flat: an order's size is all that limits", {}, [10, "none"], [10, "none"]],
    ["49 held leave 1 to buy", { held: 49 }, [1, "no-room"], [10, "none"]],
    [
      "49 held and 1 that may be live leave none",
      { held: 49, live: [order("A", "bid", 40, 1)] },
      [0, "no-room"],
      [10, "none"],
    ],
    [
      "the other side's orders leave R7 alone",
      { held: 49, live: [order("A", "ask", 60, 1)] },
      [1, "no-room"],
      [10, "none"],
    ],
    [
      "another leg's orders leave R7 alone",
      { held: 49, live: [order("B", "bid", 40, 9)] },
      [1, "no-room"],
      [10, "none"],
    ],
    ["short the same", { held: -45 }, [10, "none"], [5, "no-room"]],
    ["room is in whole contracts", { held: 48.01 }, [1, "no-room"], [10, "none"]],
    ["beyond the limit nothing is added", { held: 60 }, [0, "no-room"], [10, "none"]],
    // $25 may be lost; $20 are: ten contracts more, at 50c.
    ["the worst case may be reached", { held: 40, equity: 100 }, [10, "none"], [10, "none"]],
    ["on equal terms R7 is named", { held: 45, equity: 100 }, [5, "no-room"], [10, "none"]],
    ["the worst case binds the side that adds to it", { held: 35, equity: 80 }, [5, "event-loss"], [10, "none"]],
    // $25 lost already with $20 allowed: only what shrinks the position is left, all ten of it.
    ["beyond the worst case one may reduce", { held: 50, equity: 80 }, [0, "no-room"], [10, "none"]],
    // 4 long with nothing to lose at all: 4 may be sold, not 5.
    ["but not through zero", { held: 4, equity: 0 }, [0, "event-loss"], [4, "event-loss"]],
    [
      "what may be live has reduced already",
      { held: 4, equity: 0, live: [order("A", "ask", 60, 3)] },
      [0, "event-loss"],
      [1, "event-loss"],
    ],
    [
      "a part of a contract can't be reduced by a whole one",
      { held: 0.5, equity: 0 },
      [0, "event-loss"],
      [0, "event-loss"],
    ],
    ["the floor: $2 above it buy 4 at 50c", { balance: 12 }, [4, "balance"], [4, "balance"]],
    ["the floor binds to the micro-dollar", { balance: 11.999999 }, [3, "balance"], [3, "balance"]],
    ["below the floor one may sell what one has", { balance: 3, held: 4 }, [0, "balance"], [8, "balance"]],
    [
      "what may be live has spent it already",
      { balance: 12, live: [order("B", "bid", 50, 3)] },
      [1, "balance"],
      [1, "balance"],
    ],
    ["a smaller order size", { limits: { maxOrderSize: 3 } }, [3, "none"], [3, "none"]],
  ])("%s", (_, row, bid, ask) => {
    expect(roomAt50(row, "bid")).toEqual(bid);
    expect(roomAt50(row, "ask")).toEqual(ask);
  });

  it("lets a short be bought back that hedged another, though the worst case gets worse by it", () => {
    // -40 each at 50c: either wins and costs $20, while the other brings $20.
    const hedged = headroom({ held: -40, other: -40, equity: 0 });
    expect(hedged.of("A", "bid", 9_000 as Price).quantity).toBe(1_000);
    expect(hedged.worstCase.worstAfter(order("A", "bid", 90, 10))).toBeLessThan(hedged.worstCase.worst.result);
    expect(hedged.of("A", "ask", 9_000 as Price).quantity).toBe(0);
  });

  it("says what binds in words", () => {
    const text = (row: Row, side: Side): string => headroom(row).of("A", side, 5_000 as Price).limit.text;
    expect(text({ held: 49, live: [order("A", "bid", 40, 1)] }, "bid")).toBe("49 held, 1 may be live, limit 50");
    expect(text({ held: -45 }, "ask")).toBe("-45 held, 0 may be live, limit 50");
    expect(text({ held: 35, equity: 80 }, "bid")).toBe("one more and the event may lose $20.50, limit $20.00");
    expect(text({ equity: 1 }, "ask")).toBe("one more and the event may lose $0.50, limit $0.25"); // nothing held, and yet no room
    expect(text({ balance: 12 }, "bid")).toBe("one more and the balance may fall to $9.50, floor $10.00");
    expect(text({}, "bid")).toBe("an order is at most 10");
  });

  it("refuses exactly the orders that are larger than the room", () => {
    const nearly = headroom({ held: 47 });
    expect(nearly.refuses(order("A", "bid", 50, 3))).toBeUndefined();
    expect(nearly.refuses(order("A", "bid", 50, 4))?.code).toBe("no-room");
    expect(headroom({}).refuses(order("A", "bid", 50, 11))?.code).toBe("none");
  });

  it("refuses a leg that is not listed", () => {
    expect(() => headroom({}).of("C", "bid", 5_000 as Price)).toThrow(/"C" is not a leg/);
  });
});

/** The limits by their definitions, over every subset of fills. Positive `size` in whole contracts. */
function broken(input: HeadroomInput, candidate: LiveOrder): string[] {
  const { legs, orders, limits } = input;
  const with_ = { ...input, orders: [...orders, candidate] };
  const found: string[] = [];
  if (candidate.remaining > limits.maxOrderSize * 100) found.push("none");

  const sign = candidate.side === "bid" ? 1 : -1;
  const held = legs.find(({ ticker }) => ticker === candidate.ticker)!.position;
  let live = 0;
  for (const { ticker, side, remaining } of orders) {
    if (ticker === candidate.ticker && side === candidate.side) live += remaining;
  }
  const carried = sign * held + live + candidate.remaining;
  if (carried > limits.maxPositionPerTicker * 100) found.push("no-room");

  const shrinks = carried <= 0; // with everything live on this side filled, the position has not passed zero
  const lossLimit = Math.floor((Math.max(0, input.openingEquity) * limits.maxEventLossPct) / 100);
  if (!shrinks && worstResult(with_) < -lossLimit) found.push("event-loss");

  const off = [lowestChangeOff(input), lowestChangeOff(with_)] as const;
  const on = [lowestReachable(input, true), lowestReachable(with_, true)] as const;
  const readings = input.mutuallyExclusive ? [off, on] : [off];
  for (const [now, then] of readings) {
    if (then < now && input.balance + then < limits.minBalanceFloor) found.push("balance");
  }
  return found;
}

describe("room, against the limits' definitions", () => {
  const anyInput = fc
    .record({
      instance: anyInstance,
      balance: fc.integer({ min: -500, max: 4_000 }),
      equity: fc.integer({ min: -10, max: 400 }),
      limits: fc.record({
        maxPositionPerTicker: fc.integer({ min: 0, max: 50 }),
        maxOrderSize: fc.integer({ min: 1, max: 20 }),
        maxDailyLossPct: fc.constant(10),
        minBalanceFloor: fc.constantFrom(usd(0), usd(10)),
        maxEventLossPct: fc.integer({ min: 0, max: 100 }),
      }),
    })
    .map(({ instance, balance, equity, limits }): HeadroomInput => {
      return { ...instance, balance: usd(balance / 100), openingEquity: usd(equity), limits };
    });

  it("breaks no limit with the quantity given, and the limit named with one contract more", () => {
    const bound = new Map<string, number>();
    fc.assert(
      fc.property(anyInput, anySide, anyPrice, fc.nat(), (input, side, price, pick) => {
        const { ticker } = input.legs[pick % input.legs.length]!;
        const { quantity, limit } = new Headroom(input).of(ticker, side, price);
        expect(quantity % 100).toBe(0);
        if (quantity > 0) expect(broken(input, { ticker, side, price, remaining: quantity })).toEqual([]);
        const more = { ticker, side, price, remaining: (quantity + 100) as Quantity };
        expect(broken(input, more)).toContain(limit.code);
        bound.set(limit.code, (bound.get(limit.code) ?? 0) + 1);
      }),
      { numRuns: 300, seed: 1 },
    );
    for (const code of ["none", "no-room", "event-loss", "balance"]) expect(bound.get(code)).toBeGreaterThan(10);
  });

  it("is, for a quote that replaces orders, what it would be had they not been there", () => {
    fc.assert(
      fc.property(anyInput, anySide, anyPrice, fc.nat(), (input, side, price, pick) => {
        const { ticker } = input.legs[pick % input.legs.length]!;
        const ofSide = input.orders.filter((live) => live.ticker === ticker && live.side === side);
        const replaced = ofSide.slice(0, 1 + (pick % 3));
        const orders = input.orders.filter((live) => !replaced.includes(live));
        const then = new Headroom({ ...input, orders }).of(ticker, side, price);
        expect(new Headroom(input).of(ticker, side, price, replaced)).toEqual(then);
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it("always lets a position shrink to zero as far as there is money for it", () => {
    fc.assert(
      fc.property(anyInput, anyPrice, fc.nat(), (drawn, price, pick) => {
        const { ticker, position } = drawn.legs[pick % drawn.legs.length]!;
        const side: Side = position > 0 ? "ask" : "bid";
        const orders = drawn.orders.filter((live) => live.ticker !== ticker || live.side !== side);
        const input = { ...drawn, orders, balance: usd(1_000) };
        const whole = Math.floor(Math.abs(position) / 100) * 100;
        const wanted = Math.min(whole, input.limits.maxOrderSize * 100);
        expect(new Headroom(input).of(ticker, side, price).quantity).toBeGreaterThanOrEqual(wanted);
        const sold = balanceChange(input, [{ ticker, side, price, remaining: wanted as Quantity }], false);
        expect(sold).toBeGreaterThanOrEqual(0); // with return off, shrinking always brings cash in
      }),
      { numRuns: 150, seed: 2 },
    );
  });
});
