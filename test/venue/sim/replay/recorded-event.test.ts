import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { tapeFile } from "../../../../src/ambient/tape-source.ts";
import { readSettlements } from "../../../../src/tape/settlements.ts";
import type { TapeFile } from "../../../../src/tape/tape-file.ts";
import { readRecordedEvent } from "../../../../src/venue/sim/replay/recorded-event.ts";
import { inMemory } from "../../../tape/tape-text.ts";
import { Played } from "./played-tape.ts";

const DATA = join(import.meta.dirname, "../../../../../shared/data");

/** A file in memory that can be read more than once. */
function file(name: string, text: string): TapeFile {
  return { name, bytes: { [Symbol.asyncIterator]: () => inMemory(name, text).bytes[Symbol.asyncIterator]() } };
}

const TAPE = file(
  "tape.csv",
  `created_time,event_ticker,ticker,yes_price,count,taker_side
2026-01-01T00:00:00.000001Z,KXS-ONE,KXS-ONE-A,40,5,yes
2026-01-01T00:00:00.000001Z,KXS-ONE,KXS-ONE-A,41,2,yes
2026-01-01T00:00:01Z,KXS-TWO,KXS-TWO-X,9,1,no
2026-01-01T00:00:02Z,KXS-ONE,KXS-ONE-B,60,1,no
`,
);
const MORE = file("more.csv", "created_time,ticker,yes_price,count\n2026-01-01T00:00:01.5Z,KXS-TWO-Y,3,4\n");

const settlements = (text: string) =>
  readSettlements(inMemory("s.csv", `ticker,event_ticker,subtitle,close_time,result\n${text}`));
const none = new Map();

describe("a recorded event", () => {
  it("is the one with the most trades of all tapes, unless another is named", async () => {
    const { recorded, tradesByEvent } = await readRecordedEvent([TAPE, MORE], none);
    expect([...tradesByEvent]).toEqual([
      ["KXS-ONE", 3],
      ["KXS-TWO", 2],
    ]);
    expect([recorded.ticker, recorded.trades]).toEqual(["KXS-ONE", 3]);
    expect(recorded.orders).toMatchObject([
      {
        ticker: "KXS-ONE-A",
        side: "buy",
        prints: [
          { price: 4_000, quantity: 500 },
          { price: 4_100, quantity: 200 },
        ],
      },
      { ticker: "KXS-ONE-B", side: "sell", prints: [{ price: 6_000, quantity: 100 }] },
    ]);
    const { recorded: other } = await readRecordedEvent([TAPE, MORE], none, "KXS-TWO");
    expect(other.orders.map(({ ticker, side }) => [ticker, side])).toEqual([
      ["KXS-TWO-X", "sell"],
      ["KXS-TWO-Y", "buy"], // nothing suggests a side
    ]);
  });

  it("is named among those that there are when it isn't there", async () => {
    await expect(readRecordedEvent([TAPE], none, "KXS-TEN")).rejects.toThrow(
      "event KXS-TEN is not on the tape; there are KXS-ONE, KXS-TWO",
    );
  });

  it("knows its legs, titles, closes and results from the settlements", async () => {
    const rows = [
      "KXS-ONE-A,KXS-ONE,Artist A,2026-01-02T00:00:00Z,no",
      "KXS-ONE-B,KXS-ONE,Artist B,2026-01-02T00:00:00Z,yes",
      "KXS-ONE-C,KXS-ONE,Artist C,,no",
      "KXS-TWO-X,KXS-TWO,Artist X,,yes",
    ];
    const { recorded } = await readRecordedEvent([TAPE], await settlements(rows.join("\n")));
    const closeTime = Date.UTC(2026, 0, 2);
    expect(recorded.legs).toEqual([
      { ticker: "KXS-ONE-A", title: "Artist A", closeTime },
      { ticker: "KXS-ONE-B", title: "Artist B", closeTime },
      { ticker: "KXS-ONE-C", title: "Artist C", closeTime: undefined },
    ]);
    expect(recorded.values).toEqual({ "KXS-ONE-A": 0, "KXS-ONE-B": 10_000, "KXS-ONE-C": 0 });
    const { recorded: bare } = await readRecordedEvent([TAPE], none);
    expect(bare.legs.map(({ title }) => title)).toEqual(["A", "B"]);
    expect(bare.values).toBeUndefined();
  });

  it("has a result when its winner is known, whatever is missing; without a winner all must be known", async () => {
    const valuesOf = async (text: string) => (await readRecordedEvent([TAPE], await settlements(text))).recorded.values;
    expect(await valuesOf("KXS-ONE-A,,,,yes")).toEqual({ "KXS-ONE-A": 10_000 });
    expect(await valuesOf("KXS-ONE-A,,,,no")).toBeUndefined();
    expect(await valuesOf("KXS-ONE-A,,,,no\nKXS-ONE-B,,,,")).toBeUndefined();
    expect(await valuesOf("KXS-ONE-A,,,,no\nKXS-ONE-B,,,,no")).toEqual({ "KXS-ONE-A": 0, "KXS-ONE-B": 0 });
  });

  it("may have more than one winner, and then its legs don't exclude each other", async () => {
    const results = await settlements("KXS-ONE-A,,,,yes\nKXS-ONE-B,,,,yes");
    const { recorded } = await readRecordedEvent([TAPE], results);
    expect(recorded.mutuallyExclusive).toBe(false);
    const played = new Played(recorded);
    played.to(2_000_000);
    expect(played.exchange.status("KXS-ONE-A")).toBe("finalized");
  });
});

describe.skipIf(!existsSync(DATA))("real tapes (needs ../shared/data)", () => {
  it.each([
    ["kxtopmonthly/trades.csv.gz", "kxtopmonthly/settlements.csv"],
    ["kxhigh/kxhighaus.csv.gz", "kxhigh/markets.csv.gz"],
  ])("%s: the busiest event prints what its rows say, in all", async (tape, results) => {
    const path = join(DATA, tape);
    const records = await readSettlements({ name: results, bytes: tapeFile(join(DATA, results)) });
    const { recorded } = await readRecordedEvent([{ name: path, bytes: tapeFile(path) }], records);
    const [header = "", ...rows] = gunzipSync(readFileSync(path)).toString("utf8").trim().split("\n");
    const at = (name: string): number => header.split(",").indexOf(name);
    const [event, ticker, price, count] = ["event_ticker", "ticker", "yes_price", "count"].map(at) as [
      number,
      number,
      number,
      number,
    ];
    const wanted = new Map<string, number>();
    const byEvent = new Map<string, number>();
    for (const row of rows) {
      const cells = row.split(",");
      byEvent.set(cells[event]!, (byEvent.get(cells[event]!) ?? 0) + 1);
      if (cells[event] !== recorded.ticker) continue;
      const key = `${cells[ticker]} ${cells[price]}`;
      wanted.set(key, (wanted.get(key) ?? 0) + 100 * Number(cells[count]));
    }
    expect(byEvent.get(recorded.ticker)).toBe(Math.max(...byEvent.values()));

    const played = new Played(recorded, { speed: 1_000 });
    played.time.runUntil(played.replay.lastAt);
    const printed = new Map<string, number>();
    for (const print of played.prints) {
      const key = `${print.ticker} ${print.price / 100}`;
      printed.set(key, (printed.get(key) ?? 0) + print.quantity);
    }
    expect([...printed].sort()).toEqual([...wanted].sort());
  });
});
