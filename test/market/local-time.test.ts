import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dateIn, daysAfter, midnightIn, timeIn } from "../../src/market/local-time.ts";
import type { Time } from "../../src/market/units.ts";

const utc = (text: string): Time => Date.parse(text) as Time;
const anyTime = fc.integer({
  min: utc("2000-01-01T00:00:00Z"),
  max: utc("2040-01-01T00:00:00Z"),
}) as fc.Arbitrary<Time>;
const anyZone = fc.constantFrom("America/New_York", "UTC", "Europe/Berlin", "Asia/Kolkata", "Pacific/Auckland");

describe("a zone's time", () => {
  it("is what its clocks show, and names the same moment", () => {
    fc.assert(
      fc.property(anyZone, anyTime, (zone, at) => {
        const clocks = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
        const text = timeIn(zone, at);
        expect(Date.parse(text)).toBe(at);
        expect(text.slice(0, 19).replace("T", " ")).toBe(clocks.format(at));
        expect(dateIn(zone, at)).toBe(text.slice(0, 10));
      }),
    );
  });

  it("has its offset, also where it is none or not of whole hours", () => {
    expect(timeIn("America/New_York", utc("2026-11-01T14:30:00.007Z"))).toBe("2026-11-01T09:30:00.007-05:00");
    expect(timeIn("UTC", utc("2026-11-01T14:30:00Z"))).toBe("2026-11-01T14:30:00.000+00:00");
    expect(timeIn("Asia/Kolkata", utc("2026-11-01T14:30:00Z"))).toBe("2026-11-01T20:00:00.000+05:30");
  });

  it("begins a day at its own midnight", () => {
    fc.assert(
      fc.property(anyTime, (at) => {
        const day = dateIn("America/New_York", at);
        expect(timeIn("America/New_York", midnightIn("America/New_York", day)).slice(0, 23)).toBe(
          `${day}T00:00:00.000`,
        );
      }),
    );
  });
});

it("a day is followed by the next, over months, years and leap days", () => {
  expect(daysAfter("2026-12-31", 1)).toBe("2027-01-01");
  expect(daysAfter("2028-03-01", -1)).toBe("2028-02-29");
});
