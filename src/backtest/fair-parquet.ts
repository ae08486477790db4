import type { BasicType } from "hyparquet-writer";
import { FAIR_COLUMNS, type FairColumn } from "./fair-columns.ts";
import type { FairValue } from "./fair-values.ts";
import { writeParquet } from "./parquet-file.ts";

const TYPES: Readonly<Record<FairColumn["type"], BasicType>> = {
  time: "TIMESTAMP",
  text: "STRING",
  number: "DOUBLE",
  flag: "BOOLEAN",
};

/** Writes fair values as a Parquet file, piece by piece, to `write`, which must be done with a piece when it returns. */
export async function writeFairParquet(
  batches: AsyncIterable<readonly FairValue[]>,
  write: (bytes: Uint8Array) => void,
): Promise<void> {
  const columns = FAIR_COLUMNS.map(({ name, type, nullable }) => ({ name, type: TYPES[type], nullable }));
  await writeParquet(columns, parquetRows(batches), write);
}

async function* parquetRows(
  batches: AsyncIterable<readonly FairValue[]>,
): AsyncGenerator<Readonly<Record<keyof FairValue, unknown>>> {
  for await (const values of batches) {
    for (const value of values) {
      const calibratedAt = value.calibrated_at === null ? null : new Date(value.calibrated_at);
      yield { ...value, time: new Date(value.time), calibrated_at: calibratedAt };
    }
  }
}
