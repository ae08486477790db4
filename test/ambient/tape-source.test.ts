import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { tapeFile } from "../../src/ambient/tape-source.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-tape-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function content(path: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of tapeFile(path)) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

function written(name: string, bytes: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const SKIPPABLE_FRAME = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 2]);
const TEXT = Array.from({ length: 60_000 }, (_, index) => `row ${index * 7919}\n`).join("");

describe("the content of a file", () => {
  test("plain and packed are the same, whatever the name says", async () => {
    expect(await content(written("a.csv", TEXT))).toBe(TEXT);
    expect(await content(written("a.csv.gz", gzipSync(TEXT)))).toBe(TEXT);
    expect(await content(written("packed.csv", gzipSync(TEXT)))).toBe(TEXT);
    expect(await content(written("plain.gz", TEXT))).toBe(TEXT);
    expect(await content(written("a.csv.zst", zstdCompressSync(TEXT)))).toBe(TEXT);
    expect(await content(written("zstd.csv", zstdCompressSync(TEXT)))).toBe(TEXT);
  });

  test("several packed members are one content", async () => {
    expect(await content(written("b.gz", Buffer.concat([gzipSync("one,"), gzipSync("two")])))).toBe("one,two");
    const frames = Buffer.concat([zstdCompressSync("one,"), zstdCompressSync("two")]);
    expect(await content(written("b.zst", frames))).toBe("one,two");
    expect(await content(written("c.zst", Buffer.concat([SKIPPABLE_FRAME, frames])))).toBe("one,two");
  });

  test("nothing and a single byte are themselves", async () => {
    expect(await content(written("empty", ""))).toBe("");
    expect(await content(written("one", "\x1f"))).toBe("\x1f");
  });

  test("what is cut off, damaged or absent fails", async () => {
    const packed = gzipSync(TEXT);
    await expect(content(written("cut.gz", packed.subarray(0, packed.length / 2)))).rejects.toThrow();
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, 1_000, 1_100);
    await expect(content(written("damaged.gz", damaged))).rejects.toThrow();
    await expect(content(join(folder, "absent"))).rejects.toThrow(/ENOENT/);
  });

  test("what is cut off of zstd, or isn't zstd any more, fails", async () => {
    const packed = zstdCompressSync(TEXT);
    const cut = content(written("cut.zst", packed.subarray(0, packed.length / 2)));
    await expect(cut).rejects.toMatchObject({ code: "ZSTD_CUT_OFF" });
    await expect(content(written("end.zst", packed.subarray(0, -1)))).rejects.toThrow();
    const followed = content(written("more.zst", Buffer.concat([packed, Buffer.from("more than that")])));
    await expect(followed).rejects.toThrow();
  });

  test("a reader that stops early leaves nothing behind", async () => {
    const path = written("c.gz", gzipSync(TEXT.repeat(5)));
    for (let round = 0; round < 50; round += 1) for await (const _ of tapeFile(path)) break;
    expect((await content(path)).length).toBe(TEXT.length * 5);
  });
});

describe("any piece of a file", () => {
  let temporary: string;
  beforeEach(() => {
    temporary = mkdtempSync(join(folder, "temporary-"));
    vi.stubEnv("TMPDIR", temporary);
  });
  afterEach(() => void vi.unstubAllEnvs());
  const leftBehind = (): readonly string[] => readdirSync(temporary);

  test.each([
    ["plain", (text: string) => Buffer.from(text)],
    ["gzip", (text: string) => gzipSync(text)],
    ["zstd", (text: string) => zstdCompressSync(text)],
  ] as const)("%s", async (name, pack) => {
    const file = await tapeFile(written(name, pack(TEXT))).random!();
    expect(file.byteLength).toBe(TEXT.length);
    const piece = async (...range: [number, number?]) => Buffer.from(await file.slice(...range)).toString();
    expect(await piece(400_000, 500_000)).toBe(TEXT.slice(400_000, 500_000));
    expect(await piece(TEXT.length - 8)).toBe(TEXT.slice(-8));
    expect(await piece(5, 5)).toBe("");
    expect(leftBehind()).toEqual([]); // the open file has no name any more
    await file.close();
  });

  test("of what is damaged or absent can't be had, and nothing is left behind", async () => {
    await expect(tapeFile(join(folder, "absent")).random!()).rejects.toThrow(/ENOENT/);
    const cut = gzipSync(TEXT).subarray(0, 1_000);
    await expect(tapeFile(written("cut.gz", cut)).random!()).rejects.toThrow();
    expect(leftBehind()).toEqual([]);
  });
});
