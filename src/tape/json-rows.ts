import { parsedJson } from "../market/json-text.ts";
import { TapeError } from "./tape-error.ts";
import { CONTAINER_KEYS } from "./tape-file.ts";

const LF = 0x0a;
const LONGEST_LINE = 1 << 24;
const LARGEST_DOCUMENT = 1 << 26;

export type JsonObject = Readonly<Record<string, unknown>>;

/** An object of a file, and its line or its place among the rows, from 1. */
export interface JsonRow {
  readonly line: number;
  readonly value: JsonObject;
}

/**
 * The objects of a file with one on each line, in batches of what one piece of the file held. Blank lines don't matter. Throws
 * TapeError at the first line that isn't an object, after the batch before it.
 */
export async function* jsonLines(file: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<readonly JsonRow[]> {
  let before = Buffer.alloc(0);
  let line = 0;
  for await (const chunk of bytes) {
    const end = chunk.lastIndexOf(LF) + 1;
    const rest = Buffer.from(chunk.subarray(end));
    if (end === 0) before = Buffer.concat([before, rest]);
    else {
      const lines = Buffer.concat([before, chunk.subarray(0, end)])
        .toString("utf8")
        .split("\n");
      lines.pop(); // after the last line feed
      yield* objects(file, lines, line);
      line += lines.length;
      before = rest;
    }
    if (before.length > LONGEST_LINE) {
      throw new TapeError(file, line + 1, `the line is longer than ${LONGEST_LINE} bytes; give one object a line`);
    }
  }
  yield* objects(file, [before.toString("utf8")], line);
}

function* objects(file: string, lines: readonly string[], linesBefore: number): Generator<readonly JsonRow[]> {
  const rows: JsonRow[] = [];
  let failure: TapeError | undefined;
  for (const [index, text] of lines.entries()) {
    const line = linesBefore + index + 1;
    const plain = line === 1 ? text.replace(/^\uFEFF/, "") : text;
    if (plain.trim() === "") continue;
    const value = parsedJson(plain);
    if (isObject(value)) rows.push({ line, value });
    else {
      failure = new TapeError(
        file,
        line,
        `${JSON.stringify(plain.slice(0, 80))} is not a JSON object; mend or remove the line`,
      );
      break;
    }
  }
  if (rows.length > 0) yield rows;
  if (failure !== undefined) throw failure;
}

/**
 * The rows of a JSON document: an array, or what the exchange answers with (`trades`, `markets`, one `market`, or an `event` with its
 * markets; also under `response`). It is in memory as a whole, so its size is limited. Throws TapeError when it is none of these.
 */
export async function jsonDocument(file: string, bytes: AsyncIterable<Uint8Array>): Promise<readonly JsonRow[]> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bytes) {
    pieces.push(piece);
    size += piece.length;
    if (size > LARGEST_DOCUMENT) {
      const problem = `the JSON document is larger than ${LARGEST_DOCUMENT} bytes; give a file with one object a line`;
      throw new TapeError(file, undefined, problem);
    }
  }
  const value = parsedJson(
    Buffer.concat(pieces)
      .toString("utf8")
      .replace(/^\uFEFF/, ""),
  );
  if (value === undefined) {
    const problem =
      "it is neither one JSON document nor a file with one object a line; mend it, or give each response in its own file";
    throw new TapeError(file, undefined, problem);
  }
  const rows = rowsOf(value);
  if (rows === undefined) {
    const problem = `the JSON document is no array and has none of ${CONTAINER_KEYS.join(", ")}; give a response of the exchange`;
    throw new TapeError(file, undefined, problem);
  }
  return rows.map((row, index) => {
    if (isObject(row)) return { line: index + 1, value: row };
    throw new TapeError(file, index + 1, "it is not an object; mend or remove it", "row");
  });
}

function rowsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return undefined;
  if (value["response"] !== undefined) return rowsOf(value["response"]);
  if (value["trades"] !== undefined) return rowsOf(value["trades"]);
  if (value["markets"] !== undefined) return rowsOf(value["markets"]);
  if (isObject(value["event"])) return rowsOf(value["event"]);
  return isObject(value["market"]) ? [value["market"]] : undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
