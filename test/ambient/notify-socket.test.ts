import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openNotifySocket } from "../../src/ambient/notify-socket.ts";
import { listenForNotes } from "./notified.ts";

describe.skipIf(process.platform !== "linux")("a supervisor's socket", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tauroi-notify-"));
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  test.each([
    ["a path", () => join(folder, "socket"), (path: string) => path],
    ["an abstract name", () => `@tauroi-test-${process.pid}`, (path: string) => `\0${path.slice(1)}`],
  ])("of %s hears each text as one datagram", (_kind, name, bound) => {
    const address = name();
    const listening = listenForNotes(bound(address));
    const notify = openNotifySocket(address)!;
    expect(notify("READY=1")).toBe(true);
    expect(notify("WATCHDOG=1\nSTATUS=läuft")).toBe(true);
    expect(listening.take()).toEqual(["READY=1", "WATCHDOG=1\nSTATUS=läuft"]);
    listening.close();
  });

  test("that nobody listens at, or whose listener takes nothing more, costs nothing but an answer", () => {
    expect(openNotifySocket(join(folder, "nobody"))!("READY=1")).toBe(false);
    const address = join(folder, "full");
    const listening = listenForNotes(address);
    const notify = openNotifySocket(address)!;
    let taken = 0;
    while (taken < 10_000 && notify("WATCHDOG=1")) taken += 1;
    expect(taken).toBeLessThan(10_000); // it didn't wait for room
    listening.close();
  });

  test.each(["relative", "", "@", `/${"x".repeat(107)}`])("can't be %j", (address) => {
    expect(() => openNotifySocket(address)).toThrow("expected the path of a socket");
  });
});
