import fc from "fast-check";
import { expect, it } from "vitest";
import { countUntil } from "../../src/market/ascending-times.ts";

it("counts those that are no later, repeated ones among them", () => {
  const time = fc.integer({ min: 0, max: 20 });
  fc.assert(
    fc.property(fc.array(time), time, (times, until) => {
      const ascending = times.toSorted((one, other) => one - other);
      expect(countUntil(ascending, until)).toBe(times.filter((at) => at <= until).length);
    }),
  );
});
