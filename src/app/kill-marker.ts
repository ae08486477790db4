import { join } from "node:path";
import { z } from "zod";
import { FileError, type Files } from "../ambient/files.ts";
import { type ReplaceFile, readTextSoon } from "../ambient/replace-file.ts";
import type { Input } from "../engine/input.ts";
import { after, type Time } from "../market/units.ts";
import { LatestText } from "./latest-text.ts";

/** What is left behind by a kill: nothing is traded there again until somebody says so. Times are the exchange's. */
export interface KillMarker {
  readonly at: Time;
  readonly by: string;
  readonly oursOnly: boolean;
  /** A cancel-all was asked for; when the exchange carried it out, null while that is not known. */
  readonly cancelAllAsked: boolean;
  readonly cancelledAllAt: Time | null;
  /** When this was written. */
  readonly writtenAt: Time;
}

/** The word that lets trade again what was killed. */
export const RESUME_WORD = "resume";

const NAME = "killed.json";
/** A cancel-all also cancels what is created in the minute that follows (SAFETY.md, Kill). */
const MINUTE_AND_MARGIN_MS = 65_000;

const time = z.number().transform((value) => value as Time);
const marker = z.object({
  at: time,
  by: z.string(),
  oursOnly: z.boolean(),
  cancelAllAsked: z.boolean(),
  cancelledAllAt: time.nullable(),
  writtenAt: time,
});

/**
 * The newest marker in these folders; undefined when there is none. One that can't be read is a marker all the same, of a kill at `now`: whoever put it
 * there meant something.
 */
export function readKillMarker(folders: readonly string[], files: Files, now: Time): KillMarker | undefined {
  const found = folders.map((folder) => readOne(join(folder, NAME), files, now)).filter((one) => one !== undefined);
  return found.sort((one, other) => other.writtenAt - one.writtenAt).at(0);
}

function readOne(path: string, files: Files, now: Time): KillMarker | undefined {
  try {
    return parseKillMarker(files.readText(path), path, now);
  } catch (error) {
    if (error instanceof FileError) return unreadable(path, now);
    throw error;
  }
}

/** What a marker's text says; undefined where there is none. */
function parseKillMarker(text: string | undefined, path: string, now: Time): KillMarker | undefined {
  if (text === undefined) return undefined;
  try {
    return marker.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return unreadable(path, now);
    throw error;
  }
}

function unreadable(path: string, now: Time): KillMarker {
  const by = `somebody (${path} can't be read)`;
  return { at: now, by, oursOnly: false, cancelAllAsked: true, cancelledAllAt: null, writtenAt: 0 as Time };
}

/** Whether a marker tells of another kill than one that is known: the same is written again when more is known of it. */
export function isOtherKill(found: KillMarker, known: KillMarker | undefined): boolean {
  if (known === undefined) return true;
  return found.by !== known.by || (found.writtenAt !== 0 && found.at !== known.at);
}

/** The same as `readKillMarker`, while nobody waits for the disk. What can't be read now counts as none. */
export async function readKillMarkerSoon(folders: readonly string[], now: Time): Promise<KillMarker | undefined> {
  for (const folder of folders) {
    const path = join(folder, NAME);
    const found = parseKillMarker(await readTextSoon(path).catch(() => undefined), path, now);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a marker lies in one of these folders, while nobody waits for the disk. What can't be read counts as one. */
export async function isMarkedKilled(folders: readonly string[]): Promise<boolean> {
  const looks = folders.map((folder) => readTextSoon(join(folder, NAME)).then(isThere, () => true));
  return (await Promise.all(looks)).includes(true);
}

function isThere(text: string | undefined): boolean {
  return text !== undefined;
}

/** The killed account trades again: its markers go. Throws FileError when one can't be taken away. */
export function clearKillMarker(folders: readonly string[], files: Files): void {
  for (const folder of folders) files.remove(join(folder, NAME));
}

/** From when on a new order isn't cancelled by the kill's own cancel-all any more, by the exchange's clock. */
export function mayTradeFrom({ at, cancelAllAsked, cancelledAllAt, writtenAt }: KillMarker): Time {
  if (!cancelAllAsked) return at;
  return after(cancelledAllAt ?? (Math.max(at, writtenAt) as Time), MINUTE_AND_MARGIN_MS);
}

/** Writes the marker of a kill, and again when more is known of it. Its failure stops nothing. */
export class KillMarkers {
  readonly #files: LatestText;
  #marker: KillMarker | undefined;

  constructor(folders: readonly string[], replace: ReplaceFile, failed: (path: string, error: unknown) => void) {
    this.#files = new LatestText(
      folders.map((folder) => join(folder, NAME)),
      replace,
      failed,
    );
  }

  /** Something is being killed. Again, it changes nothing but who else has asked for everything. */
  killed({ at, by, oursOnly }: Pick<KillMarker, "at" | "by" | "oursOnly">): void {
    if (this.#marker !== undefined && (oursOnly || !this.#marker.oursOnly)) return;
    this.#write({ at, by, oursOnly, cancelAllAsked: !oursOnly, cancelledAllAt: null, writtenAt: at });
  }

  /** A marker that somebody else has written is heeded: it stays as it is, and what follows from it is no other kill. */
  adopt(marker: KillMarker): void {
    this.#marker = marker;
  }

  /** The exchange has carried out the cancel-all. */
  cancelledAll(at: Time): void {
    if (this.#marker === undefined || this.#marker.cancelledAllAt !== null || !this.#marker.cancelAllAsked) return;
    this.#write({ ...this.#marker, cancelledAllAt: at, writtenAt: at });
  }

  /** For an engine: keeps the marker by what happens to it. */
  watch(input: Input): void {
    if (input.type === "operator" && (input.action === "kill" || input.action === "kill-ours")) {
      this.killed({ at: input.at, by: input.by, oursOnly: input.action === "kill-ours" });
    } else if (input.type === "cancelledAll") this.cancelledAll(input.at);
  }

  settled(): Promise<void> {
    return this.#files.settled();
  }

  #write(marker: KillMarker): void {
    this.#marker = marker;
    this.#files.write(`${JSON.stringify({ ...marker, text: textOf(marker) }, null, 2)}\n`);
  }
}

/** For people who open the file. */
function textOf({ at, by, oursOnly }: KillMarker): string {
  return `killed${oursOnly ? " (our own orders only)" : ""} by ${by} at ${new Date(at).toISOString()}`;
}

/** Who killed and when, in a sentence. */
export function describeKill(marker: KillMarker): string {
  return textOf(marker);
}
