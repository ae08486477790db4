import { join } from "node:path";
import { type AppendFile, openAppendFile } from "../ambient/append-file.ts";
import { syncFolder } from "../ambient/durable.ts";
import type { Files } from "../ambient/files.ts";
import { createOutputFile } from "../ambient/output-file.ts";
import type { RecordingFormat } from "../tape/recording/recording-format.ts";
import { csvHeaderOf, csvLinesOf, jsonLinesOf, parquetFileOf } from "../tape/recording/row-writers.ts";
import type { RowKind, RowsOf } from "../tape/recording/rows.ts";
import type { Checkpoint, Part } from "./checkpoint.ts";

/** Rows that make a Parquet file of their own before the day is over. */
const ROWS_A_PART = 50_000;

type Row = RowsOf[RowKind];

/** A file that rows are being added to: of CSV or JSON lines, or the rows that wait to become Parquet. */
interface OpenRows {
  readonly name: string;
  readonly kind: RowKind;
  readonly format: Part["format"];
  readonly file: AppendFile;
  /** Of which days or stretches: "trades-2026-11-22". */
  readonly stem: string;
  rows: number;
  /** Those that wait, where it is Parquet. */
  readonly waiting: Row[];
  touched: boolean;
}

/**
 * The files of one recording in its formats. Rows go to the end of a file a day, of which only what a checkpoint speaks of counts; a Parquet file is
 * written whole and then given its name, and until then its rows wait in a file of their own. So whatever is killed when, every file
 * that the checkpoint names can be read.
 */
export class RowFiles {
  readonly #folder: string;
  readonly #formats: readonly RecordingFormat[];
  readonly #checkpoint: Checkpoint;
  readonly #files: Files;
  readonly #open = new Map<string, OpenRows>();

  /** Puts right what an earlier process has left: torn ends are cut, files that nobody speaks of are taken away. */
  constructor(folder: string, formats: readonly RecordingFormat[], checkpoint: Checkpoint, files: Files) {
    this.#folder = folder;
    this.#formats = formats;
    this.#checkpoint = checkpoint;
    this.#files = files;
    const known = new Map(checkpoint.parts().map((part) => [part.name, part]));
    for (const name of files.list(folder)) {
      if (OURS.test(name) && !known.has(name)) files.remove(join(folder, name));
    }
    for (const part of known.values()) {
      if (part.format === "rows") this.#take(part, files);
      else if (part.format !== "parquet" && files.exists(join(folder, part.name))) {
        openAppendFile(join(folder, part.name), part.bytes).close(); // what was moved away was whole
      }
    }
  }

  /** Adds rows of a kind, all of one `stem` and in their order. They count from the next checkpoint on. */
  add(kind: RowKind, stem: string, rows: readonly Row[]): void {
    for (const format of this.#formats) {
      const into = this.#fileOf(kind, stem, format);
      const text = format === "csv" ? csvLinesOf(kind, rows) : jsonLinesOf(rows);
      into.file.write(new TextEncoder().encode(text));
      into.rows += rows.length;
      into.touched = true;
      if (format === "parquet") into.waiting.push(...rows);
    }
  }

  /** Something was added that isn't certain yet. */
  get hasNews(): boolean {
    return [...this.#open.values()].some(({ touched }) => touched);
  }

  /** Has what was added on the disk, and tells what a checkpoint may say now. */
  sync(): readonly Part[] {
    const touched = [...this.#open.values()].filter((each) => each.touched);
    for (const each of touched) {
      each.file.sync();
      each.touched = false;
    }
    if (touched.length > 0) syncFolder(this.#folder);
    return touched.map(({ name, kind, format, file, rows }) => ({ name, kind, format, bytes: file.length, rows }));
  }

  /**
   * Once a checkpoint has been made: makes Parquet files of rows that are enough, or of stems that are not among `current`, and lets those files
   * go. Each step is a checkpoint of its own.
   */
  turn(current: ReadonlySet<string>): void {
    for (const each of [...this.#open.values()]) {
      const isOver = !current.has(each.stem);
      if (each.format === "rows" && each.rows > 0 && (isOver || each.rows >= ROWS_A_PART)) this.#makeParquet(each);
      if (!isOver) continue;
      each.file.close();
      this.#open.delete(each.name);
      if (each.rows === 0) this.#files.remove(join(this.#folder, each.name));
    }
  }

  #makeParquet(from: OpenRows): void {
    const { kind, stem, waiting } = from;
    const name = `${stem}.${String(this.#parquetFilesOf(stem) + 1).padStart(4, "0")}.parquet`;
    const bytes = parquetFileOf(kind, waiting);
    const output = createOutputFile(join(this.#folder, name));
    output.write(bytes);
    output.commit();
    syncFolder(this.#folder);
    const part: Part = { name, kind, format: "parquet", bytes: bytes.length, rows: waiting.length };
    const emptied: Part = { name: from.name, kind, format: "rows", bytes: 0, rows: 0 };
    this.#checkpoint.advance({ parts: [part, emptied], tradeIds: [], notes: new Map(), gaps: [] });
    from.file.cut(0);
    from.rows = 0;
    waiting.length = 0;
  }

  #parquetFilesOf(stem: string): number {
    return this.#checkpoint.parts().filter(({ name, format }) => format === "parquet" && name.startsWith(`${stem}.`))
      .length;
  }

  #fileOf(kind: RowKind, stem: string, format: RecordingFormat): OpenRows {
    const name = format === "parquet" ? `${stem}.rows` : `${stem}.${format}`;
    const there = this.#open.get(name);
    if (there !== undefined) return there;
    const known = this.#checkpoint.parts().find((part) => part.name === name);
    const file = openAppendFile(join(this.#folder, name), known?.bytes ?? 0);
    if (format === "csv" && file.length === 0) file.write(new TextEncoder().encode(csvHeaderOf(kind)));
    const keptAs = format === "parquet" ? "rows" : format;
    const opened: OpenRows = {
      name,
      kind,
      format: keptAs,
      file,
      stem,
      rows: known?.rows ?? 0,
      waiting: [],
      touched: false,
    };
    this.#open.set(name, opened);
    return opened;
  }

  /** Takes up rows that waited to become Parquet when an earlier process ended. */
  #take({ name, kind, bytes, rows }: Part, files: Files): void {
    const path = join(this.#folder, name);
    const file = openAppendFile(path, bytes);
    const waiting = (files.readText(path) ?? "").split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
    const stem = name.slice(0, -".rows".length);
    this.#open.set(name, { name, kind, format: "rows", file, stem, rows, waiting, touched: false });
  }
}

/** Names that a recorder gives, and no other: what it finds of them and doesn't know was never finished. */
const OURS =
  /^((trades|stream)-\d{4}-\d\d-\d\d(-late-\d{4})?\.(csv|jsonl|rows|\d{4}\.parquet)|\.((trades|stream)-[-\d.a-z]+\.parquet|recording\.json)\.\d+\.new)$/;
