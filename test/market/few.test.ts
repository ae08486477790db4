import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { removeFrom, sortFew } from "../../src/market/few.ts";

const items = fc.array(fc.record({ rank: fc.integer({ min: 0, max: 4 }), name: fc.string() }), { maxLength: 12 });

describe("lists of a handful", () => {
  it("sorts as the language does, equals in their order", () => {
    fc.assert(
      fc.property(items, (list) => {
        const sorted = [...list];
        sortFew(sorted, (one, other) => one.rank - other.rank);
        const expected = list.toSorted((one, other) => one.rank - other.rank);
        expect(sorted.map((item) => list.indexOf(item))).toEqual(expected.map((item) => list.indexOf(item)));
      }),
    );
  });

  it("takes out the one item and leaves the others in their order", () => {
    fc.assert(
      fc.property(items, fc.nat(), (list, choice) => {
        const item = list[choice % Math.max(1, list.length)] ?? { rank: 0, name: "not in it" };
        const left = [...list];
        removeFrom(left, item);
        expect(left).toEqual(list.filter((other) => other !== item));
      }),
    );
  });

  it("changes nothing for an item that isn't there", () => {
    const left = ["a", "b"];
    removeFrom(left, "c");
    expect(left).toEqual(["a", "b"]);
  });
});
