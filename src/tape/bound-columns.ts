import { type ColumnMap, candidates, type TradeColumn } from "./column-map.ts";
import { type Header, lacking, placesOf } from "./csv-rows.ts";
import type { BoundColumns } from "./trade-reader.ts";

/** What every trade must say. */
const REQUIRED = ["created_time", "ticker", "yes_price", "count"] as const satisfies readonly TradeColumn[];

/** Which columns of a file with these places say what; a column that the file doesn't have says nothing. */
export function bindColumns(map: ColumnMap, places: ReadonlyMap<string, number>): BoundColumns {
  const bound = Object.entries(candidates(map)).map(([column, options]) => {
    const there = options.flatMap((option) => {
      const index = places.get(option.name);
      return index === undefined ? [] : [{ ...option, index }];
    });
    return [column, there] as const;
  });
  return Object.fromEntries(bound) as unknown as BoundColumns;
}

/** As `bindColumns`, of a file with a header. Throws TapeError when something that every trade must say is in no column. */
export function bindHeader(file: string, map: ColumnMap, header: Header): BoundColumns {
  const columns = bindColumns(map, placesOf(header.fields));
  const name = (column: TradeColumn): string => map[column]?.name ?? column;
  const missing = REQUIRED.filter((column) => columns[column].length === 0).map(name);
  if (missing.length > 0) throw lacking(file, header, missing, REQUIRED.map(name));
  return columns;
}

/** The names of all columns that may say something. */
export function columnNames(map: ColumnMap): readonly string[] {
  return Object.values(candidates(map)).flatMap((options) => options.map(({ name }) => name));
}
