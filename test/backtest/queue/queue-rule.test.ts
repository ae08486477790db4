import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DepthEvent } from "../../../src/backtest/queue/depth-events.ts";
import { followedOrders } from "../../../src/backtest/queue/followed-orders.ts";
import { aheadAfterCancel, type QueueRule } from "../../../src/backtest/queue/queue-rule.ts";
import { foretoldFill } from "../../../src/backtest/queue/rule-score.ts";
import { onlySelection } from "../../../src/backtest/queue/trade-marks.ts";
import type { Price, Quantity } from "../../../src/market/units.ts";

const RULES: readonly QueueRule[] = ["behind", 0.5, 1, 3, "ahead"];

describe("what a cancel leaves before us", () => {
  const cancel = fc
    .record({ ahead: fc.integer({ min: 0, max: 500 }), behind: fc.integer({ min: 0, max: 500 }) })
    .chain(({ ahead, behind }) => {
      return fc.record({
        ahead: fc.constant(ahead),
        behind: fc.constant(behind),
        cancelled: fc.integer({ min: 0, max: ahead + behind }),
      });
    });

  test("lies between all cancels from before us and none that can be avoided", () => {
    fc.assert(
      fc.property(cancel, fc.constantFrom(...RULES), ({ ahead, behind, cancelled }, rule) => {
        const left = aheadAfterCancel(rule, ahead as Quantity, (ahead + behind) as Quantity, cancelled);
        expect(left).toBeGreaterThanOrEqual(Math.max(0, ahead - cancelled));
        expect(left).toBeLessThanOrEqual(Math.min(ahead, ahead + behind - cancelled));
      }),
    );
  });

  test("by the rules at both ends is what they say", () => {
    const left = (rule: QueueRule): number => aheadAfterCancel(rule, 60 as Quantity, 100 as Quantity, 50);
    expect(left("ahead")).toBe(10);
    expect(left("behind")).toBe(50); // 40 stand behind: ten at least stood before us
    expect(left(1)).toBe(30); // 60% of 50
  });
});

describe("the only selection that sums up", () => {
  test("is found where one alone does, as a count of all selections says", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 9 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 40 }), (all, total) => {
        const fitting: number[][] = [];
        for (let mask = 0; mask < 2 ** all.length; mask++) {
          const places = all.flatMap((_, place) => ((mask >> place) & 1 ? [place] : []));
          if (places.reduce((sum, place) => sum + all[place]!, 0) === total) fitting.push(places);
        }
        const found = onlySelection(all, total);
        expect(found && [...found].sort()).toEqual(fitting.length === 1 ? fitting[0]!.sort() : undefined);
      }),
    );
  });
});

describe("orders that can be followed", () => {
  let before = 0;
  const event = (by: number, why: DepthEvent["why"]): DepthEvent => {
    const made: DepthEvent = {
      at: 0,
      ticker: "A",
      side: "bid",
      price: 4_500 as Price,
      by,
      before: before as Quantity,
      isBest: true,
      why,
    };
    before += by;
    return made;
  };

  test("are those whose size is the only one of its kind, with what happened meanwhile", () => {
    before = 0;
    const events = [
      event(500, "add"),
      event(300, "add"),
      event(700, "add"),
      event(700, "add"), // alike: neither can be told
      event(-200, "trade"), // of the first, in part
      event(-300, "cancel"),
      event(-700, "cancel"),
    ];
    expect(followedOrders(events)).toEqual([
      { quantity: 300, ahead: 500, meanwhile: [{ why: "trade", quantity: 200, others: 1_900 }], end: "cancel" },
    ]);
  });

  test("whose fill a rule foretells as a queue of contracts would have it", () => {
    const order = {
      quantity: 100,
      ahead: 300,
      meanwhile: [
        { why: "trade", quantity: 250, others: 400 },
        { why: "cancel", quantity: 30, others: 150 },
      ],
      end: "trade",
    } as const;
    expect(foretoldFill("ahead", order)).toBe(80); // 300 - 250 - 30 = 20 before it, and 100 are printed
    expect(foretoldFill("behind", order)).toBe(50); // 50 before it still
  });
});
