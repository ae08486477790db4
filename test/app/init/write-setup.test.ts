import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FileError, systemFiles } from "../../../src/ambient/files.ts";
import { createNewFile } from "../../../src/ambient/new-file.ts";
import { settingsText } from "../../../src/app/init/settings-text.ts";
import { writeSetup } from "../../../src/app/init/write-setup.ts";
import { SOME_ANSWERS } from "./setup.ts";

const PAIR = { publicKeyPem: "public", privateKeyPem: "private" };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-init-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (isMade: boolean) =>
  writeSetup({
    answers: { ...SOME_ANSWERS, key: { id: "id", file: join(folder, "keys", "new.pem") } },
    pair: isMade ? PAIR : undefined,
    path: join(folder, "tauroi.toml"),
    create: createNewFile,
    files: systemFiles,
  });
const mode = (...names: string[]) => statSync(join(folder, ...names)).mode & 0o777;

test("the settings and a new key are their owner's alone, and so is a folder that is made for the key", () => {
  write(true);
  expect(readFileSync(join(folder, "tauroi.toml"), "utf8")).toBe(
    settingsText({ ...SOME_ANSWERS, key: { id: "id", file: join(folder, "keys", "new.pem") } }),
  );
  expect(readFileSync(join(folder, "keys", "new.pem"), "utf8")).toBe("private");
  expect([mode("tauroi.toml"), mode("keys"), mode("keys", "new.pem")]).toEqual([0o600, 0o700, 0o600]);
  expect(readdirSync(folder).sort()).toEqual(["keys", "tauroi.toml"]);
});

test("a key that is there stays where it is", () => {
  write(false);
  expect(existsSync(join(folder, "keys"))).toBe(false);
});

test("nothing that is there is replaced, and then nothing is left behind either", () => {
  writeFileSync(join(folder, "tauroi.toml"), "mine");
  expect(() => write(true)).toThrow(FileError);
  expect(readFileSync(join(folder, "tauroi.toml"), "utf8")).toBe("mine");
  expect(readdirSync(join(folder, "keys"))).toEqual([]);

  rmSync(join(folder, "tauroi.toml"));
  writeFileSync(join(folder, "keys", "new.pem"), "my key");
  expect(() => write(true)).toThrow(/is there already/);
  expect(readFileSync(join(folder, "keys", "new.pem"), "utf8")).toBe("my key");
  expect(readdirSync(folder)).toEqual(["keys"]);
});

test("a link that leads nowhere counts as something that is there", () => {
  mkdirSync(join(folder, "keys"));
  systemFiles.link(join(folder, "tauroi.toml"), join(folder, "elsewhere"));
  expect(() => write(false)).toThrow(/EEXIST/);
  expect(existsSync(join(folder, "elsewhere"))).toBe(false);
});
