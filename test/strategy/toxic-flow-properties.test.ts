import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Side } from "../../src/market/units.ts";
import { ToxicFlow, type ToxicFlowValues } from "../../src/strategy/toxic-flow.ts";
import { at, fills, reasonsAt, takes, ZERO_S } from "./toxic-flow-scene.ts";

interface Happening {
  readonly afterS: number;
  readonly kind: "trade" | "fill";
  readonly side: Side;
  readonly cents: number;
  readonly prices: number;
  readonly contracts: number;
}

const happening: fc.Arbitrary<Happening> = fc.record({
  afterS: fc.oneof(fc.constantFrom(0, 1, 60, 300, 2_000, 4_000), fc.double({ min: 0, max: 400, noNaN: true })),
  kind: fc.constantFrom<"trade" | "fill">("trade", "trade", "fill"),
  side: fc.constantFrom<Side>("bid", "ask"),
  cents: fc.integer({ min: 20, max: 80 }),
  prices: fc.integer({ min: 1, max: 4 }),
  contracts: fc.integer({ min: 1, max: 400 }),
});

const values: fc.Arbitrary<ToxicFlowValues> = fc.record({
  toxicFlow: fc.constantFrom("widen" as const, "stand-aside" as const),
  toxicLossCents: fc.constantFrom(0, 1),
  toxicHorizonS: fc.constantFrom(60, 300, 3_600),
  toxicLeastFills: fc.constantFrom(1, 5),
  toxicHalfLifeH: fc.constantFrom(0.5, 24),
  toxicPrior: fc.constantFrom("none" as const, "study" as const),
});

function happens(flow: ToxicFlow, { kind, side, cents, prices, contracts }: Happening, now: number): void {
  if (kind === "fill") {
    fills(flow, now, side, cents, contracts);
    return;
  }
  const direction = side === "bid" ? -1 : 1;
  const prints = Array.from({ length: prices }, (_, index) => [contracts, cents + direction * index] as const);
  flow.onTrade(takes(now, side === "bid" ? "sell" : "buy", ...prints));
}

const shown = (flow: ToxicFlow, now: number) =>
  reasonsAt(flow, now).map(({ code, effect, side, until, text }) => [code, effect, side, until, text]);

describe("whatever comes", () => {
  test("between orders nothing changes but at the times it names, and what was saved goes on the same", () => {
    fc.assert(
      fc.property(values, fc.array(happening, { minLength: 5, maxLength: 60 }), (drawn, all) => {
        const flow = new ToxicFlow(drawn);
        let relay = new ToxicFlow(drawn);
        let now = 0;
        for (const [index, one] of all.entries()) {
          const until = now + one.afterS;
          for (let from = now; index > 0 && from < until; ) {
            const next = Math.min(until, flow.wakeAt(at(from)) / 1_000 - ZERO_S);
            const held = shown(flow, from);
            const long = Math.max(0, next - from - 0.002); // what lies within a clock's tick of the change isn't looked at
            for (const share of [0.1, 0.5, 0.99]) expect(shown(flow, from + share * long)).toEqual(held);
            from = next;
          }
          now = until;
          happens(flow, one, now);
          happens(relay, one, now);
          const copy = new ToxicFlow(drawn);
          const state = JSON.parse(JSON.stringify(relay.save()));
          copy.restore(state);
          expect(copy.save()).toEqual(state);
          relay = copy;
          expect(shown(relay, now + 1)).toEqual(shown(flow, now + 1));
          expect(relay.wakeAt(at(now))).toBe(flow.wakeAt(at(now)));
        }
      }),
      { numRuns: 60 },
    );
  });
});
