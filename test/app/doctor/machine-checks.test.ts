import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type DiskPlace, examineDisk } from "../../../src/ambient/disk.ts";
import { systemFiles } from "../../../src/ambient/files.ts";
import {
  coreCheck,
  diskCheck,
  keyCheck,
  settingsCheck,
  stateFolderCheck,
  type Terminal,
  terminalCheck,
} from "../../../src/app/doctor/machine-checks.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-doctor-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const place = (more: Partial<DiskPlace> = {}): DiskPlace => ({
  standing: "/state",
  freeBytes: 50e9,
  isWritable: true,
  mode: 0o700,
  ...more,
});

test("a missing key fails with the reason and the exit code of credentials", () => {
  expect(keyCheck("TAUROI_KEY_ID is not set", undefined)).toMatchObject({ status: "failed", exitCode: 3 });
});

test("a state folder is fine when it is private, or not there yet", () => {
  chmodSync(folder, 0o700);
  expect(stateFolderCheck(folder, examineDisk, systemFiles)).toMatchObject({ status: "ok" });
  expect(stateFolderCheck(join(folder, "new", "one"), examineDisk, systemFiles)).toMatchObject({ status: "ok" });
});

test("a state folder that others can read is warned of, one that they can write fails", () => {
  chmodSync(folder, 0o755);
  expect(stateFolderCheck(folder, examineDisk, systemFiles)).toMatchObject({
    status: "warning",
    mend: `chmod 700 ${folder}`,
  });
  chmodSync(folder, 0o777);
  expect(stateFolderCheck(folder, examineDisk, systemFiles)).toMatchObject({ status: "failed", exitCode: 2 });
});

test("a state folder on a disk that can't be written fails", () => {
  const readOnly = () => place({ isWritable: false, standing: folder });
  expect(stateFolderCheck(folder, readOnly, systemFiles)).toMatchObject({ status: "failed", exitCode: 2 });
});

test.each([
  [50e9, "ok"],
  [600e6, "warning"],
  [100e6, "failed"],
])("a disk with %d bytes free is %s", (freeBytes, status) => {
  expect(diskCheck("/state", () => place({ freeBytes })).status).toBe(status);
});

test("a settings file that others can change fails, and one with a secret that they can read is warned of", () => {
  const file = join(folder, "tauroi.toml");
  const look = (mode: number, hasSecrets = false) => {
    writeFileSync(file, "");
    chmodSync(file, mode);
    return settingsCheck(file, { examine: examineDisk, hasSecrets });
  };
  expect(look(0o600, true).status).toBe("ok");
  expect(look(0o644).status).toBe("ok");
  expect(look(0o644, true)).toMatchObject({ status: "warning", mend: `chmod 600 ${file}` });
  for (const mode of [0o660, 0o606]) expect(look(mode)).toMatchObject({ status: "failed", exitCode: 2 });
  expect(settingsCheck(join(folder, "none.toml"), { examine: examineDisk, hasSecrets: false }).status).toBe("ok");
});

test("core dumps that can't be turned off are warned of", () => {
  expect(coreCheck(true).status).toBe("ok");
  expect(coreCheck(false)).toMatchObject({ status: "warning", mend: expect.stringContaining("LimitCORE=0") });
});

const XTERM: Terminal = {
  isTerminal: true,
  columns: 120,
  rows: 40,
  colourBits: 8,
  isUtf8: true,
  kind: "xterm-256color",
};

test("a terminal of a usual size, with colours and UTF-8, is fine, and so is none", () => {
  expect(terminalCheck(XTERM)).toMatchObject({ status: "ok" });
  expect(terminalCheck({ ...XTERM, isTerminal: false, columns: 0 })).toMatchObject({ status: "ok" });
});

test.each([
  [{ columns: 60 }, "80 by 24"],
  [{ isUtf8: false }, "LANG"],
  [{ colourBits: 1 }, "TERM"],
])("a terminal with %o is warned of, with the mend", (less, mend) => {
  const check = terminalCheck({ ...XTERM, ...less });
  expect(check.status).toBe("warning");
  expect(check.mend).toContain(mend);
});
