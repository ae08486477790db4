import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";

const CHUNK_BYTES = 1 << 18; // large enough that the cost per chunk vanishes, small enough to forget
const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** Gives the content of a file piece by piece, unpacked. A test hands in its own. */
export type TapeSource = (path: string) => AsyncIterable<Uint8Array>;

/**
 * The content of a file of any size, unpacked when it begins as gzip does, whatever its name. Throws the system's own error when it
 * can't be opened or read, and zlib's when the packed data is damaged or cut off.
 */
export const tapeFile: TapeSource = async function* (path) {
  const packed = await beginsAsGzip(path);
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  yield* packed ? pipeline(file, createGunzip({ chunkSize: CHUNK_BYTES }), () => {}) : file;
};

async function beginsAsGzip(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(GZIP_MAGIC.length), 0, GZIP_MAGIC.length, 0);
    return bytesRead === GZIP_MAGIC.length && GZIP_MAGIC.every((byte, index) => buffer[index] === byte);
  } finally {
    await file.close();
  }
}
