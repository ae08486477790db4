import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { FileError, type Files } from "../ambient/files.ts";
import { ControlError } from "./control-error.ts";

/** Whose engines, and where this machine keeps what lives no longer than a process. */
export interface Place {
  readonly uid: number;
  /** `$XDG_RUNTIME_DIR`, where it is set. */
  readonly runtime: string | undefined;
  /** The folder for temporary files. */
  readonly temporary: string;
}

/** The place of this process. */
export function placeOf(environment: Readonly<Record<string, string | undefined>>): Place {
  return {
    uid: process.getuid?.() ?? 0,
    runtime: environment["XDG_RUNTIME_DIR"] || undefined,
    temporary: tmpdir(),
  };
}

/** Where a running engine listens, until it is released. */
export interface ControlPath {
  readonly path: string;
  /** Takes away what led others here. Repeating it is harmless. */
  release(): void;
}

/** Bytes of a socket's path: 104 with its end mark on macOS, 108 on Linux. */
const PATH_LIMIT_BYTES = 103;

/**
 * Folders in which running engines are found, the one for new ones first: private to this user. A terminal may know of a
 * runtime folder that the engine's own didn't have, so both are looked into.
 */
export function engineFolders({ uid, runtime, temporary }: Place, files: Files): readonly string[] {
  const ofTemporary = join(temporary, `tauroi-${uid}`);
  return runtime !== undefined && files.exists(runtime) ? [join(runtime, "tauroi"), ofTemporary] : [ofTemporary];
}

/** Where the engine on a state folder listens. */
export function controlPathOf(state: string): string {
  return resolve(state, "control.sock");
}

/**
 * Decides where the engine of process `pid` listens: in its state folder, with a link to there among the running engines, or, without
 * state, among them. Throws ControlError when the path is too long for a socket, FileError when a folder isn't private.
 */
export function openControlPath(state: string | undefined, pid: number, place: Place, files: Files): ControlPath {
  const [folder] = engineFolders(place, files);
  if (folder === undefined) throw new ControlError("there is no folder for the control socket", 2);
  const entry = join(folder, `${pid}.sock`);
  const path = state === undefined ? entry : controlPathOf(state);
  checkLength(path, state);
  if (state === undefined) {
    files.privateFolder(folder);
    files.remove(entry); // of an earlier process with this number
    return { path, release: () => undefined };
  }
  files.makeFolder(dirname(path));
  files.checkOwnFolder(dirname(path)); // or others could put a socket of theirs in the place of ours
  if (!announce(folder, entry, path, files)) return { path, release: () => undefined };
  return { path, release: () => files.remove(entry) };
}

/** Makes an engine with state findable without naming its folder; false where that isn't possible, which costs only that. */
function announce(folder: string, entry: string, path: string, files: Files): boolean {
  try {
    files.privateFolder(folder);
    files.link(entry, path);
    return true;
  } catch (error) {
    if (error instanceof FileError) return false;
    throw error;
  }
}

function checkLength(path: string, state: string | undefined): void {
  const bytes = Buffer.byteLength(path);
  if (bytes <= PATH_LIMIT_BYTES) return;
  const mend = state === undefined ? "set TMPDIR or XDG_RUNTIME_DIR to a shorter folder" : "name a shorter --state";
  throw new ControlError(
    `${path}: ${bytes} bytes are too long for a control socket, which takes ${PATH_LIMIT_BYTES}; ${mend}`,
    2,
  );
}
