import type { TapeBytes } from "../ambient/tape-source.ts";
import { TapeError } from "./tape-error.ts";

/** A file to be read: its name for messages, and its unpacked content. Parquet needs the random access. */
export interface TapeFile {
  readonly name: string;
  readonly bytes: TapeBytes;
}

/** What a tape is written in. `json` is one document, `jsonl` one object a line. */
export type TapeFormat = "csv" | "jsonl" | "json" | "parquet";

const ENOUGH_BYTES = 1 << 16; // a first line longer than this belongs to a document
const PARQUET_MAGIC = "PAR1";

/** The keys under which a response of the exchange, or a file that keeps one, has its rows. */
export const CONTAINER_KEYS = ["trades", "markets", "market", "event", "response"] as const;

/** The content of a file and what it is by its first bytes. `bytes` is all of it, and must be read or returned. */
export async function openTape(
  file: TapeFile,
): Promise<{ readonly format: TapeFormat; readonly bytes: AsyncGenerator<Uint8Array> }> {
  const bytes = readable(file);
  const seen: Uint8Array[] = [];
  let head = new Uint8Array();
  let format: TapeFormat | undefined;
  while (format === undefined) {
    const { done, value } = await bytes.next();
    if (done === true) format = formatOf(head, true) ?? "csv";
    else {
      seen.push(value);
      if (head.length < ENOUGH_BYTES) head = new Uint8Array(Buffer.concat([head, value]));
      format = formatOf(head, head.length >= ENOUGH_BYTES);
    }
  }
  return { format, bytes: startingWith(seen, bytes) };
}

/** Undefined while more of the file is needed to tell. */
function formatOf(head: Uint8Array, enough: boolean): TapeFormat | undefined {
  if (head.length < PARQUET_MAGIC.length && !enough) return undefined;
  const text = Buffer.from(head.buffer, head.byteOffset, head.length);
  if (text.toString("latin1", 0, PARQUET_MAGIC.length) === PARQUET_MAGIC) return "parquet";
  const start = text
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .trimStart();
  if (start === "") return enough ? "csv" : undefined;
  if (start[0] === "[") return "json";
  if (start[0] !== "{") return "csv";
  const end = start.indexOf("\n");
  if (end < 0 && !enough) return undefined;
  try {
    const first: unknown = JSON.parse(end < 0 ? start : start.slice(0, end));
    return CONTAINER_KEYS.some((key) => typeof (first as Record<string, unknown>)[key] === "object") ? "json" : "jsonl";
  } catch {
    return "json"; // its first object goes on over several lines
  }
}

async function* startingWith(
  first: readonly Uint8Array[],
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

async function* readable({ name, bytes }: TapeFile): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw unreadable(name, error);
  }
}

/** What to tell when the system or an unpacker refuses. A TapeError is itself. */
export function unreadable(file: string, error: unknown): TapeError {
  if (error instanceof TapeError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return new TapeError(file, undefined, READ_FAILURES[code] ?? `cannot be read: ${String(error)}`);
}

const DAMAGED_ZSTD = "the zstd data is damaged; fetch the file again";

const READ_FAILURES: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file; check the path",
  EACCES: "this user may not read it; check the owner and mode of the file and its folders",
  EISDIR: "it is a folder; name a file",
  ENOSPC: "there is no room to unpack it; make room in the folder for temporary files, or unpack it yourself",
  Z_BUF_ERROR: "the gzip data is cut off; fetch the file again",
  Z_DATA_ERROR: "the gzip data is damaged; fetch the file again",
  ZSTD_CUT_OFF: "the zstd data is cut off; fetch the file again",
  ZSTD_DAMAGED: DAMAGED_ZSTD,
  ZSTD_error_corruption_detected: DAMAGED_ZSTD,
  ZSTD_error_checksum_wrong: DAMAGED_ZSTD,
};
