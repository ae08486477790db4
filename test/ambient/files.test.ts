import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FileError, systemFiles } from "../../src/ambient/files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (...names: string[]) => join(folder, ...names);
const mode = (path: string) => statSync(path).mode & 0o777;

function failure(action: () => unknown): FileError {
  try {
    action();
  } catch (error) {
    if (error instanceof FileError) return error;
    throw error;
  }
  throw new Error("did not fail");
}

describe("text", () => {
  test("what is written is read back, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 2_000 }), (text) => {
        systemFiles.writeText(at("note"), text);
        expect(systemFiles.readText(at("note"))).toBe(text);
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  test("a file that isn't there reads as undefined", () => {
    expect(systemFiles.readText(at("absent"))).toBeUndefined();
    expect(systemFiles.exists(at("absent"))).toBe(false);
  });

  test("a file that is replaced is a new file for this user alone, and nothing else is left in the folder", () => {
    writeFileSync(at("note"), "old", { mode: 0o644 });
    const before = statSync(at("note")).ino;
    systemFiles.writeText(at("note"), "new");
    expect(statSync(at("note")).ino).not.toBe(before);
    expect(mode(at("note"))).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["note"]);
  });

  test("a failed write leaves the old text and no remains", () => {
    mkdirSync(at("taken"));
    writeFileSync(at("taken", "inside"), "");
    expect(failure(() => systemFiles.writeText(at("taken"), "text"))).toMatchObject({ path: at("taken") });
    expect(readdirSync(folder)).toEqual(["taken"]);
    expect(failure(() => systemFiles.writeText(at("nowhere", "note"), "text")).code).toBe("ENOENT");
  });

  test("reading a folder says that it is one", () => {
    expect(failure(() => systemFiles.readText(folder)).message).toContain(folder);
    expect(failure(() => systemFiles.readText(folder)).message).toContain("name a file");
  });
});

describe("removing, listing, linking", () => {
  test("removing what isn't there is not an error", () => {
    systemFiles.remove(at("absent"));
    systemFiles.writeText(at("note"), "");
    systemFiles.remove(at("note"));
    expect(systemFiles.list(folder)).toEqual([]);
    expect(systemFiles.list(at("absent"))).toEqual([]);
  });

  test("a link is replaced, and removing it leaves its target", () => {
    systemFiles.writeText(at("one"), "1");
    systemFiles.writeText(at("two"), "2");
    systemFiles.link(at("link"), at("one"));
    systemFiles.link(at("link"), at("two"));
    expect(systemFiles.readText(at("link"))).toBe("2");
    systemFiles.remove(at("link"));
    expect(systemFiles.list(folder)).toEqual(["one", "two"]);
  });
});

describe("private places", () => {
  test("a private folder is made with those above it, for this user alone", () => {
    systemFiles.privateFolder(at("a", "b"));
    systemFiles.privateFolder(at("a", "b"));
    expect(mode(at("a", "b"))).toBe(0o700);
    expect(mode(at("a"))).toBe(0o700);
  });

  test("a folder that others can enter, a link and a file are refused by name", () => {
    mkdirSync(at("open"));
    chmodSync(at("open"), 0o750);
    expect(failure(() => systemFiles.privateFolder(at("open"))).message).toContain("750");
    systemFiles.privateFolder(at("own"));
    symlinkSync(at("own"), at("link"));
    expect(failure(() => systemFiles.privateFolder(at("link"))).message).toContain(at("link"));
    writeFileSync(at("file"), "");
    expect(failure(() => systemFiles.privateFolder(at("file"))).path).toBe(at("file"));
  });

  test("a folder of one's own may be read by others, but not written to, and not be another's", () => {
    systemFiles.checkOwnFolder(at("nowhere"));
    mkdirSync(at("own"));
    for (const allowed of [0o700, 0o750, 0o755]) {
      chmodSync(at("own"), allowed);
      systemFiles.checkOwnFolder(at("own"));
    }
    symlinkSync(at("own"), at("link"));
    systemFiles.checkOwnFolder(at("link"));
    for (const refused of [0o770, 0o777, 0o702]) {
      chmodSync(at("own"), refused);
      expect(failure(() => systemFiles.checkOwnFolder(at("own"))).message).toContain("chmod go-w");
      expect(failure(() => systemFiles.checkOwnFolder(at("link"))).message).toContain("written by others");
    }
  });

  test.skipIf(process.getuid?.() === 0)("a folder of somebody else's isn't one's own", () => {
    expect(failure(() => systemFiles.checkOwnFolder("/")).message).toContain("belongs to user 0");
  });

  test("an ordinary folder that is there keeps its mode", () => {
    mkdirSync(at("shared"));
    chmodSync(at("shared"), 0o755);
    systemFiles.makeFolder(at("shared"));
    expect(mode(at("shared"))).toBe(0o755);
  });

  test("a file made for its owner alone is, and one that is there is left alone", () => {
    systemFiles.makeFile(at("data"));
    expect(mode(at("data"))).toBe(0o600);
    writeFileSync(at("data"), "kept");
    systemFiles.makeFile(at("data"));
    expect(systemFiles.readText(at("data"))).toBe("kept");
  });

  test("a socket appears with mode 0600, made where nobody else can reach it, in the place of what stood there", () => {
    systemFiles.writeText(at("control"), "a remnant");
    let madeIn = "";
    const server = systemFiles.makeSocket(at("control"), (path) => {
      madeIn = dirname(path);
      expect(mode(madeIn)).toBe(0o700);
      return Bun.listen({ unix: path, socket: { data() {} } });
    });
    expect(statSync(at("control")).isSocket()).toBe(true);
    expect(mode(at("control"))).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["control"]);
    server.stop(true);
  });

  test("a socket that can't be made leaves nothing behind", () => {
    const fail = () => {
      throw new Error("no socket");
    };
    expect(() => systemFiles.makeSocket(at("control"), fail)).toThrow("no socket");
    expect(readdirSync(folder)).toEqual([]);
  });
});
