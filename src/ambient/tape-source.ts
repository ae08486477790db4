import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { openRandomAccess, type RandomAccess, spillToDisk } from "./random-access.ts";
import { ZstdFrames } from "./zstd-frames.ts";

const CHUNK_BYTES = 1 << 18; // large enough that the cost per chunk vanishes, small enough to forget
const MAGIC_BYTES = 4;

type Packing = "plain" | "gzip" | "zstd";

/** The content of a file, unpacked: piece by piece, and, where it can be had, any piece of it. */
export interface TapeBytes extends AsyncIterable<Uint8Array> {
  readonly random?: () => Promise<RandomAccess>;
}

/** Gives the content of a file, unpacked. A test hands in its own. */
export type TapeSource = (path: string) => TapeBytes;

/**
 * The content of a file of any size, unpacked when it begins as gzip or zstd does, whatever its name. Reading throws the system's own
 * error when the file can't be opened or read, zlib's (`Z_...`, `ZSTD_...`) when packed data is damaged, and one with code `Z_BUF_ERROR` or
 * `ZSTD_CUT_OFF` when it is cut off. For random access a packed file is first unpacked to the disk.
 */
export const tapeFile: TapeSource = (path) => ({
  [Symbol.asyncIterator]: () => unpacked(path),
  random: async () =>
    (await packingOf(path)) === "plain" ? await openRandomAccess(path) : await spillToDisk(unpacked(path)),
});

/** The bytes of a file as they lie on the disk, piece by piece. Reading throws the system's own error. */
export function rawBytes(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path, { highWaterMark: CHUNK_BYTES });
}

async function* unpacked(path: string): AsyncGenerator<Uint8Array> {
  const packing = await packingOf(path);
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  if (packing === "plain") yield* file;
  else if (packing === "gzip") yield* pipeline(file, createGunzip({ chunkSize: CHUNK_BYTES }), () => {});
  else {
    const frames = new ZstdFrames();
    const followed = async function* (packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const bytes of packed) {
        frames.feed(bytes);
        yield bytes;
      }
    };
    yield* pipeline(file, followed, createZstdDecompress({ chunkSize: CHUNK_BYTES }), () => {});
    const { state } = frames;
    if (state === "cut off") throw Object.assign(new Error("unexpected end of zstd data"), { code: "ZSTD_CUT_OFF" });
    if (state === "damaged") throw Object.assign(new Error("not zstd data throughout"), { code: "ZSTD_DAMAGED" });
  }
}

async function packingOf(path: string): Promise<Packing> {
  const file = await open(path, "r");
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(MAGIC_BYTES), 0, MAGIC_BYTES, 0);
    const [first, second, third, fourth] = buffer.subarray(0, bytesRead);
    if (first === 0x1f && second === 0x8b) return "gzip";
    const zstd = first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd;
    const skippable =
      first !== undefined && (first & 0xf0) === 0x50 && second === 0x2a && third === 0x4d && fourth === 0x18;
    return zstd || skippable ? "zstd" : "plain";
  } finally {
    await file.close();
  }
}
