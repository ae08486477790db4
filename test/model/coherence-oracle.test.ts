import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../../src/ambient/random.ts";
import { logit } from "../../src/model/log-odds.ts";
import { coherent, eventOf, TICK2, total } from "./coherent-event.ts";

const leg = fc.record({
  fair: fc.double({ min: 3, max: 60, noNaN: true }),
  sd: fc.double({ min: 0, max: 12, noNaN: true }),
});

describe("a coherent event", () => {
  // Mass is passed between two legs at a time, each time exactly as much as lowers the objective most: a descent that knows
  // nothing of a common tilt.
  test("is the minimum of the weighted relative entropy", () => {
    fc.assert(
      fc.property(fc.array(leg, { minLength: 4, maxLength: 5 }), (legs) => {
        const found = descend(
          legs.map(({ fair }) => fair / 100),
          legs.map(({ fair, sd }) => (sd * sd + TICK2) / (fair * (100 - fair))),
        );
        coherent(eventOf(legs)).forEach((cents, i) => {
          expect(Math.abs(cents / 100 - found[i]!)).toBeLessThan(1e-8);
        });
      }),
      { numRuns: 40 },
    );
  });

  // The textbook projection: each moves by its share of the variance.
  test("is the linear Gaussian projection when little is missing", () => {
    const legs = [
      { fair: 40.02, sd: 2 },
      { fair: 35.01, sd: 1 },
      { fair: 15.02, sd: 3 },
      { fair: 9.98, sd: 0.5 },
    ];
    const variances = legs.map(({ sd }) => sd * sd + TICK2);
    const all = eventOf(legs);
    [...all.legs.values()].forEach(({ residualCents, residualSd, coherentSdCents }, i) => {
      const share = variances[i]! / total(variances);
      expect(residualCents).toBeCloseTo(0.03 * share, 4);
      expect(residualSd).toBeCloseTo((0.03 * share) / Math.sqrt(variances[i]!), 4);
      expect(coherentSdCents).toBeCloseTo(Math.sqrt(variances[i]! * (1 - share)), 2);
    });
    expect(all.z).toBeCloseTo(0.03 / Math.sqrt(total(variances)), 10);
  });
});

describe("errors that are what the models say", () => {
  const truth = [45, 25, 15, 10, 5];
  const deviations = [1, 2, 0.5, 1.5, 0.2];
  const random = Random.seeded(38);
  const rounds = 4000;
  let z2 = 0;
  const raw = truth.map(() => 0);
  const better = truth.map(() => 0);
  const scaled = truth.map(() => 0);
  for (let round = 0; round < rounds; round++) {
    const all = eventOf(
      truth.map((cents, i) => ({
        fair: cents + Math.sqrt(deviations[i]! ** 2 + TICK2) * random.normal() * 0.5, // half, to stay in the linear range
        sd: deviations[i]!,
      })),
    );
    z2 += all.z ** 2 / rounds;
    [...all.legs.values()].forEach(({ rawCents, coherentCents, coherentSdCents }, i) => {
      raw[i]! += (rawCents! - truth[i]!) ** 2 / rounds;
      better[i]! += (coherentCents! - truth[i]!) ** 2 / rounds;
      scaled[i]! += ((coherentCents! - truth[i]!) / coherentSdCents!) ** 2 / rounds;
    });
  }

  test("z has the variance they have", () => {
    expect(Math.abs(z2 / 0.25 - 1)).toBeLessThan(4 * Math.sqrt(2 / rounds));
  });

  test("every leg is nearer to the truth, by what its narrower deviation says", () => {
    truth.forEach((_, i) => {
      expect(better[i]).toBeLessThan(raw[i]!);
      expect(Math.abs(scaled[i]! / 0.25 - 1)).toBeLessThan(4 * Math.sqrt(2 / rounds) + 0.03); // slopes bend a little
    });
  });
});

/** Minimises sum KL(p_i, q_i) / u_i over the simplex by exchanges between pairs, from equal shares. */
function descend(q: readonly number[], u: readonly number[]): number[] {
  const p = q.map(() => 1 / q.length);
  const slope = (i: number, at: number) => (logit(at) - logit(q[i]!)) / u[i]!;
  for (let sweep = 0; sweep < 4000; sweep++) {
    let moved = 0;
    for (let i = 0; i < p.length; i++) {
      for (let j = 0; j < i; j++) {
        const both = p[i]! + p[j]!;
        let low = 0;
        let high = both;
        for (let halving = 0; halving < 60; halving++) {
          const middle = (low + high) / 2;
          if (slope(i, middle) > slope(j, both - middle)) high = middle;
          else low = middle;
        }
        moved = Math.max(moved, Math.abs(low - p[i]!));
        p[i] = low;
        p[j] = both - low;
      }
    }
    if (moved < 1e-13) break;
  }
  return p;
}
