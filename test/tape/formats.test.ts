import { existsSync, readFileSync } from "node:fs";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { TapeCounts } from "../../src/tape/trade-reader.ts";
import {
  at,
  csv,
  EXPECTED,
  lines,
  MESSAGES,
  type ParquetOptions,
  parquet,
  prints,
  read,
  TRADES,
} from "./sample-trades.ts";
import { failure, inMemory } from "./tape-text.ts";

const GOLDEN = "../shared/data/fixtures/kalshi/golden/trades_list_response.json";

const compressors: NonNullable<ParquetOptions["compressors"]> = {};
compressors.GZIP = (bytes) => gzipSync(bytes);
compressors.ZSTD = (bytes) => zstdCompressSync(bytes);

describe("the same trades in every format are the same orders", () => {
  const old = TRADES.map(({ trade_id, ticker, count_fp, yes_price_dollars, taker_outcome_side, created_time }) => ({
    trade_id,
    ticker,
    count: Number(count_fp),
    yes_price: Math.round(Number(yes_price_dollars) * 100),
    taker_side: taker_outcome_side,
    created_time,
  }));
  test.each<readonly [string, string | Uint8Array]>([
    ["CSV", csv(TRADES)],
    ["CSV of the older interface", csv(old)],
    ["CSV with quotes", csv(TRADES.map((one) => ({ ...one, ticker: `"${one.ticker}"` })))],
    ["JSON lines", lines(TRADES)],
    ["JSON lines of the older interface", lines(old)],
    [
      "JSON lines over Windows, with blank ones and a byte order mark",
      `\uFEFF${lines(TRADES).replaceAll("\n", "\r\n\r\n")}`,
    ],
    ["a response, newest first", JSON.stringify({ trades: TRADES.toReversed(), cursor: "" })],
    ["a response over several lines", JSON.stringify({ trades: TRADES.toReversed(), cursor: "x" }, null, 2)],
    [
      "a kept response",
      JSON.stringify({ _metadata: {}, response: { cursor: "", trades: TRADES.toReversed() } }, null, 2),
    ],
    ["an array", JSON.stringify(TRADES)],
    ["Parquet", parquet(TRADES)],
    ["Parquet of the older interface", parquet(old)],
    ["Parquet, uncompressed, two rows a group", parquet(TRADES, { codec: "UNCOMPRESSED", rowGroupSize: 2 })],
    ["Parquet with gzip inside", parquet(TRADES, { codec: "GZIP", compressors })],
    ["Parquet with zstd inside", parquet(TRADES, { codec: "ZSTD", compressors })],
  ])("%s", async (_name, content) => {
    for (const pieceBytes of [7, 1 << 16]) {
      const counts = new TapeCounts();
      expect(await read({ counts }, inMemory("t", content, pieceBytes))).toEqual(EXPECTED);
      expect(counts).toEqual({ trades: 5, blockTrades: 0, repeatedTrades: 0 });
    }
  });

  test("messages of the WebSocket, among others", async () => {
    expect(await read({}, inMemory("t.jsonl", lines(MESSAGES)))).toEqual(EXPECTED);
  });

  test("Parquet with times of its own kind, to the microsecond", async () => {
    const first = BigInt(Date.parse("2025-06-04T14:02:03.221Z")) * 1000n + 164n;
    const columnData = [
      { name: "created_time", data: [first, first + 1n] },
      { name: "ticker", data: ["KXE-25JUN-A", "KXE-25JUN-A"] },
      { name: "yes_price_dollars", data: [0.47, 0.47] },
      { name: "count", data: [2.5, 2.5] },
    ];
    const schema: ParquetOptions["schema"] = [
      { name: "root", num_children: 4 },
      {
        name: "created_time",
        type: "INT64",
        repetition_type: "OPTIONAL",
        logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" },
      },
      { name: "ticker", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
      { name: "yes_price_dollars", type: "FLOAT", repetition_type: "REQUIRED" },
      { name: "count", type: "DOUBLE", repetition_type: "REQUIRED" },
    ];
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData, schema }));
    const orders = await read({}, inMemory("t.parquet", bytes));
    expect(orders.map(({ order }) => [order.at, order.prints])).toEqual([
      [at(3, 221), prints([4_700, 250])],
      [at(3, 221), prints([4_700, 250])], // a microsecond apart
    ]);
  });

  test.skipIf(!existsSync(GOLDEN))("a recorded response (needs ../shared/data)", async () => {
    const orders = await read({}, inMemory("golden.json", readFileSync(GOLDEN)));
    expect(orders.map(({ trades }) => trades).reduce((sum, count) => sum + count)).toBe(5);
    expect(orders.at(-1)).toEqual({
      event: "KXELONMARS",
      trades: 1,
      order: {
        ticker: "KXELONMARS-99",
        at: Date.UTC(2026, 0, 12, 15, 0, 20, 897),
        side: "sell",
        prints: prints([600, 100]),
      },
    });
  });
});

describe("what is left out of the orders", () => {
  const block = { ...TRADES[3]!, trade_id: "block", yes_price_dollars: "0.3333", is_block_trade: true };

  test.each<readonly [string, string | Uint8Array]>([
    ["CSV", csv([...TRADES, block])],
    ["JSON lines", lines([...TRADES, block])],
    ["Parquet", parquet([...TRADES, block])],
  ])("block trades, which no order of the book made: %s", async (_name, content) => {
    const counts = new TapeCounts();
    expect(await read({ counts }, inMemory("t", content))).toEqual(EXPECTED);
    expect(counts).toEqual({ trades: 5, blockTrades: 1, repeatedTrades: 0 });
  });

  test("a tape of nothing else is refused", async () => {
    const error = await failure(read({}, inMemory("t.jsonl", lines([block]))));
    expect(error.message).toMatch(/^t\.jsonl: the tape has only block trades/);
  });

  test("further rows of a trade, in one tape and over several, also without the microseconds", async () => {
    const twice = TRADES.flatMap((one) => [one, one]);
    const counts = new TapeCounts();
    expect(await read({ counts }, inMemory("t.csv", csv(twice)))).toEqual(EXPECTED);
    expect(counts).toEqual({ trades: 5, blockTrades: 0, repeatedTrades: 5 });

    const overlapping = new TapeCounts();
    const tapes = [inMemory("history.csv", csv(TRADES.slice(0, 4))), inMemory("live.jsonl", lines(MESSAGES))];
    expect(await read({ counts: overlapping }, ...tapes)).toEqual(EXPECTED);
    expect(overlapping).toEqual({ trades: 5, blockTrades: 0, repeatedTrades: 4 });
  });

  test("many trades of one moment are told apart", async () => {
    const many = Array.from({ length: 200 }, (_, id) => ({ ...TRADES[0]!, trade_id: `x${id}` }));
    const counts = new TapeCounts();
    const [order] = await read({ counts }, inMemory("t.csv", csv([...many, ...many])));
    expect(order?.trades).toBe(200);
    expect(counts.repeatedTrades).toBe(200);
  });

  test("rows without a trade id are never repetitions", async () => {
    const rows = TRADES.map(({ trade_id: _, ...rest }) => rest);
    const [first] = await read({}, inMemory("t.csv", csv([rows[0]!, rows[0]!])));
    expect(first?.trades).toBe(2);
  });

  test("rows of a trade that contradict each other are refused", async () => {
    const other = { ...TRADES[1]!, trade_id: TRADES[0]!.trade_id };
    const alone = failure(read({}, inMemory("t.csv", csv([TRADES[0]!, other]))));
    expect((await alone).message).toBe(
      "t.csv: line 3: the trade has the trade_id of line 2 and is another; remove the wrong one",
    );
    const both = failure(read({}, inMemory("1.csv", csv([TRADES[0]!])), inMemory("2.json", JSON.stringify([other]))));
    expect((await both).message).toMatch(/^2\.json: row 1: .* of line 2 of 1\.csv/);
  });
});
