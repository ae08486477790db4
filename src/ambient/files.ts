import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { syncFolder, writeDurably } from "./durable.ts";

/** The file system as the program sees it: small text files and private places. Every failure is a FileError. */
export interface Files {
  /** The text of a file, or undefined when there is none. */
  readText(path: string): string | undefined;
  /** Replaces a file whole, by rename: a reader or a crash meets the old text or the new one, nothing between. Mode 0600. */
  writeText(path: string, text: string): void;
  /** Whether something stands at this path, followed through links. */
  exists(path: string): boolean;
  /** Whether that is a folder. */
  isFolder(path: string): boolean;
  /** Names in a folder, sorted; empty when there is no such folder. */
  list(path: string): readonly string[];
  /** Takes a file, socket or link away; nothing happens when there is none. */
  remove(path: string): void;
  /** Gives a file another name, replacing what stood there; nothing happens when there is none. */
  rename(path: string, to: string): void;
  /** Bytes of a file; 0 when there is none. */
  size(path: string): number;
  /** Makes `path` a link to `target`, replacing a link that is there. */
  link(path: string, target: string): void;
  /** Makes a folder, and those above it, for this user alone (0700). One that is there already stays as it is. */
  makeFolder(path: string): void;
  /** Makes an empty file for this user alone (0600). One that is there already stays as it is. */
  makeFile(path: string): void;
  /**
   * Lets `make` create a socket at the path it is given, which nobody else can reach, and moves it to `path` when nobody but
   * this user may use it (0600): it never stands there open, not even for a moment. Replaces what stood there.
   */
  makeSocket<T>(path: string, make: (path: string) => T): T;
  /**
   * A folder that nobody else can enter: made with 0700 or found to be so. Throws FileError when it is a link, belongs to
   * somebody else or lets others in, for then they could put their own files in our place.
   */
  privateFolder(path: string): void;
  /**
   * Checks that a folder, followed through links, is this user's and that nobody else may write in it. Throws FileError otherwise: others could put
   * their own files in the place of ours. Nothing happens where there is none.
   */
  checkOwnFolder(path: string): void;
}

/** Something the file system refused. The message names the path, what was tried and, where one is known, the mend. */
export class FileError extends Error {
  override readonly name = "FileError";
  readonly exitCode = 2;
  constructor(
    readonly path: string,
    /** The system's short name of the failure: "ENOSPC", "EACCES". */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The system's short name of a failure: "ENOSPC"; "EUNKNOWN" of what isn't the system's. */
export function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "EUNKNOWN";
}

const MENDS: Readonly<Record<string, string>> = {
  EACCES: "this user may not; check the owner and mode of the file and its folders",
  EPERM: "this user may not; check the owner and mode of the file and its folders",
  ENOSPC: "the disk is full; make room",
  EDQUOT: "the disk quota is used up; make room",
  EROFS: "the disk is read-only; choose a folder on another",
  EISDIR: "it is a folder; name a file",
  ENOTDIR: "a part of the path is a file, not a folder",
  EEXIST: "something else is there; move it away",
  ENAMETOOLONG: "the path is too long; choose a shorter one",
};

/** Where a link leads; undefined for anything that is none. */
export function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** The machine's files. */
export const systemFiles: Files = {
  readText: (path) => attempt(path, "read", () => (existsSync(path) ? readFileSync(path, "utf8") : undefined)),
  exists: (path) => existsSync(path),
  isFolder: (path) => attempt(path, "examine", () => existsSync(path) && statSync(path).isDirectory()),
  list: (path) => attempt(path, "list", () => (existsSync(path) ? readdirSync(path).sort() : [])),
  remove: (path) => attempt(path, "remove", () => rmSync(path, { force: true })),
  rename: (path, to) =>
    attempt(path, "rename", () => {
      if (!existsSync(path)) return;
      renameSync(path, to);
      syncFolder(dirname(to));
    }),
  size: (path) => attempt(path, "examine", () => (existsSync(path) ? lstatSync(path).size : 0)),
  writeText: (path, text) =>
    attempt(path, "write", () => throughRename(path, (temporary) => writeDurably(temporary, text))),
  link: (path, target) =>
    attempt(path, "link", () => throughRename(path, (temporary) => symlinkSync(target, temporary))),
  makeFolder(path) {
    attempt(path, "make the folder", () => mkdirSync(path, { recursive: true, mode: 0o700 }));
  },
  makeFile(path) {
    if (existsSync(path)) return;
    attempt(path, "make", () => {
      closeSync(openSync(path, "a", 0o600));
      syncFolder(dirname(path));
    });
  },
  makeSocket(path, make) {
    const enclosure = join(dirname(path), `.${process.pid.toString(36)}`); // short: paths of sockets are bounded
    const temporary = join(enclosure, "s");
    attempt(path, "make a socket at", () => {
      rmSync(enclosure, { recursive: true, force: true });
      mkdirSync(enclosure, { mode: 0o700 });
    });
    try {
      const made = make(temporary);
      attempt(path, "make a socket at", () => {
        chmodSync(temporary, 0o600);
        renameSync(temporary, path);
      });
      return made;
    } finally {
      rmSync(enclosure, { recursive: true, force: true });
    }
  },
  privateFolder(path) {
    attempt(path, "make the folder", () => mkdirSync(path, { recursive: true, mode: 0o700 }));
    checkPrivate(path);
  },
  checkOwnFolder,
};

function throughRename(path: string, make: (temporary: string) => void): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.new`);
  rmSync(temporary, { force: true });
  try {
    make(temporary);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path)); // the new name itself is durable
}

function checkPrivate(path: string): void {
  const { mode, uid } = attempt(path, "examine", () => lstatSync(path));
  const own = process.getuid?.() ?? uid;
  const problem =
    (mode & 0o170000) !== 0o040000
      ? "is not a folder"
      : uid !== own
        ? `belongs to user ${uid}, not to ${own}`
        : (mode & 0o077) !== 0
          ? `can be entered by others (mode ${(mode & 0o777).toString(8)}, not 700)`
          : undefined;
  if (problem !== undefined) {
    throw new FileError(path, "EPRIVATE", `${path} ${problem}: remove it, or name another place`);
  }
}

function checkOwnFolder(path: string): void {
  if (!existsSync(path)) return;
  const { mode, uid } = attempt(path, "examine", () => statSync(path));
  const own = process.getuid?.() ?? uid;
  if (uid !== own) {
    throw new FileError(path, "EPRIVATE", `${path} belongs to user ${uid}, not to ${own}: name another place`);
  }
  if ((mode & 0o022) !== 0) {
    const open = (mode & 0o777).toString(8);
    throw new FileError(
      path,
      "EPRIVATE",
      `${path} can be written by others (mode ${open}): chmod go-w it, or name another place`,
    );
  }
}

function attempt<T>(path: string, what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = systemCode(error);
    const mend = MENDS[code] ?? (error instanceof Error ? error.message : String(error));
    throw new FileError(path, code, `cannot ${what} ${path} (${code}): ${mend}`);
  }
}
