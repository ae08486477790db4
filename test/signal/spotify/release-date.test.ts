import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { midnightIn } from "../../../src/market/local-time.ts";
import { time } from "../../../src/market/units.ts";
import { parseReleaseDate, RECENT_MS, recentSpan, releaseMoments } from "../../../src/signal/spotify/release-date.ts";

const at = (text: string) => time(Date.parse(text));
const date = (text: string) => parseReleaseDate(text)!;

describe("a release's date", () => {
  test("is read in its three precisions, and nothing else is", () => {
    expect(parseReleaseDate("2026-11-20", "day")).toEqual({ text: "2026-11-20", precision: "day" });
    expect(parseReleaseDate("2026-11")).toEqual({ text: "2026-11", precision: "month" });
    expect(parseReleaseDate("1981")).toEqual({ text: "1981", precision: "year" });
    for (const text of [
      "",
      "0000-00-00",
      "2026-13-01",
      "2026-02-30",
      "2026-04-31",
      "20.11.2026",
      "soon",
      "2026-11-20T00:00Z",
    ])
      expect(parseReleaseDate(text)).toBeUndefined();
  });

  test("is no more precise than Spotify says it is", () => {
    expect(parseReleaseDate("2026-01-01", "year")).toEqual({ text: "2026", precision: "year" });
    expect(parseReleaseDate("2026", "day")).toEqual({ text: "2026", precision: "year" });
  });

  test("begins in Kiritimati and last on Baker Island", () => {
    expect(releaseMoments(date("2026-11-20"))).toEqual({
      first: at("2026-11-19T10:00:00Z"),
      last: at("2026-11-20T12:00:00Z"),
    });
    expect(releaseMoments(date("2026-11"))).toBeUndefined();
  });
});

describe("within the last 3 days", () => {
  test("is so from the first midnight anywhere until 72 hours after the last one, whenever it was seen", () => {
    const span = { from: at("2026-11-19T10:00:00Z"), to: at("2026-11-23T12:00:00Z") };
    expect(recentSpan(date("2026-11-20"), undefined)).toEqual(span);
    expect(recentSpan(date("2026-11-20"), at("2027-03-01T00:00:00Z"))).toEqual(span);
  });

  test("holds at a moment exactly when some zone's midnight of that date lies in the 3 days up to it", () => {
    const day = fc.integer({ min: 0, max: 20_000 });
    fc.assert(
      fc.property(day, fc.integer({ min: -100, max: 150 }), (dayNumber, hours) => {
        const start = dayNumber * 86_400_000;
        const { from, to } = recentSpan(date(new Date(start).toISOString().slice(0, 10)), undefined)!;
        const now = start + hours * 3_600_000;
        const somewhere = Array.from({ length: 27 }, (_, index) => start - (index - 12) * 3_600_000); // UTC-12 to UTC+14
        const isRecent = somewhere.some((midnight) => midnight <= now && now < midnight + RECENT_MS);
        expect(from <= now && now < to).toBe(isRecent);
      }),
    );
  });

  test("counts from when it came up where no day is known, and only within that month or year and the 3 days after", () => {
    const seen = at("2026-11-10T08:00:00Z");
    const span = { from: seen, to: at("2026-11-13T08:00:00Z") };
    expect(recentSpan(date("2026-11"), seen)).toEqual(span);
    expect(recentSpan(date("2026"), seen)).toEqual(span);
    expect(recentSpan(date("2026-11"), undefined)).toBeUndefined(); // stood there from the first
    expect(recentSpan(date("1998"), seen)).toBeUndefined(); // an old record, newly listed
    expect(recentSpan(date("2026-10"), at("2026-11-02T00:00:00Z"))).toBeDefined();
    expect(recentSpan(date("2026-10"), seen)).toBeUndefined();
    expect(recentSpan(date("2027"), seen)).toBeUndefined(); // announced: nobody knows for when
  });
});

describe("midnight in a zone", () => {
  test("minds its summer time", () => {
    expect(midnightIn("America/New_York", "2026-11-20")).toBe(at("2026-11-20T05:00:00Z"));
    expect(midnightIn("America/New_York", "2026-07-03")).toBe(at("2026-07-03T04:00:00Z"));
    expect(midnightIn("Pacific/Auckland", "2026-11-20")).toBe(at("2026-11-19T11:00:00Z"));
    expect(midnightIn("Asia/Kolkata", "2026-11-20")).toBe(at("2026-11-19T18:30:00Z"));
  });

  test("is the day's first moment there, for every day of two years", () => {
    for (const zone of ["America/New_York", "Europe/London", "Pacific/Auckland"]) {
      for (let day = Date.UTC(2025, 0, 1); day < Date.UTC(2027, 0, 1); day += 86_400_000) {
        const text = new Date(day).toISOString().slice(0, 10);
        const midnight = midnightIn(zone, text);
        const shown = (moment: number) => new Date(moment).toLocaleString("sv-SE", { timeZone: zone });
        expect(shown(midnight)).toBe(`${text} 00:00:00`);
      }
    }
  });
});
