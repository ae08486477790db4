import { describe, expect, test } from "vitest";
import { time } from "../../../src/market/units.ts";
import { type FeeFacts, feesAt, nextFeeChange } from "../../../src/venue/kalshi/fees.ts";

const T = 1_790_000_000_000;
const FACTS: FeeFacts = {
  readAt: time(T),
  seriesType: "quadratic",
  seriesMultiplier: 1,
  eventType: undefined,
  eventMultiplier: undefined,
  seriesChanges: [],
  eventChanges: [],
};
const seriesChange = (seconds: number, feeType: string, feeMultiplier: number) => {
  return { id: `${seconds}`, seriesTicker: "S", feeType, feeMultiplier, at: time(T + seconds * 1_000) };
};
const eventChange = (seconds: number, feeType: string | undefined, feeMultiplier: number | undefined) => {
  return {
    id: `${seconds}`,
    seriesTicker: "S",
    eventTicker: "E",
    feeType,
    feeMultiplier,
    at: time(T + seconds * 1_000),
  };
};
const fees = (facts: Partial<FeeFacts>, seconds = 0) => feesAt({ ...FACTS, ...facts }, time(T + seconds * 1_000)).fees;

describe("what an event charges", () => {
  test("is what its series does, unless it has something of its own, by parts", () => {
    expect(fees({})).toEqual({ type: "quadratic", multiplier: 1 });
    expect(fees({ eventType: "quadratic_with_maker_fees" })).toEqual({
      type: "quadratic_with_maker_fees",
      multiplier: 1,
    });
    expect(fees({ eventMultiplier: 0 })).toEqual({ type: "quadratic", multiplier: 0 });
  });

  test("changes when it is scheduled to, in the order of time, and what was due before it was read is in it already", () => {
    const seriesChanges = [
      seriesChange(20, "quadratic", 3),
      seriesChange(10, "quadratic_with_maker_fees", 2),
      seriesChange(-5, "flat", 9),
    ];
    expect(fees({ seriesChanges }, 9)).toEqual({ type: "quadratic", multiplier: 1 });
    expect(fees({ seriesChanges }, 10)).toEqual({ type: "quadratic_with_maker_fees", multiplier: 2 });
    expect(fees({ seriesChanges }, 30)).toEqual({ type: "quadratic", multiplier: 3 });
    expect(nextFeeChange({ ...FACTS, seriesChanges }, time(T + 10_000))).toBe(T + 20_000);
    expect(nextFeeChange(FACTS, time(T))).toBeUndefined();
  });

  test("goes back to the series' when an event's own ends", () => {
    const given = {
      eventType: "quadratic_with_maker_fees",
      eventMultiplier: 2,
      eventChanges: [eventChange(10, undefined, undefined)],
    };
    expect(fees(given)).toEqual({ type: "quadratic_with_maker_fees", multiplier: 2 });
    expect(fees(given, 10)).toEqual({ type: "quadratic", multiplier: 1 });
  });

  test("is expected with maker fees where its type isn't known, and it is said", () => {
    const inForce = feesAt({ ...FACTS, seriesType: "quadratic_with_combo_maker_fees" }, time(T));
    expect(inForce).toEqual({
      fees: { type: "quadratic_with_maker_fees", multiplier: 1 },
      unknownType: "quadratic_with_combo_maker_fees",
    });
  });
});
