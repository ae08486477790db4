import { describe, expect, test } from "vitest";
import { warnings } from "../../src/strategy/warnings.ts";
import { DOCUMENTED } from "./documented.ts";

describe("warnings about a profile", () => {
  test("there are none about the documented one", () => {
    expect(warnings(DOCUMENTED)).toEqual([]);
  });

  test("one fill that offers the reducing side through fair value", () => {
    const fixed = { ...DOCUMENTED, halfSpread: "fixed" } as const;
    expect(warnings({ ...fixed, orderSize: 3 })).toEqual([]); // 3 x 1c is not more than 3c
    expect(warnings({ ...fixed, orderSize: 4 })).toEqual([expect.stringContaining("x order_size 4 = 4c")]);
    expect(warnings({ ...fixed, orderSize: 10, skewCentsPerContract: 0.2 })).toEqual([]);
  });

  test("a dynamic half-spread counts at its narrowest", () => {
    expect(warnings({ ...DOCUMENTED, orderSize: 3 })).toEqual([expect.stringContaining("can be 2c")]);
    expect(warnings({ ...DOCUMENTED, orderSize: 2 })).toEqual([]);
  });

  test("an order size above its maximum", () => {
    const profile = { ...DOCUMENTED, skewCentsPerContract: 0, orderSize: 12 };
    expect(warnings(profile)).toEqual(["order_size 12 is above max_order_size 10: 10 is used"]);
  });
});
