import { type BasicType, ByteWriter, parquetWriteRows } from "hyparquet-writer";

/** A column of a Parquet file that is written; without empty cells unless it says so. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: BasicType;
  readonly nullable?: boolean;
}

const ROWS_PER_GROUP = 20_000; // what is in memory at one time

/**
 * Writes a Parquet file, piece by piece, to `write`, which must be done with a piece when it returns. `metadata` are texts that the file says of itself,
 * by key. The same rows give the same bytes.
 */
export async function writeParquet(
  columns: readonly ParquetColumn[],
  rows: Iterable<Readonly<Record<string, unknown>>> | AsyncIterable<Readonly<Record<string, unknown>>>,
  write: (bytes: Uint8Array) => void,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const writer = new ByteWriter();
  const flush = (): void => {
    write(writer.getBytes());
    writer.index = 0;
  };
  const told = Object.entries(metadata).map(([key, value]) => ({ key, value }));
  await parquetWriteRows({
    writer: Object.assign(writer, { flush, finish: flush }),
    rows,
    columns: columns.map(({ name, type, nullable = false }) => ({ name, type, nullable })),
    rowGroupSize: ROWS_PER_GROUP,
    ...(told.length > 0 && { kvMetadata: told }),
    createdBy: "tauroi",
  });
}
