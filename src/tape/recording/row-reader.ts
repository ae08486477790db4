import { parsedJson } from "../../market/json-text.ts";
import { csvTable } from "../csv-rows.ts";
import { isObject, type JsonObject, jsonLines } from "../json-rows.ts";
import { openParquet } from "../parquet-rows.ts";
import { TapeError } from "../tape-error.ts";
import { openTape, type TapeFile } from "../tape-file.ts";
import { ROW_COLUMNS, type RowColumn, type RowKind, type RowsOf } from "./rows.ts";

/** A recorder's names say what is in a file. */
const FORMATS = ["jsonl", "parquet", "csv"] as const;

type Fields = (column: string) => unknown;

/** The rows of one file of a recording, in whatever format, in their order. Throws TapeError for what is none. */
export async function* recordedRows<Kind extends RowKind>(file: TapeFile, kind: Kind): AsyncGenerator<RowsOf[Kind]> {
  const columns = ROW_COLUMNS[kind];
  const names = columns.map(({ name }) => name);
  const { format: guessed, bytes } = await openTape(file);
  const format = FORMATS.find((each) => file.name.endsWith(`.${each}`)) ?? guessed;
  try {
    if (format === "parquet") {
      const table = await openParquet(file, names);
      for await (const { rows, rowsBefore, columns: values } of table.groups) {
        for (let row = 0; row < rows; row++) {
          const fields: Fields = (column) => values[table.names.indexOf(column)]?.[row];
          yield rowOf(file.name, rowsBefore + row + 1, columns, fields) as RowsOf[Kind];
        }
      }
    } else if (format === "csv") {
      const { columns: places, batches } = await csvTable(file.name, bytes, names);
      for await (const batch of batches) {
        for (const { line, fields } of batch) {
          yield rowOf(file.name, line, columns, (column) => fields[places.get(column) ?? -1]) as RowsOf[Kind];
        }
      }
    } else {
      for await (const batch of jsonLines(file.name, bytes)) {
        for (const { line, value } of batch) {
          yield rowOf(file.name, line, columns, (column) => value[column] ?? elsewhere(value, column)) as RowsOf[Kind];
        }
      }
    }
  } finally {
    await bytes.return(undefined);
  }
}

/** What recordings of other hands say in other words. */
function elsewhere(value: JsonObject, column: string): unknown {
  const { recv_ns: nanoseconds, msg } = value;
  if (column === "recv_ms" && typeof nanoseconds === "number") return Math.floor(nanoseconds / 1e6);
  return column === "market_ticker" && isObject(msg) ? msg[column] : undefined;
}

function rowOf(file: string, line: number, columns: readonly RowColumn[], fields: Fields): object {
  return Object.fromEntries(
    columns.map((column) => {
      const value = fieldOf(column, fields(column.name));
      if (value !== undefined) return [column.name, value];
      throw new TapeError(file, line, `${column.name} is missing or isn't ${WORDS[column.type]}; record it again`);
    }),
  );
}

const WORDS = { text: "text", integer: "a whole number", flag: "true or false", json: "a JSON object" } as const;

/** A value of a column in any format; null where there may be none; undefined for what it can't be. */
function fieldOf({ type, nullable }: RowColumn, value: unknown): unknown {
  if (nullable && (value === null || value === undefined || value === "")) return null;
  switch (type) {
    case "text":
      return typeof value === "string" ? value : undefined;
    case "integer": {
      const number = typeof value === "string" && value !== "" ? Number(value) : Number(value ?? Number.NaN);
      return Number.isSafeInteger(number) ? number : undefined;
    }
    case "flag":
      return value === true || value === "true" ? true : value === false || value === "false" ? false : undefined;
    case "json": {
      const parsed = typeof value === "string" ? parsedJson(value) : value;
      return isObject(parsed) ? parsed : undefined;
    }
  }
}
