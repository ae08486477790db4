import { csvTable, lacking } from "./csv-rows.ts";
import { isObject, jsonDocument, jsonLines } from "./json-rows.ts";
import { openParquet } from "./parquet-rows.ts";
import { type Place, TapeError } from "./tape-error.ts";
import { openTape, type TapeFile, type TapeFormat } from "./tape-file.ts";

/** A row about a contract: where it is, and what it says in a column; undefined where it says nothing. */
export interface LegRow {
  readonly line: number;
  readonly place: Place;
  readonly get: (column: string) => unknown;
}

/** The rows of a file about contracts, in whatever format, of which only the `required` and `optional` columns are wanted. */
export async function* legRows(
  file: TapeFile,
  required: readonly string[],
  optional: readonly string[],
): AsyncGenerator<LegRow> {
  const { format, bytes } = await openTape(file);
  try {
    yield* READERS[format](file, bytes, required, optional);
  } finally {
    await bytes.return(undefined);
  }
}

type Reader = (
  file: TapeFile,
  bytes: AsyncGenerator<Uint8Array>,
  required: readonly string[],
  optional: readonly string[],
) => AsyncGenerator<LegRow>;

const READERS: Readonly<Record<TapeFormat, Reader>> = {
  async *csv({ name }, bytes, required) {
    const { columns, batches } = await csvTable(name, bytes, required);
    let any = false;
    for await (const batch of batches) {
      for (const { line, fields } of batch) {
        any = true;
        yield { line, place: "line", get: (column) => fields[columns.get(column) ?? -1] };
      }
    }
    if (!any) throw new TapeError(name, 1, "the file has a header and no rows; give one with settlements");
  },
  async *jsonl({ name }, bytes) {
    for await (const batch of jsonLines(name, bytes)) {
      for (const { line, value } of batch) {
        const market = isObject(value["market"]) ? value["market"] : value;
        yield { line, place: "line", get: (column) => market[column] };
      }
    }
  },
  async *json({ name }, bytes) {
    for (const { line, value } of await jsonDocument(name, bytes)) {
      yield { line, place: "row", get: (column) => value[column] };
    }
  },
  async *parquet(file, _bytes, required, optional) {
    const { names, groups } = await openParquet(file, [...required, ...optional]);
    const missing = required.filter((column) => !names.includes(column));
    if (missing.length > 0) {
      await groups.return(undefined);
      throw lacking(file.name, { fields: names, line: undefined }, missing, required);
    }
    for await (const { rowsBefore, rows, columns } of groups) {
      for (let row = 0; row < rows; row += 1) {
        const get = (column: string): unknown => columns[names.indexOf(column)]?.[row];
        yield { line: rowsBefore + row + 1, place: "row", get };
      }
    }
  },
};
