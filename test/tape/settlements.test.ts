import { describe, expect, test } from "vitest";
import { readSettlements } from "../../src/tape/settlements.ts";
import { TapeError } from "../../src/tape/tape-error.ts";
import { failure, inMemory } from "./tape-text.ts";

const settlements = (text: string) => readSettlements(inMemory("s.csv", text));

describe("what is read", () => {
  test("yes pays a dollar, no pays nothing, blank is unsettled", async () => {
    const legs = await settlements("ticker,event_ticker,trades,last_price,result\nA,E,2,7,yes\nB,E,3,8,no\nC,E,1,5,\n");
    expect([...legs.values()].map(({ ticker, value }) => [ticker, value])).toEqual([
      ["A", 10_000],
      ["B", 0],
      ["C", undefined],
    ]);
  });

  test("close times and titles where the file has them", async () => {
    const legs = await settlements(
      'result,close_time,ticker,subtitle\nno,2024-08-17T04:59:00Z,A,"96°, or 97°"\nyes,,B,\n',
    );
    expect(legs.get("A")).toEqual({
      ticker: "A",
      value: 0,
      closeTime: Date.UTC(2024, 7, 17, 4, 59),
      title: "96°, or 97°",
    });
    expect(legs.get("B")).toEqual({ ticker: "B", value: 10_000, closeTime: undefined, title: undefined });
  });

  test("the same result twice is no contradiction", async () => {
    expect((await settlements("ticker,result\nA,yes\nA,yes\n")).size).toBe(1);
  });
});

describe("what is refused", () => {
  test.each([
    ["an empty file", "", 1, "empty"],
    ["a header alone", "ticker,result\n", 1, "no rows"],
    ["no result column", "ticker,outcome\nA,yes\n", 1, '"result"'],
    ["a result that is none", "ticker,result\nA,yes\nB,perhaps\n", 3, '"perhaps"'],
    ["a blank ticker", "ticker,result\n,yes\n", 2, "blank"],
    ["two results", "ticker,result\nA,yes\nB,no\nA,no\n", 4, "A has"],
    ["a close time that is none", "ticker,result,close_time\nA,yes,noon\n", 2, '"noon"'],
    ["a row too short", "ticker,result\nA\n", 2, "1 fields"],
  ] as const)("%s", async (_name, text, line, words) => {
    const error = await failure(settlements(text));
    expect(error).toBeInstanceOf(TapeError);
    expect(error.message).toMatch(new RegExp(`^s\\.csv: line ${line}: `));
    expect(error.message).toContain(words);
  });
});
