import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Replaces a file whole, by rename, without anybody waiting for the disk. Rejects with the system's error. */
export type ReplaceFile = (path: string, text: string) => Promise<void>;

/** The text of a file, without anybody waiting for the disk; undefined when there is none. Rejects with the system's error. */
export async function readTextSoon(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

let written = 0;

/** On the machine's disk, durably, for this user alone (0600, in folders of 0700). Whatever the disk does, the caller's own work goes on. */
export const replaceFile: ReplaceFile = async (path, text) => {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `.${basename(path)}.${process.pid}.${++written}.new`);
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
};
