import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { readSettlements } from "../../src/tape/settlements.ts";
import { TapeError } from "../../src/tape/tape-error.ts";
import { failure, inMemory } from "./tape-text.ts";

const DATA = "../shared/data";
const settlements = (text: string | Uint8Array) => readSettlements(inMemory("s.csv", text));

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

describe("other formats", () => {
  const open = "2025-05-07T14:00:00Z";
  const close = "2025-05-09T03:59:00Z";
  const about = { open_time: open, close_time: close, event_ticker: "E", strike_type: "between" };
  const markets = [
    { ...about, ticker: "E-A", result: "yes", yes_sub_title: "70 to 71", floor_strike: 70, cap_strike: 71 },
    {
      ...about,
      ticker: "E-B",
      result: "",
      yes_sub_title: "72",
      strike_type: "greater",
      floor_strike: 72.5,
      cap_strike: null,
    },
  ];
  const times = { openTime: Date.parse(open), closeTime: Date.parse(close), event: "E" };
  const expected = [
    { ...times, ticker: "E-A", value: 10_000, title: "70 to 71", strike: { type: "between", floor: 70, cap: 71 } },
    {
      ...times,
      ticker: "E-B",
      value: undefined,
      title: "72",
      strike: { type: "greater", floor: 72.5, cap: undefined },
    },
  ];
  const columnData = Object.keys(markets[0]!).map((name) => ({
    name,
    data: markets.map((market) => (market as Record<string, unknown>)[name]),
  }));
  const header = Object.keys(markets[0]!);
  const csv = [
    header,
    ...markets.map((market) => header.map((name) => (market as Record<string, unknown>)[name] ?? "")),
  ];

  test.each<readonly [string, string | Uint8Array]>([
    ["CSV", csv.map((row) => row.join(",")).join("\n")],
    ["JSON lines", markets.map((market) => `${JSON.stringify(market)}\n`).join("")],
    ["the exchange's markets", JSON.stringify({ markets, cursor: "" })],
    ["the exchange's event", JSON.stringify({ event: { event_ticker: "E", markets } }, null, 2)],
    ["the exchange's event with markets beside it", JSON.stringify({ event: { event_ticker: "E" }, markets })],
    ["Parquet", new Uint8Array(parquetWriteBuffer({ columnData }))],
  ])("%s", async (_name, content) => {
    expect([...(await settlements(content)).values()]).toEqual(expected);
  });

  test("a scalar market paid what it settled at", async () => {
    const market = { ticker: "A", result: "scalar", settlement_value_dollars: "0.3725" };
    expect((await settlements(JSON.stringify({ market }))).get("A")?.value).toBe(3_725);
    const error = await failure(settlements(JSON.stringify({ market: { ...market, settlement_value_dollars: "" } })));
    expect(error.message).toMatch(/^s\.csv: row 1: result "scalar" needs a price/);
  });

  test("a file without a result is refused by row", async () => {
    const error = await failure(
      settlements(
        JSON.stringify([
          { ticker: "A", result: "yes" },
          { ticker: "B", result: "later" },
        ]),
      ),
    );
    expect(error.message).toBe('s.csv: row 2: result "later" is none of yes, no and blank');
    const lacking = await failure(
      settlements(new Uint8Array(parquetWriteBuffer({ columnData: columnData.slice(0, 1) }))),
    );
    expect(lacking.message).toContain('has no column "ticker" and no "result"');
  });
});

describe.skipIf(!existsSync(DATA))("recorded files (needs ../shared/data)", () => {
  test("the markets of the weather events", async () => {
    const legs = await settlements(gunzipSync(readFileSync(`${DATA}/kxhigh/markets.csv.gz`)));
    expect(legs.size).toBe(4_788);
    expect(legs.get("HIGHAUS-24AUG16-B96.5")).toEqual({
      ticker: "HIGHAUS-24AUG16-B96.5",
      value: 0,
      event: "HIGHAUS-24AUG16",
      title: "96° to 97°",
      openTime: Date.UTC(2024, 7, 15, 14),
      closeTime: Date.UTC(2024, 7, 17, 4, 59),
      strike: { type: "between", floor: 96, cap: 97 },
    });
  });

  test("an event of the exchange", async () => {
    const legs = await settlements(
      readFileSync(`${DATA}/fixtures/kalshi/events_raw/event_KXHIGHNY-25MAY08_finalized.json`),
    );
    expect(legs.size).toBe(6);
    expect([...legs.values()].filter(({ value }) => value === 10_000)).toHaveLength(1);
  });

  test("open markets of the exchange", async () => {
    const legs = await settlements(readFileSync(`${DATA}/fixtures/kalshi/golden/markets_list_response.json`));
    expect([...legs.values()].map(({ value }) => value)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
