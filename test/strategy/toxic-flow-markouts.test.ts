import fc from "fast-check";
import { expect, test } from "vitest";
import type { Side, Time } from "../../src/market/units.ts";
import { FlowMarkouts, MARKOUT_HORIZONS_MS } from "../../src/strategy/toxic-flow-markouts.ts";

interface Step {
  readonly afterS: number;
  readonly cents: number;
  /** A fill of ours on this side a second and a half later, unless there is none. */
  readonly fill: Side | undefined;
  readonly conditions: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  afterS: fc.oneof(fc.integer({ min: 2, max: 90 }), fc.constantFrom(60, 300, 3_600, 5_000)),
  cents: fc.integer({ min: 1, max: 99 }),
  fill: fc.constantFrom<Side | undefined>(undefined, "bid", "ask"),
  conditions: fc.integer({ min: 0, max: 31 }),
});

interface Event {
  readonly at: number;
  readonly cents: number;
}

/**
 * The definition, with everything before it: over the fills of which a later order has shown it, the price by then less our own. By then: of the
 * last order after the fill and not after the horizon, or else of the first after the horizon. Each counts half as much after a half-life.
 */
function byDefinition(
  trades: readonly Event[],
  fills: readonly (Event & Pick<Step, "fill" | "conditions">)[],
  side: Side,
  condition: number,
  horizonMs: number,
  halfLifeMs: number,
  now: number,
): { fills: number; sumCents: number } {
  let [count, sumCents] = [0, 0];
  for (const fill of fills) {
    if (fill.fill !== side || (fill.conditions & (1 << condition)) === 0) continue;
    const shownBy = trades.find(({ at }) => at > fill.at + horizonMs);
    if (shownBy === undefined) continue;
    const mark = trades.findLast(({ at }) => at > fill.at && at <= fill.at + horizonMs) ?? shownBy;
    const markout = side === "bid" ? mark.cents - fill.cents : fill.cents - mark.cents;
    const weight = 2 ** ((shownBy.at - now) / halfLifeMs);
    count += weight;
    sumCents += weight * markout;
  }
  return { fills: count, sumCents };
}

test("what fills came to is what the definition says, of what has been shown so far", () => {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 60, size: "max" }),
      fc.constantFrom(1_800_000, 86_400_000),
      (steps, halfLifeMs) => {
        const markouts = new FlowMarkouts(halfLifeMs);
        const trades: Event[] = [];
        const fills: (Event & Pick<Step, "fill" | "conditions">)[] = [];
        let now = 1_764_547_200_000;
        for (const { afterS, cents, fill, conditions } of steps) {
          now += 1_000 * afterS;
          trades.push({ at: now, cents });
          markouts.onTrade(now as Time, cents);
          if (fill === undefined) continue;
          const at = now + 1_500;
          fills.push({ at, cents: 50, fill, conditions });
          markouts.onFill(at as Time, fill, 50, 1, conditions);
        }
        for (const side of ["bid", "ask"] as const) {
          for (let condition = 0; condition < 5; condition++) {
            for (const [place, horizonMs] of MARKOUT_HORIZONS_MS.entries()) {
              const expected = byDefinition(trades, fills, side, condition, horizonMs, halfLifeMs, now);
              const found = markouts.of(side, condition, place, now);
              expect(found.fills).toBeCloseTo(expected.fills, 9);
              expect(found.sumCents).toBeCloseTo(expected.sumCents, 7);
            }
          }
        }
      },
    ),
    { numRuns: 200 },
  );
});
