import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FileError } from "../../src/ambient/files.ts";
import { createOutputFile, writeOutput, writeOutputText } from "../../src/ambient/output-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-output-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const bytes = (text: string) => new TextEncoder().encode(text);

test("until it is whole the old file stands there, afterwards the new one alone", () => {
  writeFileSync(at("f"), "old");
  const file = createOutputFile(at("f"));
  file.write(bytes("one "));
  file.write(bytes("two"));
  expect(readFileSync(at("f"), "utf8")).toBe("old");
  file.commit();
  expect(readFileSync(at("f"), "utf8")).toBe("one two");
  expect(readdirSync(folder)).toEqual(["f"]);
});

test("what is abandoned leaves no trace", () => {
  const file = createOutputFile(at("f"));
  file.write(bytes("half"));
  file.abandon();
  expect(readdirSync(folder)).toEqual([]);
});

test("what was there stays when what should take its place breaks off", async () => {
  await writeOutputText(at("f"), "old");
  const broken = writeOutput(at("f"), async (write) => {
    write(bytes("half"));
    await Promise.resolve();
    throw new Error("broken off");
  });
  await expect(broken).rejects.toThrow("broken off");
  expect(readFileSync(at("f"), "utf8")).toBe("old");
  expect(readdirSync(folder)).toEqual(["f"]);
});

test("where it can't stand, the path and the mend are told", () => {
  const failure = (action: () => unknown): FileError => {
    try {
      action();
    } catch (error) {
      if (error instanceof FileError) return error;
    }
    throw new Error("did not fail with a FileError");
  };
  expect(failure(() => createOutputFile(at("nowhere/f")))).toMatchObject({ code: "ENOENT", exitCode: 2 });
  mkdirSync(at("taken"));
  const file = createOutputFile(at("taken"));
  expect(failure(() => file.commit()).message).toContain("it is a folder; name a file");
  file.abandon();
  expect(readdirSync(folder)).toEqual(["taken"]);
});
