import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Position,
  PRICE_ONE,
  type Price,
  position,
  price,
  quantity,
  toContracts,
} from "../../src/market/units.ts";
import { desiredQuotes } from "../../src/strategy/desired-quotes.ts";
import type { Profile, RuleSet } from "../../src/strategy/profile.ts";
import type { OthersBest, QuoteInput } from "../../src/strategy/quote.ts";
import { DOCUMENTED } from "./documented.ts";
import { GRIDS } from "./quote-case.ts";

const grid = fc.constantFrom(...Object.values(GRIDS));

/** Books of others on whole cents, which are on every grid; now and then one-sided or empty, never crossed. */
const others: fc.Arbitrary<OthersBest> = fc
  .tuple(fc.integer({ min: 1, max: 98 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 9 }))
  .map(([bid, width, sides]) => ({
    ...(sides !== 0 && sides !== 1 && { bid: price(bid * 100) }),
    ...(sides !== 0 && sides !== 2 && { ask: price(Math.min(99, bid + width) * 100) }),
  }));

const limit = () => ({ code: "no-room", effect: "withhold", text: "position limit" }) as const;

/** The same with another inventory, which the skew leans against. */
function holding<Given>(given: Given, filled: Position) {
  return { ...given, filled, leanContracts: toContracts(filled) };
}

const input: fc.Arbitrary<QuoteInput> = fc
  .record({
    fairCents: fc.integer({ min: 1, max: 99_999 }).map((thousandths) => thousandths / 1_000),
    sigmaB: fc.option(fc.double({ min: 0.01, max: 0.4, noNaN: true }), { nil: undefined }),
    filled: fc.integer({ min: -5_000, max: 5_000 }).map((hundredths) => position(hundredths)),
    others,
    grid,
    reasons: fc.constantFrom([], [{ code: "defence-wide", effect: "widen", text: "" } as const]),
    room: fc.record({
      bid: fc.integer({ min: 0, max: 5_000 }).map((hundredths) => ({ quantity: quantity(hundredths), limit })),
      ask: fc.integer({ min: 0, max: 5_000 }).map((hundredths) => ({ quantity: quantity(hundredths), limit })),
    }),
  })
  .map((given) => holding(given, given.filled));

const profile: fc.Arbitrary<Profile> = fc
  .record({
    halfSpread: fc.constantFrom("fixed" as const, "dynamic" as const),
    halfSpreadCents: fc.integer({ min: 0, max: 20 }).map((halves) => halves / 2),
    skewCentsPerContract: fc.constantFrom(0, 0.2, 1, 2),
    orderSize: fc.integer({ min: 1, max: 12 }),
    onCross: fc.constantFrom("skip" as const, "clamp" as const),
    maxImproveCents: fc.constantFrom(0, 2.5, 5, 50),
  })
  .map((changed) => ({ ...DOCUMENTED, ...changed }));

const rules: fc.Arbitrary<RuleSet> = fc.constantFrom("all", "study");
const settings = [profile, rules] as const;
const RUNS = { numRuns: 500, seed: 20_251 };

describe("whatever is given", () => {
  test("more inventory never raises either quote", () => {
    fc.assert(
      fc.property(input, fc.integer({ min: 1, max: 3_000 }), ...settings, (given, more, profile, rules) => {
        const less = desiredQuotes(given, profile, rules);
        const longer = holding(given, (given.filled + more) as Position);
        const greater = desiredQuotes(longer, profile, rules);
        expect(greater.bid?.price ?? 0).toBeLessThanOrEqual(less.bid?.price ?? PRICE_ONE);
        expect(greater.ask?.price ?? 0).toBeLessThanOrEqual(less.ask?.price ?? PRICE_ONE);
      }),
      RUNS,
    );
  });

  test("quotes are on the grid, a bid no higher and an ask no lower than wanted", () => {
    fc.assert(
      fc.property(input, ...settings, (given, profile, rules) => {
        const { bid, ask, reservationCents, halfSpreadCents } = desiredQuotes(given, profile, rules);
        for (const quote of [bid, ask]) if (quote !== undefined) expect(given.grid.includes(quote.price)).toBe(true);
        if (bid !== undefined) expect(bid.price / 100).toBeLessThanOrEqual(reservationCents - halfSpreadCents + 1e-8);
        if (ask !== undefined)
          expect(ask.price / 100).toBeGreaterThanOrEqual(reservationCents + halfSpreadCents - 1e-8);
      }),
      RUNS,
    );
  });

  test("with nobody near, a quote is less than one step of the grid from what is wanted", () => {
    fc.assert(
      fc.property(input, profile, (given, profile) => {
        const { bid, ask, reservationCents, halfSpreadCents } = desiredQuotes(
          { ...given, others: {} },
          profile,
          "study",
        );
        const above = bid && given.grid.above(bid.price);
        const below = ask && given.grid.below(ask.price);
        if (above !== undefined) expect(above / 100).toBeGreaterThan(reservationCents - halfSpreadCents);
        if (below !== undefined) expect(below / 100).toBeLessThan(reservationCents + halfSpreadCents);
      }),
      RUNS,
    );
  });

  test("a quote never meets the others' and a bid is always below an ask", () => {
    fc.assert(
      fc.property(input, ...settings, (given, profile, rules) => {
        const { bid, ask } = desiredQuotes(given, profile, rules);
        if (bid && given.others.ask !== undefined) expect(bid.price).toBeLessThan(given.others.ask);
        if (ask && given.others.bid !== undefined) expect(ask.price).toBeGreaterThan(given.others.bid);
        if (bid && ask) expect(bid.price).toBeLessThan(ask.price);
      }),
      RUNS,
    );
  });

  test("sizes are whole contracts, at least one, within order size, its maximum and the room", () => {
    fc.assert(
      fc.property(input, ...settings, (given, profile, rules) => {
        const quotes = desiredQuotes(given, profile, rules);
        for (const side of ["bid", "ask"] as const) {
          const size = quotes[side]?.quantity;
          if (size === undefined) continue;
          expect(size % 100).toBe(0);
          expect(size).toBeGreaterThanOrEqual(100);
          expect(size).toBeLessThanOrEqual(Math.min(profile.orderSize, profile.maxOrderSize) * 100);
          expect(size).toBeLessThanOrEqual(given.room[side].quantity);
        }
      }),
      RUNS,
    );
  });

  test("beyond the inventory limit the growing side is never quoted, and no quote improves too much on the others", () => {
    fc.assert(
      fc.property(input, profile, (given, profile) => {
        const { bid, ask } = desiredQuotes(given, profile, "all");
        if (given.filled > 1_500) expect(bid).toBeUndefined();
        if (given.filled < -1_500) expect(ask).toBeUndefined();
        const improve = profile.maxImproveCents * 100;
        if (bid && given.others.bid !== undefined) expect(bid.price).toBeLessThanOrEqual(given.others.bid + improve);
        if (ask && given.others.ask !== undefined) expect(ask.price).toBeGreaterThanOrEqual(given.others.ask - improve);
        if (bid && given.others.bid === undefined) expect(given.filled + bid.quantity).toBeLessThanOrEqual(0);
        if (ask && given.others.ask === undefined) expect(given.filled - ask.quantity).toBeGreaterThanOrEqual(0);
      }),
      RUNS,
    );
  });

  test("a wider half-spread never brings a quote nearer", () => {
    fc.assert(
      fc.property(input, fc.integer({ min: 0, max: 20 }), ...settings, (given, halves, profile, rules) => {
        const fixed = { ...profile, halfSpread: "fixed" as const };
        const wider = { ...fixed, halfSpreadCents: fixed.halfSpreadCents + halves / 2 };
        const near = desiredQuotes(given, fixed, rules);
        const far = desiredQuotes(given, wider, rules);
        expect(far.bid?.price ?? 0).toBeLessThanOrEqual(near.bid?.price ?? PRICE_ONE);
        expect(far.ask?.price ?? PRICE_ONE).toBeGreaterThanOrEqual(near.ask?.price ?? 0);
      }),
      RUNS,
    );
  });

  test("a side that is not quoted has a reason that says why", () => {
    fc.assert(
      fc.property(input, ...settings, (given, profile, rules) => {
        const quotes = desiredQuotes(given, profile, rules);
        for (const side of ["bid", "ask"] as const) {
          const against = quotes.reasons.filter(
            (reason) => reason.effect !== "widen" && (reason.side ?? side) === side,
          );
          expect(quotes[side] === undefined).toBe(against.length > 0);
        }
      }),
      RUNS,
    );
  });

  test("buying YES is selling NO: the mirrored market has the mirrored quotes", () => {
    const mirror = (at: Price) => (PRICE_ONE - at) as Price;
    fc.assert(
      fc.property(input, ...settings, (given, profile, rules) => {
        const { bid, ask } = given.others;
        const mirrored: QuoteInput = {
          ...given,
          fairCents: 100 - given.fairCents,
          filled: position(-given.filled),
          leanContracts: -given.leanContracts,
          others: { ...(ask !== undefined && { bid: mirror(ask) }), ...(bid !== undefined && { ask: mirror(bid) }) },
          room: { bid: given.room.ask, ask: given.room.bid },
        };
        const here = desiredQuotes(given, profile, rules);
        const there = desiredQuotes(mirrored, profile, rules);
        expect(there.bid).toEqual(here.ask && { price: mirror(here.ask.price), quantity: here.ask.quantity });
        expect(there.ask).toEqual(here.bid && { price: mirror(here.bid.price), quantity: here.bid.quantity });
        const swapped = { bid: "ask", ask: "bid" } as const;
        const shape = (reasons: typeof here.reasons, flip: boolean) =>
          reasons.map(({ code, side }) => `${code}@${side && (flip ? swapped[side] : side)}`).toSorted();
        expect(shape(there.reasons, true)).toEqual(shape(here.reasons, false));
      }),
      RUNS,
    );
  });
});
