import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";

/** Writes all bytes to an open file, which the system may take in several steps. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}

/** Makes a file that isn't there yet, for this user alone (0600); returns once its text is on the disk. Throws the system's error. */
export function writeDurably(path: string, text: string): void {
  const file = openSync(path, "wx", 0o600);
  try {
    writeAll(file, new TextEncoder().encode(text));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes new names in a folder durable. */
export function syncFolder(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
