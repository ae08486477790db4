import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
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

const TEXT = Array.from({ length: 60_000 }, (_, index) => `row ${index * 7919}\n`).join("");

describe("the content of a file", () => {
  test("plain and packed are the same, whatever the name says", async () => {
    expect(await content(written("a.csv", TEXT))).toBe(TEXT);
    expect(await content(written("a.csv.gz", gzipSync(TEXT)))).toBe(TEXT);
    expect(await content(written("packed.csv", gzipSync(TEXT)))).toBe(TEXT);
    expect(await content(written("plain.gz", TEXT))).toBe(TEXT);
  });

  test("several packed members are one content", async () => {
    expect(await content(written("b.gz", Buffer.concat([gzipSync("one,"), gzipSync("two")])))).toBe("one,two");
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

  test("a reader that stops early leaves nothing behind", async () => {
    const path = written("c.gz", gzipSync(TEXT.repeat(5)));
    for (let round = 0; round < 50; round += 1) for await (const _ of tapeFile(path)) break;
    expect((await content(path)).length).toBe(TEXT.length * 5);
  });
});
