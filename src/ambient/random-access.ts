import { createWriteStream, type WriteStream } from "node:fs";
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A file of which any piece can be had, for formats that have their table of contents at the end. */
export interface RandomAccess {
  readonly byteLength: number;
  /** The bytes from `start` up to but without `end`, which is the file's end by default. */
  slice(start: number, end?: number): Promise<ArrayBuffer>;
  /** Must be called when done; nothing can be read any more. */
  close(): Promise<void>;
}

/** A plain file. Throws the system's own error when it can't be opened or read. */
export async function openRandomAccess(path: string): Promise<RandomAccess> {
  return await randomAccess(await open(path, "r"));
}

/**
 * The content of a stream, put into a temporary file that nobody else sees and that is gone when closed, however the program ends.
 * Throws what the stream throws, and the system's own error when the disk can't hold it.
 */
export async function spillToDisk(bytes: AsyncIterable<Uint8Array>): Promise<RandomAccess> {
  const folder = await mkdtemp(join(tmpdir(), "tauroi-unpacked-"));
  try {
    const path = join(folder, "content");
    const file: WriteStream = createWriteStream(path, { flags: "wx", mode: 0o600 });
    await pipeline(Readable.from(bytes), file);
    return await randomAccess(await open(path, "r"));
  } finally {
    await rm(folder, { recursive: true, force: true }); // an open file outlives its name
  }
}

async function randomAccess(file: FileHandle): Promise<RandomAccess> {
  const { size } = await file.stat();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
      for (let done = 0; done < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, done, bytes.length - done, start + done);
        if (bytesRead === 0) throw new Error("the file became shorter while it was read");
        done += bytesRead;
      }
      return bytes.buffer;
    },
    close: () => file.close(),
  };
}
