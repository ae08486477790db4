import { describe, expect, test } from "vitest";
import { parseColumnMap } from "../../src/tape/column-map.ts";
import type { TapeOptions } from "../../src/tape/trade-rows.ts";
import { lines, MESSAGES, parquet, read, TRADES } from "./sample-trades.ts";
import { failure, inMemory } from "./tape-text.ts";

const late = { ...TRADES[0]!, created_time: "2025-06-04T14:02:03.1Z", trade_id: "late" };
const columns = parseColumnMap(["created_time=when:s"]);

/** Each bad tape and what the message must have. */
const BAD: readonly (readonly [name: string, content: string | Uint8Array, message: string, options?: TapeOptions])[] =
  [
    [
      "a line that is no JSON",
      `${lines(TRADES.slice(0, 2))}{"ticker":\n`,
      't: line 3: "{\\"ticker\\":" is not a JSON object',
    ],
    ["a line that is no object", `${lines(TRADES.slice(0, 1))}[1]\n`, 't: line 2: "[1]" is not a JSON object'],
    [
      "a trade without a price",
      lines([{ ...TRADES[0]!, yes_price_dollars: undefined }]),
      "t: line 1: the trade has no yes_price_dollars nor yes_price",
    ],
    ["a ticker that is a number", lines([{ ...TRADES[0]!, ticker: 5 }]), "t: line 1: ticker 5 is not text"],
    [
      "a price off the grid",
      lines([{ ...TRADES[0]!, yes_price_dollars: "0.4750" }]),
      't: line 1: yes_price_dollars "0.4750" is off the price grid; the nearest prices are 0.47 and 0.48',
    ],
    [
      "a price that is a dollar",
      lines([{ ...TRADES[0]!, yes_price_dollars: 1 }]),
      "t: line 1: yes_price_dollars 1 is out of range; a price in dollars of YES is from 0.01 to 0.99",
    ],
    [
      "a price that is no number",
      lines([{ ...TRADES[0]!, yes_price_dollars: true }]),
      "t: line 1: yes_price_dollars true is not a number of dollars",
    ],
    [
      "time going backwards in JSON lines",
      lines([...TRADES, late]),
      "goes back before 2025-06-04T14:02:04.000000Z of line 5",
    ],
    ["time going back and forth in a document", JSON.stringify([...TRADES, late, TRADES[4]]), "t: row 6: created_time"],
    ["time going backwards in Parquet", parquet([...TRADES, late], { rowGroupSize: 4 }), "t: row 6: created_time"],
    [
      "another unit",
      "when,ticker,yes_price,count\n1749045,A,47,1\n",
      't: line 2: when "1749045" is not a time after 1999 in s since 1970',
      { columns },
    ],
    [
      "a mapped column that isn't there",
      "created_time,ticker,yes_price,count\n",
      'has no column "when"; it must name when, ticker',
      { columns },
    ],
    ["a document of something else", '{"orders":\n[]}', "is no array and has none of trades"],
    [
      "several documents",
      `${JSON.stringify({ trades: TRADES })}\n`.repeat(2),
      "t: it is neither one JSON document nor",
    ],
    ["a document without trades", '{"trades":[]}', "t: the tape has no trades"],
    ["a document with something else inside", '{"trades":[5]}', "t: row 1: it is not an object"],
    ["messages without trades", lines([MESSAGES[0]]), "t: the tape has no trades"],
    ["Parquet without a column", parquet([{ ticker: "A" }]), 't: the header "ticker" has no column "created_time"'],
    ["Parquet cut off", parquet(TRADES).subarray(0, 300), "t: cannot be read as Parquet"],
  ];

describe("what is refused", () => {
  test.each(BAD.map((bad) => [bad[0], bad] as const))("%s", async (_name, [, content, message, options = {}]) => {
    expect((await failure(read(options, inMemory("t", content)))).message).toContain(message);
  });

  test("Parquet from a stream", async () => {
    const { bytes } = inMemory("t", parquet(TRADES));
    const error = await failure(
      read({}, { name: "t", bytes: { [Symbol.asyncIterator]: () => bytes[Symbol.asyncIterator]() } }),
    );
    expect(error.message).toContain("t: Parquet can't be read from a stream");
  });
});
