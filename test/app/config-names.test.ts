import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDuration } from "../../src/app/config-duration.ts";
import { camelCase, editDistance, flagName, nearest, variableName } from "../../src/app/config-names.ts";

describe("the nearest name", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });

  test("the distance is nothing only between equals, the same both ways, and grows by at most one with an edit", () => {
    fc.assert(
      fc.property(word, word, fc.nat(6), (a, b, at) => {
        const distance = editDistance(a, b);
        expect(distance === 0).toBe(a === b);
        expect(editDistance(b, a)).toBe(distance);
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        const shorter = b.slice(0, at) + b.slice(at + 1);
        expect(Math.abs(editDistance(a, shorter) - distance)).toBeLessThanOrEqual(1);
      }),
      { seed: 6 },
    );
  });

  test.each([
    ["kitten", "sitting", 3],
    ["ab", "ba", 1],
    ["", "abc", 3],
    ["saturday", "sunday", 3],
  ])("from %s to %s it is %d", (a, b, edits) => {
    expect(editDistance(a, b)).toBe(edits);
  });

  test.each([
    ["half_spred_cents", "half_spread_cents"],
    ["Z-Pull", "z_pull"],
    ["zpul", "z_pull"],
    ["sed", "seed"],
    ["quux", undefined],
    ["", undefined],
  ])("for %s it is %s", (typed, name) => {
    expect(nearest(typed, ["half_spread_cents", "min_half_spread_cents", "z_pull", "seed"])).toBe(name);
  });

  test("a name goes by its own form in code, environment and command line", () => {
    expect(["a", "half_spread_cents"].map(camelCase)).toEqual(["a", "halfSpreadCents"]);
    expect(variableName("half_spread_cents")).toBe("TAUROI_HALF_SPREAD_CENTS");
    expect(flagName("half_spread_cents")).toBe("--half-spread-cents");
  });
});

describe("durations", () => {
  test.each([
    ["4h55m", 17_700_000],
    ["90s", 90_000],
    ["1d", 86_400_000],
    ["250ms", 250],
    ["1d1h1m1s1ms", 90_061_001],
    ["0h5m", 300_000],
  ])("%s is %d ms", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(["", "5", "0s", "-5s", "5 m", "m5", "1.5h", "5m4h", "5x", "1h ", "٣h"])("%j is none", (text) => {
    expect(() => parseDuration(text)).toThrow(`"${text}" is not a duration such as`);
  });
});
