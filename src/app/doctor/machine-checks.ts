import type { DiskPlace } from "../../ambient/disk.ts";
import { FileError, type Files } from "../../ambient/files.ts";
import type { KalshiKey } from "../../venue/kalshi/key.ts";
import { type Check, failed, ok, skipped, warning } from "./check.ts";

const GIGABYTE = 1_000_000_000;
const SCARCE_BYTES = GIGABYTE;
const FULL_BYTES = 200_000_000; // the journal takes 64 MB, and its backups as much again

/** The key that signs: which it is, or why there is none. Its file's mode has been judged where it was read. */
export function keyCheck(key: KalshiKey | string, file: string | undefined): Check {
  if (typeof key === "string") return failed("key", key, "tauroi init asks for one; docs/setting-up.md tells more", 3);
  const from = file === undefined ? "from TAUROI_PRIVATE_KEY" : `${file}, for its owner alone`;
  const detail = `${key.id}, ${key.type}, ${from}`;
  if (file !== undefined) return ok("key", detail);
  return warning("key", detail, "an environment is seen by other programs: prefer TAUROI_PRIVATE_KEY_FILE");
}

/** The settings file: that nobody else can change where the money goes, and whether its secrets are its owner's alone. */
export function settingsCheck(path: string, { examine, hasSecrets }: SettingsFile): Check {
  const name = "settings";
  const mode = examine(path)?.mode;
  if (mode === undefined) return ok(name, `no ${path}: options, variables and defaults hold (tauroi init writes one)`);
  const detail = `${path}, mode ${mode.toString(8)}; tauroi config show tells what holds`;
  const mend = `chmod 600 ${path}`;
  if ((mode & 0o022) !== 0) return failed(name, `${path} can be changed by others (mode ${mode.toString(8)})`, mend, 2);
  if (hasSecrets && (mode & 0o044) !== 0) return warning(name, `${detail}: others can read a secret in it`, mend);
  return ok(name, detail);
}

export interface SettingsFile {
  readonly examine: Examine;
  /** Whether a setting in it is a secret. */
  readonly hasSecrets: boolean;
}

/** Whether a crash may write this program's memory, its secrets among it, to the disk. */
export function coreCheck(areForbidden: boolean): Check {
  const name = "core-dumps";
  if (areForbidden) return ok(name, "off: a crash leaves no copy of the memory that holds the key");
  const detail = "the system hasn't let them be turned off: a crash may leave a copy of the memory that holds the key";
  return warning(name, detail, "run ulimit -c 0 before it, or set LimitCORE=0 in its systemd unit");
}

/** The folder in which the journal is kept: that it is ours, and can be written. */
export function stateFolderCheck(state: string | undefined, examine: Examine, files: Files): Check {
  const name = "state-folder";
  if (state === undefined)
    return skipped(name, "none is named, and without a key and a home there is no usual one", "name one with --state");
  try {
    files.checkOwnFolder(state);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return failed(name, error.message, `chmod 700 ${state}, or name another with --state`, 2);
  }
  const place = examine(state);
  if (place === undefined) return warning(name, `${state}: nothing can be told of it`, "name another with --state");
  if (!place.isWritable)
    return failed(name, `${place.standing} can't be written`, "chmod u+w it, or name another with --state", 2);
  if (place.mode === undefined) return ok(name, `${state} is not there yet and will be made`);
  const mode = place.mode.toString(8);
  if ((place.mode & 0o077) === 0) return ok(name, `${state}, mode ${mode}`);
  return warning(name, `${state} can be read by others (mode ${mode})`, `chmod 700 ${state}`);
}

export type Examine = (path: string) => DiskPlace | undefined;

/** Room on the disk of the state folder. */
export function diskCheck(state: string | undefined, examine: Examine): Check {
  const place = examine(state ?? ".");
  if (place === undefined)
    return skipped("disk", "the system doesn't tell how much is free", "look with df: 1 GB is enough");
  const detail = `${(place.freeBytes / GIGABYTE).toFixed(1)} GB free at ${place.standing}`;
  if (place.freeBytes < FULL_BYTES)
    return failed("disk", detail, "make room: when the disk is full, nothing is quoted", 2);
  if (place.freeBytes < SCARCE_BYTES) return warning("disk", detail, "make room: recordings and backups take some");
  return ok("disk", detail);
}

/** What the terminal that the program writes to can do. */
export interface Terminal {
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly rows: number;
  /** Bits of colour: 1, 4, 8 or 24. */
  readonly colourBits: number;
  readonly isUtf8: boolean;
  /** `$TERM`. */
  readonly kind: string;
}

const LEAST_COLUMNS = 80;
const LEAST_ROWS = 24;

/** Whether the interface looks as it should there. */
export function terminalCheck({ isTerminal, columns, rows, colourBits, isUtf8, kind }: Terminal): Check {
  const name = "terminal";
  if (!isTerminal) return ok(name, "none: output goes elsewhere, as with --headless");
  const colours = colourBits >= 24 ? "all colours" : `${2 ** colourBits} colours`;
  const detail = `${columns} by ${rows}, ${colours}, ${isUtf8 ? "UTF-8" : "no UTF-8"}, TERM=${kind || "unset"}`;
  const mends = [
    ...(columns < LEAST_COLUMNS || rows < LEAST_ROWS ? [`make it ${LEAST_COLUMNS} by ${LEAST_ROWS} or larger`] : []),
    ...(isUtf8 ? [] : ["set LANG to a UTF-8 locale, such as C.UTF-8"]),
    ...(colourBits < 4 ? ["set TERM to what the terminal is, such as xterm-256color; in tmux tmux-256color"] : []),
  ];
  return mends.length === 0 ? ok(name, detail) : warning(name, detail, mends.join("; "));
}
