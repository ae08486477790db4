import fc from "fast-check";
import { expect, test } from "vitest";
import { durationMs, integer } from "../../src/cli/option-values.ts";

const whole = (max: number) => fc.integer({ min: 0, max });

test("a duration is the sum of its parts", () => {
  const parts = fc.record({ d: whole(400), h: whole(99), m: whole(99), s: whole(99), ms: whole(9_999) });
  fc.assert(
    fc.property(parts, ({ d, h, m, s, ms }) => {
      const total = (((d * 24 + h) * 60 + m) * 60 + s) * 1_000 + ms;
      fc.pre(total > 0);
      const written = Object.entries({ d, h, m, s, ms }).map(([unit, count]) => (count > 0 ? `${count}${unit}` : ""));
      expect(durationMs(written.join(""))).toBe(total);
    }),
  );
});

test.each(["", "0s", "10", "-5m", "1.5h", "5m4h", "m", "5 m", "1h1h", "ten", `${"9".repeat(20)}d`])(
  "%j is no duration",
  (text) => {
    expect(() => durationMs(text)).toThrow("such as 90s, 10m or 4h55m");
  },
);

test("an integer is taken exactly, and only within its bounds", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), fc.maxSafeInteger(), (value, one, other) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      const parse = () => integer(low, high)(String(value));
      if (low <= value && value <= high) expect(parse()).toBe(value);
      else expect(parse).toThrow("whole number");
    }),
  );
});

test.each(["", "1.5", "1e3", "0x10", " 1", "1_000", "9007199254740993"])("%j is no integer", (text) => {
  expect(() => integer(0)(text)).toThrow("whole number from 0 up");
});
