import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { desiredQuotes } from "../../src/strategy/desired-quotes.ts";
import { strongest } from "../../src/strategy/reasons.ts";
import { caseOf, worded } from "./quote-case.ts";

function quotesOf(...given: Parameters<typeof caseOf>) {
  const { input, profile, rules } = caseOf(...given);
  return desiredQuotes(input, profile, rules);
}

const [, ...sections] = readFileSync(new URL("golden-quotes.txt", import.meta.url), "utf8").split("\n# ");
const table = sections.map((section) => {
  const [rule = "", ...lines] = section.split("\n").filter((line) => line.trim() !== "");
  return { rule, rows: lines.map((line) => line.split("|").map((cell) => cell.trim())) };
});

describe("the golden table", () => {
  test("is there whole", () => {
    expect(table.flatMap(({ rows }) => rows).length).toBeGreaterThanOrEqual(100);
    for (const { rows } of table) for (const row of rows) expect(row, row.join(" | ")).toHaveLength(8);
  });

  describe.each(table)("$rule", ({ rows }) => {
    test.each(rows)("%s | %s | %s | %s | %s -> %s, %s (%s)", (f, q, sigmaB, book, given, bid, ask) => {
      const quotes = quotesOf(Number(f), Number(q), sigmaB === "?" ? undefined : Number(sigmaB), book!, given);
      expect({ bid: worded(quotes, "bid"), ask: worded(quotes, "ask") }).toEqual({ bid, ask });
    });
  });
});

describe("what is shown beside the quotes", () => {
  test("the numbers that the quotes are made of", () => {
    const quotes = quotesOf(60.5, 2.5, 0.32, "45/55", "widen:defence-wide");
    expect(quotes.baseHalfSpreadCents).toBeCloseTo(4, 12);
    expect(quotes.halfSpreadCents).toBeCloseTo(8, 12);
    expect(quotes).toMatchObject({ multiplier: 2, skewCents: 2.5, reservationCents: 58 });
  });

  test("every reason in force is shown, the strongest first, whatever it takes away", () => {
    const quotes = quotesOf(50, 16, 0.24, "33/-", "widen:defence-wide pull:manual-pull");
    expect(quotes.reasons.map(({ code }) => code)).toEqual(["manual-pull", "inventory", "defence-wide", "thin-book"]);
  });

  test("what only reduces is not said twice", () => {
    const codes = (q: number, given: string) =>
      quotesOf(50, q, 0.24, "43/53", given).reasons.map(({ code, side }) => `${code}@${side}`);
    expect(codes(3, "withhold:reduce-only@bid")).toEqual(["reduce-only@bid"]);
    expect(codes(0, "withhold:reduce-only")).toEqual(["reduce-only@undefined"]);
    expect(codes(0.4, "withhold:reduce-only@bid")).toEqual(["reduce-only@bid", "no-room@ask"]);
  });

  test("a skipped quote says whom it would meet", () => {
    const quotes = quotesOf(50, 0, 0.24, "40/47");
    expect(strongest(quotes.reasons, "bid")?.text).toBe("47c would meet the others' ask at 47c");
  });

  test("a quote that is moved out is no multiplier of the half-spread", () => {
    expect(quotesOf(56, 0, 0.24, "45/58")).toMatchObject({ multiplier: 1, halfSpreadCents: 3 });
  });
});
