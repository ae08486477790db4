/**
 * Memory that reading a tape takes: large tapes in several formats, each read by a process of its own, which says how much it had at the
 * most.
 */
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, createZstdCompress } from "node:zlib";
import { ByteWriter, parquetWriteRows } from "hyparquet-writer";
import { createOutputFile } from "../../src/ambient/output-file.ts";
import { tapeFile } from "../../src/ambient/tape-source.ts";
import { readTapes } from "../../src/tape/taker-orders.ts";
import type { BenchResult } from "./result.ts";

const START_MS = Date.UTC(2025, 0, 1);
const ROWS_PER_PIECE = 5_000;
const LEGS = 40;

interface Trade {
  readonly created_time: string;
  readonly ticker: string;
  readonly yes_price: number;
  readonly count: number;
  readonly taker_side: string;
  readonly trade_id: string;
}

function trade(index: number): Trade {
  return {
    created_time: new Date(START_MS + Math.floor(index / 2) * 37).toISOString(), // two rows an order
    ticker: `KXMEMORY-25JAN-L${(index >> 1) % LEGS}`,
    yes_price: 1 + ((index >> 1) % 99),
    count: 1 + (index % 50),
    taker_side: index % 4 < 2 ? "yes" : "no",
    trade_id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
  };
}

/** A tape as text, in pieces. */
function* text(rows: number, header: string, line: (trade: Trade) => string): Generator<Buffer> {
  yield Buffer.from(header);
  for (let at = 0; at < rows; at += ROWS_PER_PIECE) {
    const count = Math.min(ROWS_PER_PIECE, rows - at);
    yield Buffer.from(Array.from({ length: count }, (_, index) => line(trade(at + index))).join(""));
  }
}

const csv = (rows: number): Generator<Buffer> => {
  const header = `${Object.keys(trade(0)).join(",")}\n`;
  return text(rows, header, (one) => `${Object.values(one).join(",")}\n`);
};
const json = (rows: number): Generator<Buffer> => text(rows, "", (one) => `${JSON.stringify(one)}\n`);

async function parquet(path: string, rows: number): Promise<void> {
  const file = createOutputFile(path);
  const writer = new ByteWriter();
  const flush = (): void => {
    file.write(writer.getBytes());
    writer.index = 0;
  };
  await parquetWriteRows({
    writer: Object.assign(writer, { flush, finish: flush }),
    rows: (function* () {
      for (let index = 0; index < rows; index += 1) yield { ...trade(index) };
    })(),
    columns: [
      { name: "created_time", type: "STRING" },
      { name: "ticker", type: "STRING" },
      { name: "yes_price", type: "INT32" },
      { name: "count", type: "INT32" },
      { name: "taker_side", type: "STRING" },
      { name: "trade_id", type: "STRING" },
    ],
    rowGroupSize: 20_000,
  });
  file.commit();
}

const WRITERS = {
  csv: (path, rows) => pipeline(Readable.from(csv(rows)), createWriteStream(path)),
  "csv, gzip": (path, rows) => pipeline(Readable.from(csv(rows)), createGzip({ level: 1 }), createWriteStream(path)),
  "csv, zstd": (path, rows) => pipeline(Readable.from(csv(rows)), createZstdCompress(), createWriteStream(path)),
  "JSON lines": (path, rows) => pipeline(Readable.from(json(rows)), createWriteStream(path)),
  Parquet: parquet,
} satisfies Readonly<Record<string, (path: string, rows: number) => Promise<void>>>;

export type TapeKind = keyof typeof WRITERS;
export const TAPE_KINDS = Object.keys(WRITERS) as readonly TapeKind[];

/** The most memory in MB that a process had which read a tape of so many rows. */
export async function peakMemory(kind: TapeKind, rows: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "tauroi-memory-"));
  try {
    const path = join(folder, "tape");
    await WRITERS[kind](path, rows);
    const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, new URL(import.meta.url).pathname, path]);
    const [read, bytes] = stdout.toString().split(" ").map(Number);
    if (exitCode !== 0 || bytes === undefined) throw new Error(`${kind}: exit code ${exitCode}\n${stderr}`);
    if (read !== rows) throw new Error(`${kind}: ${read} rows of a tape of ${rows}`);
    return bytes / 1e6;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The memory for a small and a large tape of each kind. */
export async function memory(): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const kind of TAPE_KINDS) {
    const small = await peakMemory(kind, 50_000);
    const large = await peakMemory(kind, 1_000_000);
    const name = `peak memory, 1,000,000 trades, ${kind}`;
    results.push({
      name,
      value: large,
      unit: "MB",
      baseline: "50,000 trades",
      baseline_value: small,
      ratio: large / small,
    });
  }
  return results;
}

/** This file run by itself reads the tape that it is given, and says how many rows it had and how many bytes it took. */
if (import.meta.main) {
  const name = process.argv[2] ?? "";
  let rows = 0;
  let most = 0; // of what is there after each piece: the system's own peak would begin with the parent's
  for await (const orders of readTapes([{ name, bytes: tapeFile(name) }])) {
    most = Math.max(most, process.memoryUsage.rss());
    for (const { trades } of orders) rows += trades;
  }
  process.stdout.write(`${rows} ${most}`);
}
