import { join } from "node:path";
import type { TapeBytes, TapeSource } from "../../ambient/tape-source.ts";
import { TapeError } from "../tape-error.ts";
import type { TapeFile } from "../tape-file.ts";
import { MANIFEST_FILE, type Manifest, parseManifest } from "./manifest.ts";
import type { RecordingFormat } from "./recording-format.ts";
import type { RowKind } from "./rows.ts";

/** A recording that can be read. */
export interface Recording {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Trades, in time order within a file: for any reader of tapes. */
  readonly trades: readonly TapeFile[];
  /** Messages of the stream, in their order from file to file. */
  readonly stream: readonly TapeFile[];
}

/** How a folder is looked into; a test hands in its own. */
export interface RecordingSource {
  readonly readText: (path: string) => string | undefined;
  readonly open: TapeSource;
}

/** Of rows that are there in several formats one is read: the first of these. */
const PREFERRED: readonly RecordingFormat[] = ["jsonl", "parquet", "csv"];

/**
 * A recording in a folder, as far as its manifest vouches for it: what a recorder is only just adding isn't looked at. Undefined for a folder without a
 * manifest. Throws TapeError where it is none.
 */
export function openRecording(folder: string, { readText, open }: RecordingSource): Recording | undefined {
  const path = join(folder, MANIFEST_FILE);
  const text = readText(path);
  if (text === undefined) return undefined;
  const manifest = parseManifest(path, text);
  const filesOf = (kind: RowKind): readonly TapeFile[] => {
    const format = PREFERRED.find((each) => manifest.files.some((file) => file.kind === kind && file.format === each));
    return manifest.files
      .filter((file) => file.kind === kind && file.format === format)
      .sort((one, other) => (one.name < other.name ? -1 : 1))
      .map(({ name, bytes }) => {
        const place = join(folder, name);
        return { name: place, bytes: format === "parquet" ? open(place) : firstBytes(place, open(place), bytes) };
      });
  };
  return { folder, manifest, trades: filesOf("trades"), stream: filesOf("stream") };
}

function firstBytes(name: string, bytes: TapeBytes, length: number): TapeBytes {
  return {
    async *[Symbol.asyncIterator]() {
      let left = length;
      for await (const piece of bytes) {
        yield piece.length <= left ? piece : piece.subarray(0, left);
        left -= Math.min(left, piece.length);
        if (left === 0) return;
      }
      if (left > 0) throw new TapeError(name, undefined, "it is shorter than the manifest says; restore it");
    },
  };
}
