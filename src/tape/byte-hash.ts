const FACTOR = 0x9e3779b1 | 0; // 2^32 over the golden ratio
const SECOND_FACTOR = 0x85ebca6b | 0;

/** A hash, 32 bits with sign, of the bytes of `view` from `start` to `end`: for tables that compare the bytes as well. */
export function hashBytes(view: DataView, start: number, end: number): number {
  let hash = end - start;
  let at = start;
  for (; at + 4 <= end; at += 4) hash = mix(hash, view.getInt32(at, true), FACTOR);
  for (; at < end; at += 1) hash = mix(hash, view.getUint8(at), FACTOR);
  return hash ^ (hash >>> 15);
}

/**
 * A hash of 52 bits as a positive integer, never zero, of the same bytes: for telling identifiers apart that are compared with a few
 * others only.
 */
export function longHashBytes(view: DataView, start: number, end: number): number {
  let first = end - start;
  let second = ~first;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const word = view.getInt32(at, true);
    first = mix(first, word, FACTOR);
    second = mix(second, word, SECOND_FACTOR);
  }
  for (; at < end; at += 1) {
    const word = view.getUint8(at);
    first = mix(first, word, FACTOR);
    second = mix(second, word, SECOND_FACTOR);
  }
  return (first >>> 0) * 0x10_0000 + (second >>> 12) + 1;
}

/** `longHashBytes` of a text in UTF-8. */
export function longHash(text: string): number {
  const bytes = Buffer.from(text);
  return longHashBytes(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length);
}

function mix(hash: number, word: number, factor: number): number {
  const mixed = Math.imul(hash ^ word, factor);
  return mixed ^ (mixed >>> 16);
}
