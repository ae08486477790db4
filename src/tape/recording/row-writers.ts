import { type BasicType, parquetWriteBuffer } from "hyparquet-writer";
import { type ColumnType, ROW_COLUMNS, type RowColumn, type RowKind, type RowsOf } from "./rows.ts";

type Row = RowsOf[RowKind];

/** Rows as lines of JSON, each ended. */
export function jsonLinesOf(rows: readonly Row[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

/** The first line of a CSV file of these rows, ended. */
export function csvHeaderOf(kind: RowKind): string {
  return `${ROW_COLUMNS[kind].map(({ name }) => name).join(",")}\n`;
}

/** Rows as lines of CSV, each ended; blank for what there is none of. */
export function csvLinesOf(kind: RowKind, rows: readonly Row[]): string {
  const columns = ROW_COLUMNS[kind];
  return rows.map((row) => `${columns.map((column) => cell(column, fieldOf(row, column))).join(",")}\n`).join("");
}

const PARQUET_TYPES: Readonly<Record<ColumnType, BasicType>> = {
  text: "STRING",
  integer: "INT64",
  flag: "BOOLEAN",
  json: "STRING",
};

/** Rows as a whole Parquet file. */
export function parquetFileOf(kind: RowKind, rows: readonly Row[]): Uint8Array {
  const columnData = ROW_COLUMNS[kind].map((column) => {
    const data = rows.map((row) => parquetValue(column, fieldOf(row, column)));
    return { name: column.name, data, type: PARQUET_TYPES[column.type], nullable: column.nullable };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: "tauroi" }));
}

function fieldOf(row: Row, { name }: RowColumn): unknown {
  return (row as unknown as Readonly<Record<string, unknown>>)[name];
}

function cell({ type }: RowColumn, value: unknown): string {
  if (value === null || value === undefined) return "";
  if (type === "json") return quoted(JSON.stringify(value));
  return type === "text" ? quoted(String(value)) : String(value);
}

/** Names come from the exchange and may be anything. */
function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function parquetValue({ type }: RowColumn, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (type === "json") return JSON.stringify(value);
  return type === "integer" ? BigInt(value as number) : value;
}
