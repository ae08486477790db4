import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { systemFiles } from "../../src/ambient/files.ts";
import { RecordError } from "../../src/record/record-error.ts";
import { RecordingStore, type Scope } from "../../src/record/recording-store.ts";
import type { StreamRow, TradeRow } from "../../src/tape/recording/rows.ts";
import { isoTime } from "../../src/tape/utc-time.ts";
import { RecordWorld, simulatedStage } from "./record-world.ts";
import { manifestIn, rowsIn } from "./recorded-folder.ts";

const root = mkdtempSync(join(tmpdir(), "tauroi-recording-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const FORMATS = ["csv", "jsonl", "parquet"] as const;
const SCOPE: Scope = { venue: "test", event: "E", tickers: [], formats: FORMATS };
const START = Date.UTC(2026, 0, 5, 23, 59, 58);

function trade(number: number, atMs: number): TradeRow {
  return {
    created_time: isoTime(atMs * 1_000 + 7),
    event_ticker: "E",
    ticker: 'E-"quoted", with a comma',
    yes_price_dollars: "0.4700",
    count_fp: "12.50",
    taker_outcome_side: number % 2 === 0 ? "yes" : "",
    is_block_trade: number % 3 === 0,
    trade_id: `trade-${number}`,
  };
}

function message(number: number, atMs: number): StreamRow {
  const msg = {
    market_ticker: "E-A",
    price_dollars: "0.4700",
    delta_fp: "-3.00",
    side: "no",
    note: 'a "word",\nand a line',
  };
  const numbers = { sid: 1, seq: number, sending_ts_ms: number % 2 === 0 ? null : atMs };
  return { recv_ms: atMs, segment: 1, type: "orderbook_delta", ...numbers, market_ticker: "E-A", msg };
}

describe("a recording's files", () => {
  test("hold the same rows in every format, a file a day", async () => {
    const folder = join(root, "formats");
    const store = new RecordingStore(folder, SCOPE, systemFiles);
    const trades = Array.from({ length: 9 }, (_, number) => trade(number, START + number * 500));
    const messages = Array.from({ length: 5 }, (_, number) => message(number + 1, START + number * 800));
    store.addTrades(trades);
    store.addMessages("2026-01-05", messages.slice(0, 3));
    store.commit();
    store.addMessages("2026-01-06", messages.slice(3));
    store.finish();
    store.close();
    for (const format of FORMATS) {
      expect(await rowsIn(folder, "trades", format), format).toEqual(trades);
      expect(await rowsIn(folder, "stream", format), format).toEqual(messages);
    }
    expect(systemFiles.list(folder).filter((name) => name.endsWith(".csv"))).toEqual([
      "stream-2026-01-05.csv",
      "stream-2026-01-06.csv",
      "trades-2026-01-05.csv",
      "trades-2026-01-06.csv",
    ]);
  });

  test("are cut back to what was certain, and go on from there", async () => {
    const folder = join(root, "torn");
    const first = new RecordingStore(folder, SCOPE, systemFiles);
    first.addTrades([trade(1, START), trade(2, START + 1)]);
    first.commit();
    first.addTrades([trade(3, START + 2)]); // written, and never certain
    first.close();
    appendFileSync(join(folder, "trades-2026-01-05.jsonl"), '{"created_time":"2026-01-05T23:');
    writeFileSync(join(folder, "trades-2026-01-06.csv"), "created_time,event"); // begun by who died
    writeFileSync(join(folder, ".trades-2026-01-05.0001.parquet.77.new"), "PAR1");
    writeFileSync(join(folder, "trades-2026-01-04.jsonl.gz"), "packed by the operator");

    const second = new RecordingStore(folder, SCOPE, systemFiles);
    expect(second.fresh([trade(2, START + 1), trade(3, START + 2), trade(3, START + 2)])).toEqual([
      trade(3, START + 2),
    ]);
    second.addTrades([trade(3, START + 2)]);
    second.finish();
    second.close();
    for (const format of FORMATS) {
      const ids = (await rowsIn(folder, "trades", format)).map(({ trade_id: id }) => id);
      expect(ids, format).toEqual(["trade-1", "trade-2", "trade-3"]);
    }
    expect(existsSync(join(folder, "trades-2026-01-06.csv"))).toBe(false);
    expect(existsSync(join(folder, ".trades-2026-01-05.0001.parquet.77.new"))).toBe(false);
    expect(existsSync(join(folder, "trades-2026-01-04.jsonl.gz"))).toBe(true);
  });

  test("are gone on with by nobody who asks for something else, and by one at a time", () => {
    const folder = join(root, "scope");
    const store = new RecordingStore(folder, SCOPE, systemFiles);
    expect(() => new RecordingStore(folder, SCOPE, systemFiles)).toThrow(/another recorder writes there/);
    store.close();
    const other = { ...SCOPE, event: "F" };
    expect(() => new RecordingStore(folder, other, systemFiles)).toThrow(RecordError);
    expect(() => new RecordingStore(folder, other, systemFiles)).toThrow(/it is a recording of E of test/);
    new RecordingStore(folder, SCOPE, systemFiles).close(); // whoever failed has let go
  });

  test("of trades that were listed late stand beside the others, each in time order", async () => {
    const folder = join(root, "late");
    const store = new RecordingStore(folder, SCOPE, systemFiles);
    store.addTrades([trade(1, START), trade(4, START + 1_000)]);
    store.commit();
    store.addLateTrades([trade(2, START + 10), trade(3, START + 20)]);
    store.finish();
    store.close();
    for (const format of FORMATS) {
      const ids = (await rowsIn(folder, "trades", format)).map(({ trade_id: id }) => id).sort();
      expect(ids, format).toEqual(["trade-1", "trade-2", "trade-3", "trade-4"]);
    }
    expect(store.counts.lateTrades).toBe(2);
  });
});

describe("a recorder that is killed and started again", () => {
  test("has every trade once, and says where the stream wasn't heard", async () => {
    const folder = join(root, "world");
    const world = new RecordWorld(simulatedStage(3), 3);
    await world.record(folder, 100_000, { formats: FORMATS, checkpointMs: 10_000, killed: true });
    await world.pass(60_000);
    await world.record(folder, 120_000, { formats: FORMATS, checkpointMs: 10_000 });
    const now = world.time.now();
    const listed = world.served.exchange;
    world.close();

    const trades = await rowsIn(folder, "trades", "jsonl");
    const manifest = manifestIn(folder);
    const ids = trades.map(({ trade_id: id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(manifest).toMatchObject({ trades: ids.length, ended: true, event: world.served.event.ticker });
    expect(Date.parse(manifest.trades_to)).toBeGreaterThan(now - 10_000);
    const contracts = trades.reduce((sum, { count_fp: count }) => sum + Number(count) * 100, 0);
    const volume = listed
      .event(manifest.event)
      .legs.reduce((sum, { ticker }) => sum + listed.statistics(ticker).volume, 0);
    const after = Date.parse(manifest.trades_to); // what was traded since isn't in it
    expect(after).toBeLessThanOrEqual(now);
    expect(Math.round(contracts)).toBeLessThanOrEqual(volume);
    for (const format of ["csv", "parquet"] as const) expect(await rowsIn(folder, "trades", format)).toEqual(trades);

    const messages = await rowsIn(folder, "stream", "jsonl");
    for (const format of ["csv", "parquet"] as const) expect(await rowsIn(folder, "stream", format)).toEqual(messages);
    expect([...new Set(messages.map(({ segment }) => segment))].length).toBe(2);
    const began = messages.find(({ segment }) => segment !== messages[0]!.segment)!.recv_ms;
    const gap = manifest.gaps.find(({ reason }) => reason === "nobody recorded")!;
    expect(Date.parse(gap.to!) - Date.parse(gap.from)).toBeGreaterThanOrEqual(60_000);
    expect(Date.parse(gap.from)).toBeLessThan(began);
    expect(Date.parse(gap.to!)).toBeGreaterThanOrEqual(began);
    expect(readFileSync(join(folder, "recording.json"), "utf8")).not.toContain("PRIVATE");
  });
});
