/**
 * Speed of reading tapes, from a gzip CSV file to taker orders: the reader of plain rows beside csv-parse, and the parts of the way.
 * Needs ../shared/data.
 */
import { tapeFile } from "../../src/ambient/tape-source.ts";
import { PriceGrid } from "../../src/market/price-grid.ts";
import { bindHeader } from "../../src/tape/bound-columns.ts";
import { csvTrades, generalCsvTrades } from "../../src/tape/csv-trades.ts";
import { Names } from "../../src/tape/names.ts";
import { OrderAssembly, type TapeOrder } from "../../src/tape/order-assembly.ts";
import { readTapes } from "../../src/tape/taker-orders.ts";
import { TradeBatch } from "../../src/tape/trade-batch.ts";
import { TapeCounts, TradeReader } from "../../src/tape/trade-reader.ts";
import type { BenchResult } from "./result.ts";
import { memory } from "./tape-memory.ts";

const TAPE = new URL("../../../shared/data/kxhigh/kxhighny.csv.gz", import.meta.url).pathname;
const REPETITIONS = 9;

type Pieces = () => AsyncIterable<Uint8Array>;
type Parser = typeof csvTrades;

async function* generator(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

async function* inTurn(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

/** The batches that a parser makes of the tape. */
async function* batches(parser: Parser, pieces: Pieces, names: Names): AsyncGenerator<TradeBatch> {
  const batch = new TradeBatch(names, TAPE, "line");
  yield* parser(TAPE, generator(pieces()), (header) => {
    return new TradeReader(bindHeader(TAPE, {}, header), PriceGrid.wholeCents(), new TapeCounts(), batch);
  });
}

/** Reads the tape up to its rows; how many. */
async function rowsBy(parser: Parser, pieces: Pieces): Promise<number> {
  let rows = 0;
  for await (const { length } of batches(parser, pieces, new Names())) rows += length;
  return rows;
}

/** Reads the tape up to its taker orders; how many rows they were made of. */
async function ordersBy(parser: Parser, pieces: Pieces): Promise<number> {
  const names = new Names();
  const counts = new TapeCounts();
  const assembly = new OrderAssembly(names, counts);
  for await (const batch of batches(parser, pieces, names)) assembly.add(batch, 0, batch.length, []);
  const last: TapeOrder[] = [];
  assembly.finish(last);
  return counts.trades;
}

/** As the commands read: rows of the tape. */
async function asCommandsDo(): Promise<number> {
  let rows = 0;
  for await (const orders of readTapes([{ name: TAPE, bytes: tapeFile(TAPE) }])) {
    for (const { trades } of orders) rows += trades;
  }
  return rows;
}

/** Rows a second of the fastest run: the others were disturbed. Throws when a run reads another number of rows than `rows`. */
async function rate(rows: number, repetitions: number, run: () => Promise<number>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < repetitions; i++) {
    const start = performance.now();
    const read = await run();
    best = Math.min(best, performance.now() - start);
    if (read !== rows) throw new Error(`${read} rows of ${TAPE} where there are ${rows}`);
  }
  return (rows / best) * 1000;
}

export async function bench(): Promise<BenchResult[]> {
  const packed: Pieces = () => tapeFile(TAPE);
  const pieces: Uint8Array[] = [];
  for await (const piece of packed()) pieces.push(piece.slice());
  const unpacked: Pieces = () => generator(inTurn(pieces));
  const rows = await rowsBy(generalCsvTrades, unpacked);

  const gunzip = await rate(rows, REPETITIONS, async () => {
    for await (const _ of packed());
    return rows;
  });
  const slowRows = await rate(rows, 3, () => rowsBy(generalCsvTrades, unpacked));
  const slowOrders = await rate(rows, 3, () => ordersBy(generalCsvTrades, packed));
  const fastRows = await rate(rows, REPETITIONS, () => rowsBy(csvTrades, unpacked));
  const fastOrders = await rate(rows, REPETITIONS, () => ordersBy(csvTrades, unpacked));
  const all = await rate(rows, REPETITIONS, asCommandsDo);
  return [
    result("gzip CSV to taker orders", all, "csv-parse", slowOrders),
    result("CSV in memory to rows", fastRows, "csv-parse", slowRows),
    result("CSV in memory to taker orders", fastOrders, null, null),
    result("gunzip alone", gunzip, null, null),
    ...(await memory()),
  ];
}

function result(name: string, value: number, baseline: string | null, beside: number | null): BenchResult {
  const ratio = beside === null ? null : value / beside;
  return { name, value, unit: "trades/s", baseline, baseline_value: beside, ratio };
}
