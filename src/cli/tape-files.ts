import { tapeFile } from "../ambient/tape-source.ts";
import { type LegRecord, readSettlements } from "../tape/settlements.ts";
import type { TapeFile } from "../tape/tape-file.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";

/** What the file that `--settlements` names says of each ticker; nothing without one. */
export async function namedSettlements(path: string | undefined): Promise<ReadonlyMap<string, LegRecord>> {
  return path === undefined ? new Map() : await readSettlements({ name: path, bytes: tapeFile(path) });
}

/** The tapes that `--tape` names. Throws CommandFailure when one is named twice. */
export function namedTapes(paths: readonly string[]): readonly TapeFile[] {
  const twice = paths.find((path, index) => paths.indexOf(path) < index);
  if (twice !== undefined) {
    const problem = `--tape ${twice}: named twice, and its trades would count twice; name it once`;
    throw new CommandFailure(problem, EXIT.usage);
  }
  return paths.map((name) => ({ name, bytes: tapeFile(name) }));
}
