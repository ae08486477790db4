import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Time } from "../../src/market/units.ts";
import { EventCoherence } from "../../src/model/coherence.ts";
import { resolvedShare } from "../../src/model/resolved-share.ts";
import { coherent, event, eventOf, fresh, HOUR, NOW, type Quote, TICK2, total } from "./coherent-event.ts";

describe("a coherent event", () => {
  test("sums to one with every untraded leg and unlisted winner", () => {
    const untraded = fc.integer({ min: 0, max: 5 });
    const unlisted = fc.constantFrom(0, 0.02, 0.3);
    fc.assert(
      fc.property(event, untraded, unlisted, (legs, none, unlistedProbability) => {
        const quotes = [...legs, ...Array.from({ length: none }, () => undefined)];
        const all = eventOf(quotes, { unlistedProbability, minimumInformed: 1 });
        fc.pre(all.status === "coherent");
        expect(Math.abs(total(coherent(all)) + all.unlistedCents! - 100)).toBeLessThan(1e-9);
        expect(all.untradedCents).toBeCloseTo(total(coherent(all).slice(legs.length)), 10);
        expect(all.sumCents).toBeCloseTo(total(legs.map(({ fair }) => fair)), 9);
        expect(all.untraded).toBe(none);
      }),
    );
  });

  test("is left alone when its raw values are coherent", () => {
    fc.assert(
      fc.property(fresh, (legs) => {
        const sum = total(legs.map(({ fair }) => fair));
        const scaled = legs.map(({ fair, sd }) => ({ fair: (100 * fair) / sum, sd }));
        const all = eventOf(scaled);
        coherent(all).forEach((cents, i) => {
          expect(Math.abs(cents - scaled[i]!.fair)).toBeLessThan(1e-9);
        });
        expect(Math.abs(all.z)).toBeLessThan(1e-9);
      }),
    );
  });

  test("moves equal legs equally, and the wider ones further", () => {
    fc.assert(
      fc.property(fresh, fc.double({ min: 0.1, max: 10, noNaN: true }), (legs, more) => {
        const [first] = legs as [Quote];
        const wider = { ...first, sd: first.sd + more };
        const legsOf = [...eventOf([first, first, wider, ...legs.slice(1)]).legs.values()];
        const [one, other, wide] = legsOf.map(({ residualCents }) => residualCents!) as [number, number, number];
        expect(one).toBe(other);
        expect(Math.abs(wide)).toBeGreaterThanOrEqual(Math.abs(one) - 1e-9);
      }),
    );
  });

  test("takes what is too much from a leg of which little is known", () => {
    const all = eventOf([
      { fair: 45, sd: 0.2 },
      { fair: 25, sd: 0.2 },
      { fair: 10, sd: 0.2 },
      { fair: 40, sd: 15 },
    ]);
    expect(all.legs.get("3")!.residualCents).toBeGreaterThan(19.5);
    expect(all.legs.get("0")!.residualCents).toBeLessThan(0.3);
  });

  test("leaves certain legs where they are", () => {
    const all = eventOf([
      { fair: 0, sd: 0 },
      { fair: 0, sd: 0, sigma2: 1, ageHours: 9 },
      { fair: 50, sd: 2 },
      { fair: 60, sd: 2 },
    ]);
    expect(coherent(all).slice(0, 2)).toEqual([0, 0]);
    expect(all.legs.get("0")!.residualSd).toBe(0);
    expect(Math.abs(total(coherent(all)) - 100)).toBeLessThan(1e-9);
  });

  test("doesn't depend on the order of the legs or of the updates", () => {
    fc.assert(
      fc.property(event, fc.infiniteStream(fc.double({ noNaN: true })), (legs, keys) => {
        const order = legs.map((_, i) => ({ i, key: keys.next().value as number })).sort((a, b) => a.key - b.key);
        const straight = coherent(eventOf(legs));
        const shuffled = coherent(eventOf(order.map(({ i }) => legs[i]!)));
        order.forEach(({ i }, place) => {
          expect(Math.abs(shuffled[place]! - straight[i]!)).toBeLessThan(1e-9);
        });
      }),
    );
  });

  test("follows a leg's raw value, with the others giving way", () => {
    fc.assert(
      fc.property(fresh, fc.double({ min: 0.01, max: 0.5, noNaN: true }), (legs, shift) => {
        const [first, ...rest] = legs as [Quote, ...Quote[]];
        const odds = (first.fair / (100 - first.fair)) * Math.exp(shift);
        const fair = (100 * odds) / (1 + odds);
        const openness = (first.sd ** 2 + TICK2) / (first.fair * (100 - first.fair));
        fc.pre(openness * fair * (100 - fair) >= TICK2 && openness < 1);
        const raised = { fair, sd: Math.sqrt(openness * fair * (100 - fair) - TICK2) }; // as open as before
        const before = coherent(eventOf(legs));
        const after = coherent(eventOf([raised, ...rest]));
        if (before[0]! > 1e-9) expect(after[0]).toBeGreaterThan(before[0]!); // what is next to nothing may be rounded
        rest.forEach((_, i) => {
          expect(after[i + 1]).toBeLessThanOrEqual(before[i + 1]! + 1e-9);
        });
      }),
    );
  });

  test("strength leads from the raw values to the coherent ones", () => {
    fc.assert(
      fc.property(event, (legs) => {
        const raw = legs.map(({ fair }) => fair);
        const [none, some, most, full] = [0, 0.3, 0.7, 1].map((strength) => coherent(eventOf(legs, { strength })));
        raw.forEach((cents, i) => {
          const way = [none![i]!, some![i]!, most![i]!, full![i]!];
          expect(Math.abs(way[0]! - cents)).toBeLessThan(1e-9);
          const sorted = [...way].sort((a, b) => (full![i]! > cents ? a - b : b - a));
          way.forEach((step, k) => {
            expect(Math.abs(step - sorted[k]!)).toBeLessThan(1e-9);
          });
        });
      }),
    );
    const [leg0] = [
      ...eventOf(
        [
          { fair: 60, sd: 3 },
          { fair: 60, sd: 3 },
        ],
        { strength: 0 },
      ).legs.values(),
    ];
    expect(leg0!.coherentSdCents).toBeCloseTo(leg0!.rawSdCents!, 12);
  });
});

describe("legs that say little", () => {
  test("a row of legs at 1c gives way before a leg whose price says more", () => {
    const floor = Array.from({ length: 12 }, () => ({ fair: 1, sd: 0.01 }));
    const all = eventOf([{ fair: 70, sd: 0.5 }, { fair: 28, sd: 0.5 }, ...floor]);
    expect(total(coherent(all).slice(2))).toBeLessThan(5);
    expect(all.legs.get("0")!.residualCents).toBeLessThan(1.5);
  });

  test("a leg that never traded takes what the others leave", () => {
    const few = eventOf([{ fair: 40, sd: 1 }, { fair: 25, sd: 1 }, { fair: 10, sd: 1 }, { fair: 5, sd: 1 }, undefined]);
    expect(few.untradedCents).toBeGreaterThan(19);
    expect(few.untradedCents).toBeLessThan(20.1);
    expect(few.legs.get("4")).toMatchObject({ informed: false, rawCents: null, residualCents: null });

    const many = eventOf([
      { fair: 50, sd: 1 },
      { fair: 35, sd: 1 },
      { fair: 20, sd: 1 },
      { fair: 5, sd: 1 },
      undefined,
    ]);
    expect(many.untradedCents).toBeLessThan(2);
    expect(total(coherent(many).slice(0, 4))).toBeGreaterThan(98);
  });

  test("so does a winner who isn't listed", () => {
    const legs = [
      { fair: 40, sd: 1 },
      { fair: 25, sd: 1 },
      { fair: 10, sd: 1 },
      { fair: 5, sd: 1 },
    ];
    const all = eventOf(legs, { unlistedProbability: 0.05 });
    expect(all.unlistedCents).toBeGreaterThan(19);
    expect(eventOf(legs).unlistedCents).toBe(0);
  });

  test("age opens a leg by what its belief volatility may have resolved", () => {
    const [raw] = [...eventOf([{ fair: 30, sd: 2, ageHours: 5, sigma2: 0.1 }], { minimumInformed: 1 }).legs.values()];
    const variance = 4 + TICK2 + (30 * 70 - 4 - TICK2) * resolvedShare(0.3, 0.5); // of the open part, that share
    expect(raw!.rawSdCents).toBeCloseTo(Math.sqrt(variance), 9);
    expect(raw!.rawCents).toBe(30);
  });

  test("too long ago, it is no longer informed", () => {
    const all = eventOf([
      { fair: 30, sd: 1, ageHours: 1, sigma2: 0.02 },
      { fair: 30, sd: 1, ageHours: 200, sigma2: 0.02 },
    ]);
    expect([...all.legs.values()].map(({ informed }) => informed)).toEqual([true, false]);
    expect(all.informed).toBe(1);
  });

  test("with too few informed legs nothing is made coherent", () => {
    const three = [
      { fair: 60, sd: 1 },
      { fair: 30, sd: 1 },
      { fair: 30, sd: 1 },
    ];
    const all = eventOf([...three, undefined, undefined]);
    expect(all).toMatchObject({
      status: "too few informed legs",
      informed: 3,
      untradedCents: null,
      unlistedCents: null,
    });
    expect(coherent(all)).toEqual([60, 30, 30, null, null]);
    expect(all.legs.get("1")).toMatchObject({ residualCents: 0, residualSd: 0 });
    expect(eventOf([...three, undefined], { minimumInformed: 3 }).status).toBe("coherent");
    expect(eventOf(three).status).toBe("coherent"); // of three legs, three are all
  });

  test("certain legs that leave no room are said to", () => {
    const all = eventOf([
      { fair: 100, sd: 0 },
      { fair: 30, sd: 2 },
      { fair: 20, sd: 2 },
      { fair: 5, sd: 2 },
    ]);
    expect(all.status).toBe("unattainable");
    expect(coherent(all)).toEqual([100, 30, 20, 5]);
    expect(
      eventOf([
        { fair: 100, sd: 0 },
        { fair: 0, sd: 0 },
      ]).status,
    ).toBe("coherent");
  });
});

describe("the same event again", () => {
  test("is the same, and is refilled in place", () => {
    const coherence = new EventCoherence(["A", "B"]);
    coherence.update("A", { at: NOW, fairCents: 70, sdCents: 2 }, 0.01);
    coherence.update("B", { at: NOW, fairCents: 40, sdCents: 2 }, 0.01);
    const first = coherence.at(NOW);
    const copy = structuredClone(first);
    const later = coherence.at((NOW + 30 * HOUR) as Time);
    expect(later).toBe(first);
    expect(later.legs.get("A")!.coherentSdCents).toBeGreaterThan(copy.legs.get("A")!.coherentSdCents!);
    expect(coherence.at(NOW)).toEqual(copy);
    expect(coherence.at((NOW - HOUR) as Time)).toEqual({ ...copy, at: NOW - HOUR }); // an order is never of negative age
  });

  test("what can't be right is refused by name", () => {
    const coherence = new EventCoherence(["A", "B"]);
    expect(() => coherence.update("C", { at: NOW, fairCents: 50, sdCents: 1 }, 0)).toThrow(
      "C is not a leg of this event",
    );
    expect(() => coherence.update("A", { at: NOW, fairCents: 101, sdCents: 1 }, 0)).toThrow("A fairCents 101");
    expect(() => coherence.update("A", { at: NOW, fairCents: 50, sdCents: Number.NaN }, 0)).toThrow("A sdCents NaN");
    expect(() => coherence.update("A", { at: NOW, fairCents: 50, sdCents: 1 }, -1)).toThrow("A sigma2PerHour -1");
    expect(() => new EventCoherence(["A", "A"])).toThrow("listed twice");
    expect(() => new EventCoherence(["A"], { strength: 1.5 })).toThrow("strength 1.5 is not from 0 to 1");
    expect(() => new EventCoherence(["A"], { unlistedProbability: 1 })).toThrow("unlistedProbability 1");
    expect(() => new EventCoherence(["A"], { minimumInformed: 0 })).toThrow("minimumInformed 0");
  });
});
