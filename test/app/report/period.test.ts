import { expect, test } from "vitest";
import { parsePeriod } from "../../../src/app/report/period.ts";

const utc = (text: string): number => Date.parse(text);

test("days and months are New York's, whatever its clocks do", () => {
  expect(parsePeriod({ day: "2026-11-01" })).toMatchObject({
    from: utc("2026-11-01T04:00Z"),
    to: utc("2026-11-02T05:00Z"),
  });
  expect(parsePeriod({ day: "2026-03-08" })).toMatchObject({
    from: utc("2026-03-08T05:00Z"),
    to: utc("2026-03-09T04:00Z"),
  });
  expect(parsePeriod({ month: "2026-12" })).toMatchObject({
    from: utc("2026-12-01T05:00Z"),
    to: utc("2027-01-01T05:00Z"),
  });
});

test("a day as the end is in the period; a time without an offset is UTC", () => {
  expect(parsePeriod({ from: "2026-06-01", to: "2026-06-02" })).toMatchObject({
    from: utc("2026-06-01T04:00Z"),
    to: utc("2026-06-03T04:00Z"),
  });
  expect(parsePeriod({ from: "2026-06-01T09:30" })).toMatchObject({
    from: utc("2026-06-01T09:30Z"),
    to: Number.POSITIVE_INFINITY,
  });
  expect(parsePeriod({ to: "2026-06-01T09:30:00-04:00" })).toMatchObject({ to: utc("2026-06-01T13:30Z") });
});

test.each([
  [{ day: "2026-02-30" }, "--day 2026-02-30: it is a day such as 2026-11-01"],
  [{ day: "today" }, "--day today: it is a day"],
  [{ month: "2026-13" }, "--month 2026-13: it is a month such as 2026-11"],
  [{ from: "2026-02-30T00:00:00Z" }, "--from 2026-02-30: it is a day"],
  [{ from: "monday" }, "--from monday: it is a day"],
  [{ from: "2026-06-02", to: "2026-06-01" }, "--to 2026-06-01: it must come after --from 2026-06-02"],
  [{ day: "2026-06-02", month: "2026-06" }, "give one"],
])("%j is refused, with what would do", (words, message) => {
  expect(() => parsePeriod(words)).toThrow(message);
});
