import { parse } from "csv-parse";
import { TapeError } from "./tape-error.ts";
import { openTape, type TapeFile } from "./tape-file.ts";

const LONGEST_ROW = 1 << 20; // a whole book as text

/** A row and the physical line, from 1, on which it ends. */
export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/** A CSV file after its header. `columns` gives a column's place; rows come in batches of what one piece of the file held. */
export interface CsvTable {
  readonly columns: ReadonlyMap<string, number>;
  readonly batches: AsyncGenerator<readonly CsvRow[]>;
}

/**
 * Opens a CSV file with a header line. Throws TapeError when the file is empty, can't be read, lacks one of the `required` columns
 * or, later and from `batches`, when a row doesn't fit the header.
 */
export async function openCsv(file: TapeFile, required: readonly string[]): Promise<CsvTable> {
  const { bytes } = await openTape(file);
  return await csvTable(file.name, bytes, required);
}

/** As `openCsv`, of content that is already open. */
export async function csvTable(
  file: string,
  bytes: AsyncGenerator<Uint8Array>,
  required: readonly string[],
): Promise<CsvTable> {
  const batches = csvRows(file, bytes);
  const first = await batches.next();
  const [header, ...rows] = first.done === true ? [] : first.value;
  if (header === undefined) throw emptyFile(file);
  const columns = placesOf(header.fields);
  const missing = required.filter((name) => !columns.has(name));
  if (missing.length > 0) {
    await batches.return(undefined);
    throw lacking(file, header, missing, required);
  }
  return { columns, batches: startingWith(rows, batches) };
}

/** The place of each column that a header names. */
export function placesOf(header: readonly string[]): ReadonlyMap<string, number> {
  return new Map(header.map((name, index) => [name.trim(), index] as const));
}

/** The names of a file's columns, and the line where they are, if they are on one. */
export interface Header {
  readonly fields: readonly string[];
  readonly line: number | undefined;
}

export function emptyFile(file: string): TapeError {
  return new TapeError(file, 1, "the file is empty; give one with a header line and rows");
}

export function lacking(
  file: string,
  { fields, line }: Header,
  missing: readonly string[],
  required: readonly string[],
): TapeError {
  const lacks = missing.map((name) => `"${name}"`).join(" and no ");
  const problem = `the header "${fields.join(",")}" has no column ${lacks}; it must name ${required.join(", ")}`;
  return new TapeError(file, line, problem);
}

/** The row has another number of fields than the header. */
export function misfit(file: string, fields: readonly string[], line: number, width: number): TapeError {
  const problem = `the row "${fields.join(",")}" has ${fields.length} fields where the header has ${width}; mend or remove it`;
  return new TapeError(file, line, problem);
}

async function* startingWith<T>(first: T, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

/** Where in a file reading begins, when it isn't the start: at the beginning of a line. */
export interface CsvPlace {
  /** Lines before it, and the last of them that is a row. */
  readonly lines: number;
  readonly lastRow: number;
  /** Fields of the header; undefined when it is still to come. */
  readonly width: number | undefined;
}

/** The rows of a CSV file, header and all, or of what is left of one `from` some line on. */
export async function* csvRows(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
  from?: CsvPlace,
): AsyncGenerator<readonly CsvRow[]> {
  let rows: CsvRow[] = [];
  let width = from?.width;
  let failure: TapeError | undefined;
  const linesBefore = from?.lines ?? 0;
  let lastLine = from?.lastRow ?? 0;
  const parser = parse({
    bom: from === undefined,
    max_record_size: LONGEST_ROW, // a quote that is never closed would swallow the file
    record_delimiter: ["\r\n", "\n"],
    relax_column_count: true, // checked below, so that the message can name the row
    skip_empty_lines: true,
    on_record(fields: string[], { lines }: { lines: number }) {
      if (failure !== undefined) return;
      const line = linesBefore + lines;
      lastLine = line;
      width ??= fields.length;
      if (fields.length === width) rows.push({ line, fields });
      else failure = misfit(file, fields, line, width);
    },
  });
  const ended = new Promise<void>((resolve) => {
    parser.once("close", resolve);
    parser.once("error", ({ message }) => {
      const what = message.replace(/ at line \d+/, ""); // which begins to count where the parser did
      failure ??= new TapeError(file, lastLine + 1, `${what}; mend the quotes of the row that begins here`);
      resolve();
    });
  });

  for await (const chunk of bytes) {
    parser.write(chunk); // parses at once; only the report of an error comes later
    if (rows.length > 0) yield rows;
    rows = [];
    if (failure !== undefined) throw failure;
  }
  parser.end();
  parser.resume();
  await ended;
  if (rows.length > 0) yield rows;
  if (failure !== undefined) throw failure;
}
