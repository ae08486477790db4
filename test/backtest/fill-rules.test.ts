import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Price, Quantity } from "../../src/market/units.ts";
import { FILL_MODELS, type FillModel, fillsBy } from "../../src/venue/local/fills.ts";
import { A, cancel, cents, contracts, place, seconds, takes, venueOf } from "./scenes.ts";
import { fillOf, fillsOf, ImpliedBook, type Resting, type Side } from "./study/fill-rules.ts";
import { type Order, orderOf } from "./study/tape.ts";

// The rules a second time: study/fill-rules.ts was written from the study's text alone, in cents and contracts, with plain arrays.

const side = fc.constantFrom<Side>("bid", "ask");
const taker = fc.constantFrom("yes" as const, "no" as const);
const sweep = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 3 })), {
  minLength: 1,
  maxLength: 4,
});

interface Take {
  readonly type: "take";
  readonly taker: "yes" | "no";
  readonly first: number;
  readonly sweep: readonly (readonly [count: number, step: number])[];
}
interface Put {
  readonly type: "put";
  readonly side: Side;
  readonly price: number;
  readonly size: number;
  readonly latencyMs: number;
}
interface Pull {
  readonly type: "pull";
  /** Which of the orders so far, counted from the newest. */
  readonly back: number;
  readonly latencyMs: number;
}

const latencyMs = fc.constantFrom(100, 500, 1_000, 2_500);
const cent = fc.integer({ min: 40, max: 50 });
const act: fc.Arbitrary<Take | Put | Pull> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant("take" as const), taker, first: cent, sweep }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("put" as const),
      side,
      price: cent,
      size: fc.integer({ min: 1, max: 30 }),
      latencyMs,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("pull" as const), back: fc.integer({ min: 0, max: 3 }), latencyMs }),
  },
);
/** Often in the same instant, or when a latency ends; now and then over an hour later. */
const gapMs = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 100, 400, 500, 1_000, 2_500) },
  { weight: 1, arbitrary: fc.constantFrom(1_800_000, 3_600_000, 3_600_001) },
);
const story = fc.array(fc.tuple(gapMs, act), { minLength: 1, maxLength: 60 });
type Story = readonly (readonly [number, Take | Put | Pull])[];

const START_MS = 1_735_700_000_000;

/** The prices of a sweep go away from the first, and stay on the grid. */
function printsOf({ taker: who, first, sweep: steps }: Take): readonly (readonly [number, number])[] {
  let price = first;
  return steps.map(([count, step]) => {
    price += who === "yes" ? step : -step;
    return [price, count] as const;
  });
}

/** Timed acts: of one instant the tape's orders come first, because a decision knows what has happened by its time. */
function timed(of: Story): readonly { readonly at: number; readonly act: Take | Put | Pull; readonly id: string }[] {
  let at = START_MS;
  const sequence = of.map(([gap, it], index) => {
    at += gap;
    return { at, act: it, id: `own-${index}` };
  });
  const rank = (it: Take | Put | Pull): number => (it.type === "take" ? 0 : 1);
  return sequence.sort((a, b) => a.at - b.at || rank(a.act) - rank(b.act));
}

/** Fills as `id quantity at`, and refusals as `id refused`, in the order in which they happen. */
function bySecondImplementation(model: FillModel, of: Story): readonly string[] {
  const told: string[] = [];
  const book = new ImpliedBook();
  let ours: (Resting & { id: string })[] = [];
  let pending: { at: number; effect: () => void }[] = [];
  const ids: string[] = [];
  const settle = (until: number): void => {
    const due = pending.filter((it) => it.at <= until).sort((a, b) => a.at - b.at);
    pending = pending.filter((it) => it.at > until);
    for (const { effect } of due) effect();
  };
  for (const { at, act: it, id } of timed(of)) {
    settle(at);
    if (it.type === "take") {
      const order: Order = orderOf({ time: at * 1_000, leg: 0, taker: it.taker, prints: printsOf(it) });
      for (const which of ["bid", "ask"] as const) {
        const sign = which === "bid" ? -1 : 1;
        const queue = ours.filter((own) => own.side === which).sort((a, b) => sign * (a.price - b.price));
        for (const [index, filled] of fillsOf(model, queue, order).entries()) {
          const own = queue[index]!;
          own.remaining -= filled;
          if (filled > 0) told.push(`${own.id} ${filled} ${at}`);
        }
      }
      ours = ours.filter((own) => own.remaining > 0);
      book.after(order);
    } else if (it.type === "put") {
      const refusedNow = book.refuses(it.side, it.price);
      ids.push(id);
      pending.push({
        at: at + it.latencyMs,
        effect: () => {
          const crossesOurs = ours.some((own) => {
            return own.side !== it.side && (it.side === "bid" ? it.price >= own.price : it.price <= own.price);
          });
          if (refusedNow || book.refuses(it.side, it.price) || crossesOurs) told.push(`${id} refused`);
          else {
            const ahead = book.improves(it.side, it.price) ? 0 : 100;
            ours.push({ id, side: it.side, price: it.price, remaining: it.size, ahead });
          }
        },
      });
    } else {
      const target = ids.at(-1 - it.back);
      // A cancel never overtakes its order.
      if (target === undefined) continue;
      const placedAt = START_MS + liveAfter(of, target);
      pending.push({
        at: Math.max(at + it.latencyMs, placedAt),
        effect: () => {
          ours = ours.filter((own) => own.id !== target);
        },
      });
    }
  }
  return told;
}

/** When an order of ours goes live, after the start. */
function liveAfter(of: Story, id: string): number {
  const { at, act: it } = timed(of).find((one) => one.id === id)!;
  return at - START_MS + (it.type === "put" ? it.latencyMs : 0);
}

function byTapeVenue(model: FillModel, of: Story): readonly string[] {
  const told: string[] = [];
  const sequence = timed(of);
  const ids: string[] = [];
  const latencies: number[] = [];
  for (const { act: it, id } of sequence) {
    if (it.type === "take") continue;
    if (it.type === "put") ids.push(id);
    else if (ids.at(-1 - it.back) === undefined) continue;
    latencies.push(it.latencyMs / 1_000);
  }
  const venue = venueOf(model, latencies);
  ids.length = 0;
  const hear = (inputs: ReturnType<typeof venue.next>): void => {
    for (const input of inputs) {
      if (input.type === "fill") told.push(`${input.clientOrderId} ${input.quantity / 100} ${input.at}`);
      if (input.type === "refused" && input.request === "place") told.push(`${input.clientOrderId} refused`);
    }
  };
  for (const { at, act: it, id } of sequence) {
    while (venue.nextAt !== undefined && venue.nextAt <= at) hear(venue.next());
    const now = at / 1_000;
    if (it.type === "take") {
      const prints = printsOf(it).map(([price, count]) => [count, price] as const);
      hear(venue.trade(takes(now, it.taker === "yes" ? "buy" : "sell", prints, A)));
    } else if (it.type === "put") {
      ids.push(id);
      venue.send(place(id, it.side, it.price, it.size), seconds(now));
    } else {
      const target = ids.at(-1 - it.back);
      if (target !== undefined) venue.send(cancel(target), seconds(now));
    }
  }
  return told;
}

describe.each(FILL_MODELS)("the fill rules, a second time: %s", (model) => {
  it("gives one resting order the same fill and the same place in the queue", () => {
    fc.assert(
      fc.property(
        side,
        cent,
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 0, max: 150 }),
        fc.record({ type: fc.constant("take" as const), taker, first: cent, sweep }),
        (ourSide, price, remaining, ahead, it) => {
          const prints = printsOf(it);
          const expected: Resting = { side: ourSide, price, remaining, ahead };
          const filled = fillOf(model, expected, orderOf({ time: 0, leg: 0, taker: it.taker, prints }));
          const own = {
            side: ourSide,
            price: cents(price),
            remaining: contracts(remaining),
            queueAhead: contracts(ahead),
          };
          const order = takes(
            0,
            it.taker === "yes" ? "buy" : "sell",
            prints.map(([at, count]) => [count, at] as const),
          );
          expect(fillsBy(model, order, [own])).toEqual([contracts(filled)]);
          expect(own.queueAhead).toBe(contracts(expected.ahead));
        },
      ),
      { seed: 41, numRuns: 2_000 },
    );
  });

  it("tells the same story of orders, cancels, refusals and fills as the tape's venue", () => {
    fc.assert(
      fc.property(story, (of) => {
        expect(byTapeVenue(model, of)).toEqual(bySecondImplementation(model, of));
      }),
      { seed: 42, numRuns: 1_500 },
    );
  });

  it("never fills more than an order has left, nor more than was printed where it could be met", () => {
    fc.assert(
      fc.property(
        side,
        fc.array(fc.record({ price: cent, size: fc.integer({ min: 1, max: 80 }) }), { minLength: 1, maxLength: 5 }),
        fc.record({ type: fc.constant("take" as const), taker, first: cent, sweep }),
        (ourSide, orders, it) => {
          const sign = ourSide === "bid" ? -1 : 1;
          const sorted = orders.toSorted((a, b) => sign * (a.price - b.price));
          const ours = sorted.map(({ price, size }) => ({
            side: ourSide,
            price: cents(price) as Price,
            remaining: contracts(size) as Quantity,
            queueAhead: contracts(20),
          }));
          const prints = printsOf(it);
          const taken = takes(
            0,
            it.taker === "yes" ? "buy" : "sell",
            prints.map(([at, count]) => [count, at] as const),
          );
          const fills = fillsBy(model, taken, ours);
          for (const [index, order] of sorted.entries()) {
            expect(fills[index]!).toBeLessThanOrEqual(contracts(order.size));
            // This order and all worse-priced ones feed on the prints that this one can meet.
            const reachable = prints.filter(([at]) => (ourSide === "bid" ? at <= order.price : at >= order.price));
            const printed = contracts(reachable.reduce((sum, [, count]) => sum + count, 0));
            expect(fills.slice(index).reduce((sum, filled) => sum + filled, 0)).toBeLessThanOrEqual(printed);
          }
        },
      ),
      { seed: 43, numRuns: 1_000 },
    );
  });
});

it("charges a pair of orders of ours with one print once", () => {
  const model: FillModel = "through";
  const told = byTapeVenue(model, [
    [0, { type: "put", side: "bid", price: 46, size: 5, latencyMs: 100 }],
    [0, { type: "put", side: "bid", price: 45, size: 5, latencyMs: 100 }],
    [1_000, { type: "take", taker: "no", first: 44, sweep: [[7, 0]] }],
  ]);
  const at = START_MS + 1_000;
  expect(told).toEqual([`own-0 5 ${at}`, `own-1 2 ${at}`]);
});
