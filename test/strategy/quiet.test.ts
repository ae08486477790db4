import { describe, expect, test } from "vitest";
import { time } from "../../src/market/units.ts";
import { quiet } from "../../src/strategy/quiet.ts";
import { DOCUMENTED } from "./documented.ts";

const NOW = time(1_790_000_000_000);
const PROFILE = { ...DOCUMENTED, quietAfterS: 900, minOrders: 20 };

describe("a quiet leg", () => {
  test("pulls when nothing has been heard for the profile's time, and not before", () => {
    expect(quiet({ orders: 20, heardAt: time(NOW - 899_999) }, NOW, PROFILE)).toBeUndefined();
    expect(quiet({ orders: 20, heardAt: time(NOW - 900_000) }, NOW, PROFILE)).toMatchObject({
      code: "quiet",
      effect: "pull",
    });
  });

  test("pulls while it has had too few taker orders", () => {
    expect(quiet({ orders: 19, heardAt: NOW }, NOW, PROFILE)?.text).toContain("19 taker orders so far");
  });

  test("is none under a profile that doesn't mind", () => {
    expect(
      quiet({ orders: 20, heardAt: time(NOW - 900_000_000) }, NOW, { ...PROFILE, quietAfterS: 0 }),
    ).toBeUndefined();
  });
});
