import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tapeFile } from "../../src/ambient/tape-source.ts";
import { type Manifest, parseManifest } from "../../src/tape/recording/manifest.ts";
import { recordedRows } from "../../src/tape/recording/row-reader.ts";
import type { RowKind, RowsOf } from "../../src/tape/recording/rows.ts";

export function manifestIn(folder: string): Manifest {
  const path = join(folder, "recording.json");
  return parseManifest(path, readFileSync(path, "utf8"));
}

/** Every row of a kind that the files of a format hold, whatever a manifest says, in the order of the files' names. */
export async function rowsIn<Kind extends RowKind>(
  folder: string,
  kind: Kind,
  format: "csv" | "jsonl" | "parquet",
): Promise<readonly RowsOf[Kind][]> {
  const names = readdirSync(folder).filter((name) => name.startsWith(`${kind}-`) && name.endsWith(`.${format}`));
  const rows: RowsOf[Kind][] = [];
  for (const name of names.sort()) {
    const path = join(folder, name);
    for await (const row of recordedRows({ name: path, bytes: tapeFile(path) }, kind)) rows.push(row);
  }
  return rows;
}
