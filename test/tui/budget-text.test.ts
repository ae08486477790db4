import { describe, expect, test } from "vitest";
import type { TokensView } from "../../src/app/view.ts";
import { budgetField, budgetLine } from "../../tui/budget-text.ts";
import { plainText } from "../../tui/line.ts";

const NOW = 1_790_000_000_000;
const EASY: TokensView = { available: 85.7, capacity: 100, waiting: 0, waitingSince: null, turnedAway: 12 };
const SHORT: TokensView = { available: 31.2, capacity: 100, waiting: 4, waitingSince: NOW - 3_400, turnedAway: 1_205 };

const forms = (tokens: TokensView | null) => budgetField(tokens, NOW).forms.map(plainText);

describe("the write budget in the header", () => {
  test("is the tokens there are, of how many there can be", () => {
    expect(forms(EASY)).toEqual(["tokens  85/100"]);
  });

  test("says how many quotes wait and for how long, and leaves the time out first", () => {
    expect(forms(SHORT)).toEqual(["tokens  31/100 4 wait 3 s", "tokens  31/100 4 wait"]);
    const tones = budgetField(SHORT, NOW).forms.map((form) => form.at(-1)?.tone);
    expect(tones).toEqual(["warn", "warn"]);
  });

  test("is not there without a limit", () => {
    expect(forms(null)).toEqual([]);
  });
});

test("the event's page says it in words", () => {
  expect(plainText(budgetLine(EASY, NOW))).toBe("write tokens 85 of 100; no quote waits; 12 times one had to");
  expect(plainText(budgetLine(SHORT, NOW))).toBe(
    "write tokens 31 of 100; 4 quotes wait for them, 3 s at longest; 1,205 times one had to",
  );
  expect(plainText(budgetLine({ ...SHORT, waiting: 1 }, NOW))).toContain("; 1 quote waits for them, 3 s at longest;");
  expect(plainText(budgetLine(null, NOW))).toBe("write tokens without a limit");
});
