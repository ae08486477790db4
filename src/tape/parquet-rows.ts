import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { type FileMetaData, type ParquetParsers, parquetMetadataAsync, parquetScan, parquetSchema } from "hyparquet";
import type { RandomAccess } from "../ambient/random-access.ts";
import { TapeError } from "./tape-error.ts";
import { type TapeFile, unreadable } from "./tape-file.ts";
import { isoTime } from "./utc-time.ts";

/** Some columns of a Parquet file, those of one row group at a time. */
export interface ParquetTable {
  /** All columns of the file. */
  readonly names: readonly string[];
  readonly groups: AsyncGenerator<ParquetGroup>;
}

export interface ParquetGroup {
  /** Rows of the file before these. */
  readonly rowsBefore: number;
  readonly rows: number;
  /** The values of each column that was asked for, in the place of its name. */
  readonly columns: readonly (ArrayLike<unknown> | undefined)[];
}

/** Times become text to the microsecond, as other formats have them. */
const PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (ms) => timeText(ms, 1000n, 1n),
  timestampFromMicroseconds: (micros) => timeText(micros, 1n, 1n),
  timestampFromNanoseconds: (nanos) => timeText(nanos, 1n, 1000n),
};

const COMPRESSORS = {
  GZIP: (packed: Uint8Array) => gunzipSync(packed),
  ZSTD: (packed: Uint8Array) => zstdDecompressSync(packed),
  BROTLI: (packed: Uint8Array) => brotliDecompressSync(packed),
};

/** Opens a Parquet file to read the columns that are `wanted`, if they are there. Throws TapeError, also from `groups`, when it can't be read as such. */
export async function openParquet({ name, bytes }: TapeFile, wanted: readonly string[]): Promise<ParquetTable> {
  if (bytes.random === undefined) {
    throw new TapeError(name, undefined, "Parquet can't be read from a stream; put it into a file and name that");
  }
  const file = await attempt(name, bytes.random);
  try {
    const metadata = await attempt(name, () => parquetMetadataAsync(file, { parsers: PARSERS }));
    const names = parquetSchema(metadata).children.map(({ element }) => element.name);
    return { names, groups: groups(name, file, metadata, names, new Set(wanted)) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function* groups(
  name: string,
  file: RandomAccess,
  metadata: FileMetaData,
  names: readonly string[],
  wanted: ReadonlySet<string>,
): AsyncGenerator<ParquetGroup> {
  try {
    const options = {
      file,
      metadata,
      columns: names.filter((column) => wanted.has(column)),
      parsers: PARSERS,
      compressors: COMPRESSORS,
    };
    const { ranges, readColumn } = await attempt(name, () => parquetScan(options));
    for (const { rowStart, rowEnd } of ranges) {
      const columns: (ArrayLike<unknown> | undefined)[] = [];
      for (const column of names) {
        const read = (): Promise<ArrayLike<unknown>> => readColumn({ column, rowStart, rowEnd });
        columns.push(wanted.has(column) ? await attempt(name, read) : undefined);
      }
      yield { rowsBefore: rowStart, rows: rowEnd - rowStart, columns };
    }
  } finally {
    await file.close();
  }
}

async function attempt<T>(file: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Error && "code" in error) throw unreadable(file, error);
    const what = error instanceof Error ? error.message : String(error);
    throw new TapeError(file, undefined, `cannot be read as Parquet (${what}); fetch or write the file again`);
  }
}

function timeText(count: bigint | undefined, factor: bigint, divisor: bigint): string | undefined {
  // A column without a value in some row has nothing there.
  return count === undefined ? undefined : isoTime(Number((count * factor) / divisor));
}
