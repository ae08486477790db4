import { constants, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ZstdFrames } from "../../src/ambient/zstd-frames.ts";

const SKIPPABLE = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9]);

function frame(content: Buffer, checksum: boolean, level: number): Buffer {
  const params = { [constants.ZSTD_c_checksumFlag]: checksum ? 1 : 0, [constants.ZSTD_c_compressionLevel]: level };
  return zstdCompressSync(content, { params });
}

/** What packs to raw, repeated and compressed blocks, one and several of them. */
const content = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc.integer({ min: 0, max: 300_000 }).map((length) => Buffer.alloc(length, 7)),
  fc
    .integer({ min: 0, max: 20_000 })
    .map((rows) => Buffer.from(Array.from({ length: rows }, (_, row) => row * 7919).join("\n"))),
);
const part = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({ content, checksum: fc.boolean(), level: fc.constantFrom(1, 3, 12) })
      .map((one) => frame(one.content, one.checksum, one.level)),
  },
  { weight: 1, arbitrary: fc.constant(SKIPPABLE) },
);

function stateAfter(bytes: Uint8Array, pieceBytes: number): string {
  const frames = new ZstdFrames();
  for (let at = 0; at < bytes.length; at += pieceBytes) frames.feed(bytes.subarray(at, at + pieceBytes));
  return frames.state;
}

describe("frames of zstd data", () => {
  test("are whole where a frame ends and cut off everywhere else, in whatever pieces", () => {
    const pieces = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.constant(1 << 18));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.nat(), pieces, (parts, cut, pieceBytes) => {
        const all = Buffer.concat(parts);
        const ends = new Set([0]);
        for (const { length } of parts) ends.add(Math.max(...ends) + length);
        const at = cut % (all.length + 1);
        expect(stateAfter(all.subarray(0, at), pieceBytes)).toBe(ends.has(at) ? "whole" : "cut off");
        expect(stateAfter(all, pieceBytes)).toBe("whole");
      }),
      { numRuns: 150, seed: 3 },
    );
  });

  test("are damaged where something else follows", () => {
    const packed = frame(Buffer.from("content"), true, 3);
    expect(stateAfter(Buffer.concat([packed, Buffer.from("content")]), 5)).toBe("damaged");
    expect(stateAfter(Buffer.from("content"), 5)).toBe("damaged");
  });
});
