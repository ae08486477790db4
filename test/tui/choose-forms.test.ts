import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseForms, type Fitting } from "../../tui/choose-forms.ts";

const items: fc.Arbitrary<readonly Fitting[]> = fc.array(
  fc.record({
    widths: fc
      .array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 })
      .map((all) => all.sort((a, b) => b - a)),
    importance: fc.integer({ min: 0, max: 9 }),
    isExtra: fc.boolean(),
  }),
  { maxLength: 8 },
);

function total(all: readonly Fitting[], chosen: readonly (number | undefined)[], gap: number): number {
  const shown = all.flatMap(({ widths }, index) => (chosen[index] === undefined ? [] : [widths[chosen[index]] ?? 0]));
  return shown.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, shown.length - 1);
}

describe("fitting", () => {
  it("never takes more columns than there are, and leaves nothing out without need", () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 0, max: 150 }), fc.integer({ min: 0, max: 2 }), (all, columns, gap) => {
        const chosen = chooseForms(all, columns, gap);
        expect(total(all, chosen, gap)).toBeLessThanOrEqual(columns);
        if (
          total(
            all,
            all.map(() => 0),
            gap,
          ) <= columns
        )
          expect(chosen).toEqual(all.map(() => 0));
      }),
    );
  });

  it("drops nothing that is more important than something it keeps, extras aside", () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 0, max: 150 }), (all, columns) => {
        const chosen = chooseForms(all, columns, 1);
        const lasting = all
          .map((item, index) => ({ ...item, isShown: chosen[index] !== undefined }))
          .filter(({ isExtra }) => !isExtra);
        const lowestShown = Math.min(...lasting.filter(({ isShown }) => isShown).map(({ importance }) => importance));
        for (const { isShown, importance } of lasting)
          if (!isShown) expect(importance).toBeLessThanOrEqual(lowestShown);
      }),
    );
  });

  it("drops extras first, then narrows the least important, then drops it", () => {
    const all = [
      { widths: [10, 4], importance: 2 },
      { widths: [10, 4], importance: 1 },
      { widths: [10], importance: 3, isExtra: true },
    ];
    expect(chooseForms(all, 34, 1)).toEqual([0, 0, 0]);
    expect(chooseForms(all, 31, 1)).toEqual([0, 0, undefined]);
    expect(chooseForms(all, 20, 1)).toEqual([0, 1, undefined]);
    expect(chooseForms(all, 9, 1)).toEqual([1, 1, undefined]);
    expect(chooseForms(all, 8, 1)).toEqual([1, undefined, undefined]);
    expect(chooseForms(all, 3, 1)).toEqual([undefined, undefined, undefined]);
  });
});
