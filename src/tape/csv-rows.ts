import { parse } from "csv-parse";
import { TapeError } from "./tape-error.ts";

const LONGEST_ROW = 1 << 16;

/** A file to be read: its name for messages, and its unpacked content. */
export interface TapeFile {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

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
export async function openCsv({ name: file, bytes }: TapeFile, required: readonly string[]): Promise<CsvTable> {
  const batches = readBatches(file, bytes);
  const first = await batches.next();
  const [header, ...rows] = first.done === true ? [] : first.value;
  if (header === undefined) throw new TapeError(file, 1, "the file is empty; give one with a header line and rows");

  const columns = new Map(header.fields.map((name, index) => [name.trim(), index] as const));
  const missing = required.filter((name) => !columns.has(name));
  if (missing.length > 0) {
    await batches.return(undefined);
    const lacks = missing.map((name) => `"${name}"`).join(" and no ");
    const problem = `the header "${header.fields.join(",")}" has no column ${lacks}; it must name ${required.join(", ")}`;
    throw new TapeError(file, header.line, problem);
  }
  return { columns, batches: startingWith(rows, batches) };
}

async function* startingWith<T>(first: T, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

async function* readBatches(file: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<readonly CsvRow[]> {
  let rows: CsvRow[] = [];
  let width: number | undefined;
  let failure: TapeError | undefined;
  let lastLine = 0;
  const parser = parse({
    bom: true,
    max_record_size: LONGEST_ROW, // a quote that is never closed would swallow the file
    record_delimiter: ["\r\n", "\n"],
    relax_column_count: true, // checked below, so that the message can name the row
    skip_empty_lines: true,
    on_record(fields: string[], { lines: line }: { lines: number }) {
      lastLine = line;
      width ??= fields.length;
      if (fields.length === width) rows.push({ line, fields });
      else failure ??= new TapeError(file, line, misfit(fields, width));
    },
  });
  const ended = new Promise<void>((resolve) => {
    parser.once("close", resolve);
    parser.once("error", (error) => {
      failure ??= new TapeError(file, lastLine + 1, `${error.message}; mend the quotes of the row that begins here`);
      resolve();
    });
  });

  for await (const chunk of readable(file, bytes)) {
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

function misfit(fields: readonly string[], width: number): string {
  return `the row "${fields.join(",")}" has ${fields.length} fields where the header has ${width}; mend or remove it`;
}

async function* readable(file: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    throw new TapeError(file, undefined, READ_FAILURES[code] ?? `cannot be read: ${String(error)}`);
  }
}

const READ_FAILURES: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file; check the path",
  EACCES: "this user may not read it; check the owner and mode of the file and its folders",
  EISDIR: "it is a folder; name a file",
  Z_BUF_ERROR: "the gzip data is cut off; fetch the file again",
  Z_DATA_ERROR: "the gzip data is damaged; fetch the file again",
};
