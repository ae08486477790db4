import { dirname, join } from "node:path";
import { z } from "zod";
import { FileError, type Files } from "../ambient/files.ts";
import { type ReplaceFile, readTextSoon } from "../ambient/replace-file.ts";
import type { Input } from "../engine/input.ts";
import { type Time, time } from "../market/units.ts";
import { LatestText } from "./latest-text.ts";

/**
 * What a kill has to know of an engine that doesn't answer, whose journal may be locked or broken: where it trades, with which key, and in which
 * order groups.
 */
export interface EngineRecord {
  readonly venue: string;
  readonly restUrl: string;
  readonly keyId: string;
  readonly epoch: string;
  /** The newest, of this start and the one before it, newest last. */
  readonly groups: readonly string[];
}

const NAME = "engine.json";
const MOST_GROUPS = 5;

const record = z.object({
  venue: z.string(),
  restUrl: z.string(),
  keyId: z.string(),
  epoch: z.string(),
  groups: z.array(z.string()),
});

/** What the last engine on a state folder has left; undefined when it has left nothing that can be read. */
export function readEngineRecord(state: string, files: Files): EngineRecord | undefined {
  try {
    return parseRecord(files.readText(join(state, NAME)));
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/** When the newest of the engines was started that have left a record in these folders, by this machine's clock, while nobody waits for the disk. */
export async function newestEngineStart(folders: readonly string[]): Promise<Time | undefined> {
  const texts = folders.map((folder) => readTextSoon(join(folder, NAME)).catch(() => undefined));
  const starts = (await Promise.all(texts)).map((text) => startOf(parseRecord(text)?.epoch ?? ""));
  return starts.reduce((newest, start) => (newest === undefined || (start ?? 0) > newest ? start : newest), undefined);
}

/** An epoch begins with the second of its start in base 36, which has six digits until December 2038. */
function startOf(epoch: string): Time | undefined {
  const seconds = Number.parseInt(epoch.slice(0, 6), 36);
  return epoch.length > 6 && Number.isFinite(seconds) ? time(seconds * 1_000) : undefined;
}

function parseRecord(text: string | undefined): EngineRecord | undefined {
  try {
    const read = record.safeParse(JSON.parse(text ?? "null"));
    return read.success ? read.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The state folders beside `usual`, the usual one of an account, whose last engine used one of these keys, and what each has left. */
export function recordsBeside(
  usual: string,
  keyIds: readonly string[],
  files: Files,
): readonly { readonly state: string; readonly record: EngineRecord }[] {
  const above = dirname(usual);
  return files
    .list(above)
    .map((name) => join(above, name))
    .flatMap((state) => {
      const found = readEngineRecord(state, files);
      return found !== undefined && keyIds.includes(found.keyId) ? [{ state, record: found }] : [];
    });
}

/** Keeps the record of a running engine. Its failure stops nothing. */
export class EngineRecordKeeper {
  readonly #file: LatestText;
  #record: EngineRecord;

  /** `before` is what the last engine has left: its groups may still have orders. */
  constructor(
    state: string,
    start: Omit<EngineRecord, "groups">,
    before: EngineRecord | undefined,
    replace: ReplaceFile,
    failed: (path: string, error: unknown) => void,
  ) {
    this.#file = new LatestText([join(state, NAME)], replace, failed);
    this.#record = { ...start, groups: before?.groups ?? [] };
    this.#write();
  }

  /** Keeps it by what happens to the engine. */
  watch(input: Input): void {
    if (input.type !== "orderGroup" || this.#record.groups.includes(input.id)) return;
    this.#record = { ...this.#record, groups: [...this.#record.groups, input.id].slice(-MOST_GROUPS) };
    this.#write();
  }

  settled(): Promise<void> {
    return this.#file.settled();
  }

  #write(): void {
    this.#file.write(`${JSON.stringify(this.#record, null, 2)}\n`);
  }
}
