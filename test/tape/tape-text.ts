import { readTapes, type TapeOrder } from "../../src/tape/taker-orders.ts";
import type { TapeFile } from "../../src/tape/tape-file.ts";

/** A file that is only in memory, handed over in pieces of `pieceBytes`. */
export function inMemory(name: string, text: string | Uint8Array, pieceBytes = 1 << 16): TapeFile {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const random = async () => ({
    byteLength: bytes.length,
    slice: async (start: number, end?: number) => new Uint8Array(bytes.slice(start, end)).buffer,
    close: async () => {},
  });
  return { name, bytes: Object.assign(pieces(), { random }) };
}

/** Every order of the tapes; throws what reading throws. */
export async function ordersOf(...files: readonly TapeFile[]): Promise<readonly TapeOrder[]> {
  const orders: TapeOrder[] = [];
  for await (const batch of readTapes(files)) orders.push(...batch);
  return orders;
}

export async function failure(reading: Promise<unknown>): Promise<Error> {
  try {
    await reading;
  } catch (error) {
    return error as Error;
  }
  throw new Error("did not fail");
}
