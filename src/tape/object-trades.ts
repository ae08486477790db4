import { attempted } from "./attempt.ts";
import { bindColumns, bindHeader, columnNames } from "./bound-columns.ts";
import type { ColumnMap } from "./column-map.ts";
import { filled } from "./csv-trades.ts";
import { isObject, type JsonObject, type JsonRow, jsonDocument, jsonLines } from "./json-rows.ts";
import { openParquet } from "./parquet-rows.ts";
import type { TapeFile } from "./tape-file.ts";
import type { TradeBatch } from "./trade-batch.ts";
import type { BoundColumns, TradeReader } from "./trade-reader.ts";

/** Makes the reader of a file whose columns are known. */
export type OpenBound = (columns: BoundColumns) => TradeReader;

/** What makes the trades of a file that isn't CSV. */
export interface ObjectTape {
  readonly file: TapeFile;
  readonly columns: ColumnMap;
  readonly open: OpenBound;
}

/**
 * The trades of a file with an object a line: trades as the REST interface gives them, or messages of the WebSocket, of which all but
 * trades are passed over.
 */
export async function* jsonLineTrades(
  { file, columns, open }: ObjectTape,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<TradeBatch> {
  const objects = new ObjectFields(columns);
  const reader = open(objects.bound);
  for await (const rows of jsonLines(file.name, bytes)) {
    const reading = attempted(() => {
      for (const { line, value } of rows) {
        const trade = tradeOf(value);
        if (trade !== undefined) reader.add(objects.fields(trade), line);
      }
    });
    yield* filled(reader);
    if (reading.failed) throw reading.error;
  }
  reader.finish();
}

/** The trades of one JSON document. A response of the exchange has its newest first: then they are read from the end. */
export async function* documentTrades(
  { file, columns, open }: ObjectTape,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<TradeBatch> {
  const objects = new ObjectFields(columns);
  const reader = open(objects.bound);
  const rows = (await jsonDocument(file.name, bytes)).flatMap(({ line, value }) => {
    const trade = tradeOf(value);
    return trade === undefined ? [] : [{ line, fields: objects.fields(trade) }];
  });
  const first = reader.timeOf(rows[0]?.fields ?? []);
  const last = reader.timeOf(rows.at(-1)?.fields ?? []);
  if (first !== undefined && last !== undefined && first > last) rows.reverse();
  const reading = attempted(() => {
    for (const { line, fields } of rows) reader.add(fields, line);
  });
  yield* filled(reader);
  if (reading.failed) throw reading.error;
  reader.finish();
}

/** The trades of a Parquet file. */
export async function* parquetTrades({ file, columns, open }: ObjectTape): AsyncGenerator<TradeBatch> {
  const { names, groups } = await openParquet(file, columnNames(columns));
  let reader: TradeReader | undefined;
  try {
    reader = open(bindHeader(file.name, columns, { fields: names, line: undefined }));
  } finally {
    if (reader === undefined) await groups.return(undefined);
  }
  for await (const { rowsBefore, rows, columns: values } of groups) {
    const fields: unknown[] = [];
    for (let start = 0; start < rows; start += ROWS_PER_BATCH) {
      const end = Math.min(start + ROWS_PER_BATCH, rows);
      const reading = attempted(() => {
        for (let row = start; row < end; row += 1) {
          for (const [column, content] of values.entries()) fields[column] = content?.[row];
          reader.add(fields, rowsBefore + row + 1);
        }
      });
      yield* filled(reader);
      if (reading.failed) throw reading.error;
    }
  }
  reader.finish();
}

const ROWS_PER_BATCH = 4096;

/** Lays the members of objects out as fields, of which each object may have others. */
class ObjectFields {
  readonly bound: BoundColumns;
  readonly #names: readonly string[];

  constructor(columns: ColumnMap) {
    this.#names = [...new Set(columnNames(columns))];
    this.bound = bindColumns(columns, new Map(this.#names.map((name, index) => [name, index])));
  }

  fields(object: JsonObject): readonly unknown[] {
    return this.#names.map((name) => object[name]);
  }
}

/** The trade of a line; undefined where it is a message about something else. */
function tradeOf(value: JsonRow["value"]): JsonObject | undefined {
  const { type, msg } = value;
  if (typeof type !== "string" || !isObject(msg)) return value;
  return type === "trade" ? msg : undefined;
}
