import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemFiles } from "../../src/ambient/files.ts";
import { lockAccount } from "../../src/app/account-lock.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = (runtime?: string) => ({ uid: 7, runtime, temporary: folder });

test("one engine an account, whatever state folder it has; the holder is named", () => {
  const first = lockAccount("127.0.0.1:8137", "key-1", place(), systemFiles);
  const again = () => lockAccount("127.0.0.1:8137", "key-1", place(), systemFiles);
  expect(again).toThrow(
    expect.objectContaining({ exitCode: 7, message: expect.stringContaining(`process ${process.pid} trades`) }),
  );
  lockAccount("127.0.0.1:8137", "key-2", place(), systemFiles).release();
  lockAccount("127.0.0.1:8138", "key-1", place(), systemFiles).release();
  first.release();
  again().release();
});

test("terminals that don't share all their folders are kept apart all the same", () => {
  const runtime = mkdtempSync(join(folder, "runtime-"));
  const first = lockAccount("host", "key", place(runtime), systemFiles);
  const again = () => lockAccount("host", "key", place(), systemFiles);
  expect(again).toThrow(/trades on this account/);
  first.release();
  const second = again();
  const third = () => lockAccount("host", "key", place(runtime), systemFiles);
  expect(third).toThrow(/trades on this account/);
  second.release();
  third().release();
});
