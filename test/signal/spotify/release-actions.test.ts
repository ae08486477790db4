import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Time, time } from "../../../src/market/units.ts";
import { strongestAction } from "../../../src/signal/action.ts";
import { type KnownRelease, RELEASE_RULES, releaseAction } from "../../../src/signal/spotify/release-actions.ts";
import { parseReleaseDate } from "../../../src/signal/spotify/release-date.ts";
import { RELEASE_GROUPS } from "../../../src/signal/spotify/schema.ts";

const at = (text: string) => time(Date.parse(text));
const release = (change: Partial<KnownRelease> = {}): KnownRelease => ({
  id: "r",
  name: "New Songs",
  group: "album",
  date: parseReleaseDate("2026-11-20")!, // a Friday
  newSince: undefined,
  ...change,
});
const asks = (text: string, change?: Partial<KnownRelease>) => {
  const { severity, multiplier } = releaseAction(release(change), at(text), RELEASE_RULES);
  return severity === "widen" ? multiplier : severity;
};

describe("a release", () => {
  test("widens from a day before its first midnight, pulls around midnight in Auckland and New York, then fades over 3 days", () => {
    expect(asks("2026-11-18T09:59:59Z")).toBe("none");
    expect(asks("2026-11-18T10:00:00Z")).toBe(2);
    expect(asks("2026-11-19T10:44:59Z")).toBe(2);
    expect(asks("2026-11-19T10:45:00Z")).toBe("pull"); // 15 min before Friday begins in Auckland
    expect(asks("2026-11-19T11:45:00Z")).toBe(2);
    expect(asks("2026-11-20T04:45:00Z")).toBe("pull"); // 15 min before Friday begins in New York
    expect(asks("2026-11-20T05:44:59Z")).toBe("pull");
    expect(asks("2026-11-20T05:45:00Z")).toBe(2);
    expect(asks("2026-11-20T17:59:59Z")).toBe(2); // until 6 hours after the last midnight
    expect(asks("2026-11-22T00:00:00Z")).toBe(1.5); // half of the 72 hours are over
    expect(asks("2026-11-23T11:59:59Z")).toBeCloseTo(1 + 1 / 12, 12);
    expect(asks("2026-11-23T12:00:00Z")).toBe("none");
  });

  test("of others on which the artist appears, or of old songs, never pulls", () => {
    for (const group of ["appears_on", "compilation"] as const) {
      expect(asks("2026-11-20T05:00:00Z", { group })).toBe(2);
    }
  });

  test("without a day widens from when it came up, and doesn't pull", () => {
    const change = { date: parseReleaseDate("2026-11")!, newSince: at("2026-11-10T08:00:00Z") };
    expect(asks("2026-11-10T08:00:00Z", change)).toBe(2);
    expect(asks("2026-11-11T20:00:00Z", change)).toBe(1.5);
    expect(asks("2026-11-13T08:00:00Z", change)).toBe("none");
    expect(asks("2026-11-10T08:00:00Z", { ...change, newSince: undefined })).toBe("none");
  });
});

const anyRelease = fc
  .record({
    group: fc.constantFrom(...RELEASE_GROUPS),
    date: fc
      .constantFrom("2026-11-20", "2026-11-21", "2026-03-08", "2026-11", "2026", "2011-05-04")
      .map((text) => parseReleaseDate(text)!),
    newSince: fc.option(
      fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2026, 11) }).map((ms) => time(ms)),
      { nil: undefined },
    ),
  })
  .map(release);
const moments = fc.integer({ min: Date.UTC(2025, 11, 25), max: Date.UTC(2027, 0, 10) }).map((ms) => time(ms));

test("between now and `until`, what a release asks for stays the same, and a multiplier is above 1 and at most 2", () => {
  fc.assert(
    fc.property(
      anyRelease,
      moments,
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (known, now, share) => {
        const action = releaseAction(known, now, RELEASE_RULES);
        expect(action.until).toBeGreaterThan(now);
        if (action.severity === "widen") expect(action.multiplier > 1 && action.multiplier <= 2).toBe(true);
        const span = Math.min(action.until - now, 40 * 86_400_000);
        const later = (now + Math.floor(share * (span - 1))) as Time;
        expect(releaseAction(known, later, RELEASE_RULES)).toMatchObject({
          severity: action.severity,
          multiplier: action.multiplier,
        });
      },
    ),
    { numRuns: 2_000 },
  );
});

test("several releases ask for what the strongest of them does, until the first of them changes", () => {
  fc.assert(
    fc.property(fc.array(anyRelease, { maxLength: 6 }), moments, (known, now) => {
      const actions = known.map((one) => releaseAction(one, now, RELEASE_RULES));
      const { severity, multiplier, until } = strongestAction(actions);
      const order = ["none", "widen", "pull"];
      const most = Math.max(0, ...actions.map((action) => order.indexOf(action.severity)));
      expect(order.indexOf(severity)).toBe(most);
      if (severity === "widen") expect(multiplier).toBe(Math.max(...actions.map((action) => action.multiplier)));
      expect(until).toBe(Math.min(Number.POSITIVE_INFINITY, ...actions.map((action) => action.until)));
    }),
  );
});
