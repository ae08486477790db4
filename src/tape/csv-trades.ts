import { attempted } from "./attempt.ts";
import { csvRows, emptyFile } from "./csv-rows.ts";
import { type OpenReader, PlainCsv } from "./plain-csv.ts";
import type { TradeBatch } from "./trade-batch.ts";
import type { TradeReader } from "./trade-reader.ts";

/**
 * The trades of a CSV file. As long as no quote comes the rows are read from the bytes; from the piece of the file with the first quote
 * on, and from a line that is longer than rows are, the general parser reads. Both give the same, and the same errors.
 */
export async function* csvTrades(
  file: string,
  bytes: AsyncGenerator<Uint8Array>,
  open: OpenReader,
): AsyncGenerator<TradeBatch> {
  const plain = new PlainCsv(file, open);
  for await (const chunk of bytes) {
    const attempt = attempted(() => plain.feed(chunk));
    yield* filled(plain.reader);
    if (attempt.failed) throw attempt.error;
    if (!attempt.value) {
      yield* generalTrades(plain, bytes);
      return;
    }
  }
  yield* generalTrades(plain, undefined);
}

/** The same by the general parser alone, which is slow. */
export async function* generalCsvTrades(
  file: string,
  bytes: AsyncGenerator<Uint8Array>,
  open: OpenReader,
): AsyncGenerator<TradeBatch> {
  yield* generalTrades(new PlainCsv(file, open), bytes);
}

/** What `plain` left over, and all that follows. */
async function* generalTrades(
  plain: PlainCsv,
  bytes: AsyncGenerator<Uint8Array> | undefined,
): AsyncGenerator<TradeBatch> {
  let { reader } = plain;
  for await (const rows of csvRows(plain.file, remaining(plain.rest, bytes), plain.place)) {
    const attempt = attempted(() => {
      for (const row of rows) {
        if (reader === undefined) reader = plain.open(row);
        else reader.add(row.fields, row.line);
      }
    });
    yield* filled(reader);
    if (attempt.failed) throw attempt.error;
  }
  if (reader === undefined) throw emptyFile(plain.file);
  reader.finish(1);
}

async function* remaining(
  first: readonly Uint8Array[],
  bytes: AsyncGenerator<Uint8Array> | undefined,
): AsyncGenerator<Uint8Array> {
  yield* first;
  if (bytes !== undefined) yield* bytes;
}

/** The batch if there is something in it; then it is emptied for the next rows. */
export function* filled(reader: TradeReader | undefined): Generator<TradeBatch> {
  if (reader === undefined || reader.batch.length === 0) return;
  yield reader.batch;
  reader.batch.length = 0;
}
