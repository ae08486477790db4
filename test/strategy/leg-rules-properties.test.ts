import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { position, price } from "../../src/market/units.ts";
import { type LegFacts, LegRules } from "../../src/strategy/leg-rules.ts";
import type { RuleSet } from "../../src/strategy/profile.ts";
import { DOCUMENTED } from "./documented.ts";
import { atSecond, inSeconds, LegTimeline } from "./leg-timeline.ts";

/** What may happen to a leg after a while: a trade, news, or the world being different. */
type Happening =
  | {
      readonly kind: "trade";
      readonly z: number | null;
      readonly from: number;
      readonly contracts: number;
      readonly cents: number;
    }
  | {
      readonly kind: "signal";
      readonly source: string;
      readonly severity: "clear" | "widen" | "pull";
      readonly lasts: number;
    }
  | { readonly kind: "facts"; readonly changes: Partial<LegFacts> };

const facts: fc.Arbitrary<Partial<LegFacts>> = fc.record(
  {
    fairCents: fc.constantFrom(undefined, 3, 4.5, 40, 50, 52, 96.5),
    sigmaB: fc.constantFrom(undefined, 0.16, 0.24, 0.64),
    others: fc.constantFrom(
      {},
      { bid: price(4_800), ask: price(5_200) },
      { bid: price(3_500) },
      { bid: price(2_000), ask: price(6_000) },
    ),
    filled: fc.constantFrom(-300, 0, 50, 400).map((hundredths) => position(hundredths)),
    status: fc.constantFrom("active" as const, "inactive" as const),
    closeTime: fc.integer({ min: 0, max: 8_000 }).map(atSecond),
    nextPauseAt: fc.option(fc.integer({ min: 0, max: 8_000 }).map(atSecond), { nil: undefined }),
    readyAt: fc.option(fc.integer({ min: 0, max: 500 }).map(atSecond), { nil: undefined }),
    eventPulledByNews: fc.boolean(),
  },
  { requiredKeys: [] },
);

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    kind: fc.constant("trade" as const),
    z: fc.constantFrom(null, 0, 1, 1.5, -1.9, 2.4, 2.5, -4),
    from: fc.constantFrom(0, 1, -1.8, 3),
    contracts: fc.constantFrom(0.5, 1, 12),
    cents: fc.constantFrom(40, 50, 60),
  }),
  fc.record({
    kind: fc.constant("signal" as const),
    source: fc.constantFrom("spotify", "desk"),
    severity: fc.constantFrom("clear" as const, "widen" as const, "pull" as const),
    lasts: fc.integer({ min: 1, max: 400 }),
  }),
  fc.record({ kind: fc.constant("facts" as const), changes: facts }),
);

/** Happenings with the tenths of a second between them; the gaps reach over every timer. */
const story = fc.array(fc.tuple(fc.constantFrom(0, 1, 7, 95, 290, 310, 620, 1_210, 19_000), happening), {
  maxLength: 30,
});
const rules: fc.Arbitrary<RuleSet> = fc.constantFrom("all", "all", "all", "study");

/** Tells a story. `look` sees the timeline after each happening, with the seconds. */
function tell(
  happenings: readonly (readonly [number, Happening])[],
  rules: RuleSet,
  look: (timeline: LegTimeline, seconds: number) => void,
): void {
  const timeline = new LegTimeline({ reduceOnlyBeforeCloseS: 1_800 }, rules);
  let tenths = 0;
  for (const [gap, happening] of happenings) {
    tenths += gap;
    const seconds = tenths / 10;
    if (happening.kind === "trade") timeline.trade(seconds, happening);
    else if (happening.kind === "signal") {
      const { source, severity, lasts } = happening;
      timeline.rules.onSignal({
        source,
        severity,
        reason: "r",
        at: atSecond(seconds),
        until: atSecond(seconds + lasts),
      });
    } else timeline.facts = { ...timeline.facts, ...happening.changes };
    timeline.at(seconds);
    look(timeline, seconds);
  }
}

/** The same rules at the same point, to be taken further without changing the original. */
function copied({ rules }: LegTimeline): LegRules {
  return new LegRules(rules.profile, rules.rules, JSON.parse(JSON.stringify(rules.snapshot())));
}

const RUNS = { numRuns: 300, seed: 4_711 };

describe("whatever happens to a leg", () => {
  test("nothing changes by time alone before the time at which the rules ask to be woken, and it is never in the past", () => {
    fc.assert(
      fc.property(
        story,
        rules,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (story, rules, share) => {
          tell(story, rules, (timeline, seconds) => {
            const now = timeline.at(seconds);
            const wake = timeline.wakeAfter(seconds);
            if (wake !== undefined) expect(wake).toBeGreaterThan(seconds);
            const rest = wake === undefined ? 30 * 86_400 : wake - seconds - 0.001;
            for (const part of [share, 1]) {
              const later = atSecond(seconds + Math.floor(rest * part * 1_000) / 1_000);
              expect(copied(timeline).reasons({ ...timeline.facts, now: later })).toEqual(now);
            }
          });
        },
      ),
      RUNS,
    );
  });

  test("being asked twice changes nothing, and each thing is told once", () => {
    fc.assert(
      fc.property(story, rules, (story, rules) => {
        tell(story, rules, (timeline, seconds) => {
          const once = timeline.at(seconds);
          timeline.rules.takeAlerts();
          const state = timeline.rules.snapshot();
          expect(timeline.at(seconds)).toEqual(once);
          expect(timeline.rules.takeAlerts()).toEqual([]);
          expect(timeline.rules.snapshot()).toEqual(state);
        });
      }),
      RUNS,
    );
  });

  test("a snapshot as JSON is all there is to know", () => {
    fc.assert(
      fc.property(story, story, rules, (before, after, rules) => {
        const straight: unknown[] = [];
        const resumed: unknown[] = [];
        tell([...before, ...after], rules, (timeline, seconds) => straight.push([seconds, timeline.at(seconds)]));
        let told = 0;
        tell([...before, ...after], rules, (timeline, seconds) => {
          if (++told === before.length) timeline.rules = copied(timeline);
          resumed.push([seconds, timeline.at(seconds)]);
        });
        expect(resumed).toEqual(straight);
      }),
      { ...RUNS, numRuns: 100 },
    );
  });

  test("a trade that moved by 2.5 or more pulls for 30 s at least, and one that kept moving for 60", () => {
    fc.assert(
      fc.property(story, rules, (story, rules) => {
        let tenths = 0;
        let triggered = Number.NEGATIVE_INFINITY;
        const triggers = story.map(([gap, happening]) => {
          tenths += gap;
          if (happening.kind === "trade" && Math.abs(happening.z ?? 0) >= DOCUMENTED.zPull) triggered = tenths / 10;
          return triggered;
        });
        let i = 0;
        tell(story, rules, (timeline, seconds) => {
          const trigger = triggers[i++]!;
          const isPulled = (at: number) =>
            copied(timeline)
              .reasons({ ...timeline.facts, now: atSecond(at) })
              .some(({ code }) => code === "defence-pull");
          if (seconds < trigger + 30) expect(isPulled(seconds)).toBe(true);
          if (seconds < trigger + 60) expect(isPulled(Math.max(seconds, trigger + 59.999))).toBe(true);
        });
      }),
      RUNS,
    );
  });

  test("a reason that ends by itself has not ended yet", () => {
    fc.assert(
      fc.property(story, rules, (story, rules) => {
        tell(story, rules, (timeline, seconds) => {
          for (const { until } of timeline.at(seconds)) {
            if (until !== undefined) expect(inSeconds(until)).toBeGreaterThan(seconds);
          }
        });
      }),
      RUNS,
    );
  });
});
