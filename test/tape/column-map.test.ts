import { describe, expect, test } from "vitest";
import { parseColumnMap } from "../../src/tape/column-map.ts";
import { at, csv, EXPECTED, lines, parquet, prints, read } from "./sample-trades.ts";
import { inMemory } from "./tape-text.ts";

describe("somebody else's columns", () => {
  const rows = [
    { when: 1_749_045_723_221, symbol: "KXE-25JUN-A", event: "KXE-25JUN", px: 0.47, size: 3.5, aggressor: "buy" },
    { when: 1_749_045_723_500, symbol: "KXE-25JUN-A", event: "KXE-25JUN", px: 0.46, size: 10, aggressor: "sell" },
  ];
  const words = [
    "created_time=when:ms",
    "ticker=symbol",
    "event_ticker=event",
    "yes_price=px:dollars",
    "count=size",
    "taker_side=aggressor",
  ];

  test.each<readonly [string, string | Uint8Array]>([
    ["CSV", csv(rows)],
    ["JSON lines", lines(rows)],
    ["JSON", JSON.stringify(rows)],
    ["Parquet", parquet(rows.map((row) => ({ ...row, when: BigInt(row.when) })))],
  ])("%s", async (_name, content) => {
    expect(await read({ columns: parseColumnMap(words) }, inMemory("t", content))).toEqual([
      { ...EXPECTED[0]!, trades: 1, order: { ...EXPECTED[0]!.order, prints: prints([4_700, 350]) } },
      EXPECTED[1],
    ]);
  });

  test.each([
    ["s", "1749045723.221"],
    ["ms", "1749045723221"],
    ["ms", "1749045723221.999"],
    ["us", "1749045723221999"],
    ["ns", "1749045723221999888"],
    ["iso", "2025-06-04T14:02:03.221Z"],
  ])("times in %s: %s", async (unit, text) => {
    const content = `when,ticker,yes_price,count\n${text},A,47,1\n`;
    const [order] = await read({ columns: parseColumnMap([`created_time=when:${unit}`]) }, inMemory("t.csv", content));
    expect(order?.order.at).toBe(at(3, 221));
  });

  test.each([
    ["when", '"when" names no column'],
    ["time=when", "none of created_time, ticker"],
    ["created_time=when:minutes", "none of iso, s, ms"],
    ["yes_price=px:euros", "none of cents, dollars"],
    ["created_time=", "names no column"],
  ])("words that ask for nothing are refused: %s", (word, message) => {
    expect(() => parseColumnMap([word])).toThrow(message);
  });

  test("a column is given once", () => {
    expect(() => parseColumnMap(["count=a", "count=b"])).toThrow("count is given twice");
  });

  test("a colon belongs to the name where there are no units", () => {
    expect(parseColumnMap(["ticker=a:b", "created_time=c:d:ms"])).toEqual({
      ticker: { name: "a:b" },
      created_time: { name: "c:d", unit: "ms" },
    });
  });
});
