import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fill } from "../../src/engine/input.ts";
import { lastPrice, type TakerOrder } from "../../src/market/taker-order.ts";
import type { Side } from "../../src/market/units.ts";
import { FILL_MODELS, type FillModel } from "../../src/venue/local/fills.ts";
import { ordersOf, step } from "./generated-tape.ts";
import { cancel, cents, OPENING, place, seconds, venueOf } from "./scenes.ts";

interface Act {
  /** After which order of the tape. */
  readonly after: number;
  readonly side: Side;
  /** Cents from the last price. */
  readonly away: number;
  readonly size: number;
}

const act: fc.Arbitrary<Act> = fc.record({
  after: fc.integer({ min: 0, max: 40 }),
  side: fc.constantFrom<Side>("bid", "ask"),
  away: fc.integer({ min: 1, max: 6 }),
  size: fc.integer({ min: 1, max: 30 }),
});

const PLACE_S = 2;
const CANCEL_S = 0.7;

/** Plays a schedule that is the same whatever is filled: each order replaces the one before it. */
function scheduled(model: FillModel, orders: readonly TakerOrder[], acts: readonly Act[]) {
  const venue = venueOf(model, [PLACE_S, ...acts.flatMap(() => [CANCEL_S, PLACE_S])]);
  const placedAt = new Map<string, number>();
  const met: { readonly taker: TakerOrder; readonly fills: readonly Fill[] }[] = [];
  for (const [index, taker] of orders.entries()) {
    while (venue.nextAt !== undefined && venue.nextAt <= taker.at) venue.next();
    met.push({ taker, fills: venue.trade(taker).filter((input) => input.type === "fill") });
    for (const { side, away, size } of acts.filter(({ after }) => after === index)) {
      const number = placedAt.size;
      if (number > 0) venue.send(cancel(`o${number - 1}`), taker.at);
      const price = lastPrice(taker) / 100 + (side === "bid" ? -away : away);
      venue.send(place(`o${number}`, side, price, size), taker.at);
      placedAt.set(`o${number}`, taker.at);
    }
  }
  return { venue, met, placedAt };
}

describe("for any tape and schedule of quotes", () => {
  const orders = fc
    .array(step, { minLength: 1, maxLength: 40, size: "max" })
    .map((steps) => ordersOf(steps.map((one) => ({ ...one, leg: 0 }))));
  const schedule = fc.array(act, { maxLength: 15, size: "max" });

  test("schedules do get filled: what follows is not said of nothing", () => {
    const fills = fc
      .sample(fc.tuple(orders, schedule), { numRuns: 100, seed: 20 })
      .map(([tape, acts]) => scheduled("through", tape, acts).met.flatMap(({ fills }) => fills).length);
    expect(fills.filter((count) => count > 1).length).toBeGreaterThan(20);
  });

  test("no taker order fills more than it printed, no order is filled before its latency has passed, and money is conserved", () => {
    fc.assert(
      fc.property(fc.constantFrom(...FILL_MODELS), orders, schedule, (model, tape, acts) => {
        const { venue, met, placedAt } = scheduled(model, tape, acts);
        let cash: number = OPENING;
        const held = new Map<string, number>();
        for (const { taker, fills } of met) {
          for (const side of ["bid", "ask"] as const) {
            const filled = fills.filter((fill) => fill.side === side).reduce((sum, { quantity }) => sum + quantity, 0);
            expect(filled).toBeLessThanOrEqual(taker.prints.reduce((sum, { quantity }) => sum + quantity, 0));
          }
          for (const { clientOrderId, ticker, side, price, quantity, fee, at } of fills) {
            expect(at - placedAt.get(clientOrderId)!).toBeGreaterThanOrEqual(PLACE_S * 1_000);
            const signed = side === "bid" ? quantity : -quantity;
            held.set(ticker, (held.get(ticker) ?? 0) + signed);
            cash -= signed * price + fee;
          }
        }
        expect(venue.account.cash).toBe(cash);
        const settled = [...held].reduce((sum, [, quantity]) => sum + quantity * 10_000, cash);
        for (const ticker of held.keys()) venue.settle(ticker, cents(100), seconds(2e9));
        expect(venue.account.cash).toBe(settled);
        expect(venue.account.balance).toBe(settled);
      }),
      { numRuns: 300, seed: 21 },
    );
  });

  test("touch fills at least as much as queue, and queue as through", () => {
    fc.assert(
      fc.property(orders, schedule, (tape, acts) => {
        const [touch, queue, through] = FILL_MODELS.map((model) => {
          const { met } = scheduled(model, tape, acts);
          return met.flatMap(({ fills }) => fills).reduce((sum, { quantity }) => sum + quantity, 0);
        }) as [number, number, number];
        expect(touch).toBeGreaterThanOrEqual(queue);
        expect(queue).toBeGreaterThanOrEqual(through);
      }),
      { numRuns: 300, seed: 22 },
    );
  });
});
