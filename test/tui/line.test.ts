import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asciiLine } from "../../tui/ascii.ts";
import { beside, cut, type Line, lineWidth, plainText, sized, type Tone } from "../../tui/line.ts";
import { printable } from "../../tui/printable.ts";
import { headOf, padLeft, padRight, shorten, textWidth } from "../../tui/text.ts";

/** Text as it may come from outside, once made printable: all scripts, emoji, combining marks. */
const text = fc
  .oneof(
    fc.string({ unit: "grapheme", maxLength: 30 }),
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.constantFrom(
      "あいみょん",
      "방탄소년단",
      "Beyoncé",
      "👨‍👩‍👧 family",
      "🇺🇸",
      "❤️",
      "a\u0301\u0302\u0303\u0304",
      "ไทย",
    ),
  )
  .map(printable);
const spans: fc.Arbitrary<Line> = fc.array(
  fc.record({ text, tone: fc.constantFrom<Tone>("plain", "quiet", "alarm") }),
  { maxLength: 5 },
);
const width = fc.integer({ min: 0, max: 60 });

describe("text in columns", () => {
  it("never takes more than it is given", () => {
    fc.assert(
      fc.property(text, width, (some, columns) => {
        expect(textWidth(headOf(some, columns))).toBeLessThanOrEqual(columns);
        expect(textWidth(shorten(some, columns))).toBeLessThanOrEqual(columns);
        expect(textWidth(padLeft(some, columns))).toBe(Math.max(columns, textWidth(some)));
        expect(textWidth(padRight(some, columns))).toBe(Math.max(columns, textWidth(some)));
      }),
    );
  });

  it("says where something was left out, and never cuts a wide letter in two", () => {
    expect(shorten("Kendrick Lamar", 11)).toBe("Kendrick L…");
    expect(shorten("あいみょん", 6)).toBe("あい…");
    expect(shorten("あいみょん", 5)).toBe("あい…");
    expect(shorten("Drake", 5)).toBe("Drake");
  });
});

describe("a line", () => {
  it("is exactly as wide as it is sized, wherever it was cut", () => {
    fc.assert(
      fc.property(spans, width, fc.constantFrom("left" as const, "right" as const), (some, columns, align) => {
        expect(lineWidth(sized(some, columns, align))).toBe(columns);
        expect(lineWidth(cut(some, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it("keeps its text when it fits", () => {
    fc.assert(
      fc.property(spans, (some) => {
        expect(plainText(cut(some, lineWidth(some)))).toBe(plainText(some));
      }),
    );
  });

  it("stands beside others with gaps between, none for empty ones", () => {
    const one: Line = [{ text: "one", tone: "plain" }];
    expect(plainText(beside([one, [], one], 2))).toBe("one  one");
  });
});

describe("a line in ASCII", () => {
  it("has only ASCII and takes the same columns", () => {
    fc.assert(
      fc.property(spans, (some) => {
        const ascii = asciiLine(some);
        expect(plainText(ascii)).toMatch(/^[ -~]*$/);
        expect(lineWidth(ascii)).toBe(lineWidth(some));
      }),
    );
  });

  it("keeps letters without their accents", () => {
    expect(plainText(asciiLine([{ text: "Beyoncé … あ", tone: "plain" }]))).toBe("Beyonce ~ ??");
  });
});

describe("text from outside", () => {
  it("can't move the cursor, change colours or turn the writing around", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (some) => {
        expect(printable(some)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
    expect(printable("\x1b[2Jgone\u202e\r\nnext\tcell")).toBe("[2Jgone  next cell");
  });

  it("comes apart where terminals disagree about its width", () => {
    expect(textWidth(printable("👨‍👩‍👧"))).toBe(6);
    expect(printable("🇺🇸")).toBe("US");
    expect(printable("Beyonce\u0301")).toBe("Beyoncé");
  });
});
