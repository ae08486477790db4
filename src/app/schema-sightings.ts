import { join } from "node:path";
import type { Clock } from "../ambient/clock.ts";
import { FileError, type Files } from "../ambient/files.ts";
import { atLeast, checked, list, number, oneOf, type Shape, StateError, text } from "../market/saved-state.ts";
import { SchemaWatch, type Sighting } from "../venue/kalshi/schema-watch.ts";

const SIGHTINGS: Shape<readonly Sighting[]> = list(
  atLeast<Sighting>({
    kind: oneOf("field", "value", "code", "type"),
    where: text(),
    what: text(),
    count: number(),
    firstAt: number(),
    lastAt: number(),
  }),
);

/** The file in an account's state folder that keeps what the exchange has sent beyond what it documents. */
export function sightingsPath(state: string): string {
  return join(state, "schema-sightings.json");
}

/** What runs and recordings with this state folder have counted so far; nothing without a folder, or where the file can't be read. */
export function schemaSightings(state: string | undefined, files: Pick<Files, "readText">): readonly Sighting[] {
  if (state === undefined) return [];
  try {
    const read = files.readText(sightingsPath(state));
    return read === undefined ? [] : checked(SIGHTINGS, JSON.parse(read), "sightings");
  } catch (error) {
    if (error instanceof FileError || error instanceof StateError || error instanceof SyntaxError) return [];
    throw error;
  }
}

/** A watch that goes on from what was counted before. */
export interface KeptWatch {
  readonly watch: SchemaWatch;
  /** Writes down what was counted. Never fails: nothing depends on it. */
  keep(): void;
}

/** Begins to watch; what is new is said once. Without a state folder nothing is kept. */
export function openSchemaWatch(
  state: string | undefined,
  files: Files,
  clock: Clock,
  say: (text: string) => void,
): KeptWatch {
  const watch: SchemaWatch = new SchemaWatch({
    clock,
    known: schemaSightings(state, files),
    say,
  });
  const keep = (): void => {
    if (state === undefined || watch.sightings.length === 0) return;
    try {
      files.makeFolder(state);
      files.writeText(sightingsPath(state), `${JSON.stringify(watch.sightings, null, 2)}\n`);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
    }
  };
  return { watch, keep };
}
