import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemFiles } from "../../src/ambient/files.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import { openControlPath, type Place } from "../../src/app/control-path.ts";
import { createControlServer } from "../../src/app/control-server.ts";
import { engineToKill, type MeantByKill } from "../../src/app/kill-engine.ts";
import type { View } from "../../src/app/view.ts";
import { Recorder, sampleView } from "./control-sample.ts";

let folder: string;
let place: Place;
let closing: (() => void)[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-kill-"));
  place = { uid: process.getuid?.() ?? 0, runtime: undefined, temporary: folder };
  closing = [];
});
afterEach(() => {
  for (const close of closing) close();
  rmSync(folder, { recursive: true, force: true });
});

const meant = async (kill: MeantByKill) =>
  (await engineToKill(kill, { place, files: systemFiles, timers: systemTimers }))?.path;

/** An engine that trades there; answers where it listens. */
async function engine(pid: number, view: Pick<View, "venue" | "mode">): Promise<string> {
  const { path, release } = openControlPath(undefined, pid, place, systemFiles);
  const server = await createControlServer({
    path,
    program: "tauroi test",
    snapshot: () => ({ ...sampleView(), ...view }),
    onCommand: new Recorder().take,
    timers: systemTimers,
  });
  closing.push(() => {
    server.close("over");
    release();
  });
  return path;
}

/** One in a process of its own, which trades on the embedded exchange. */
async function anotherEngine(): Promise<void> {
  const path = join(folder, `tauroi-${place.uid}`, "79.sock");
  const served = [process.execPath, join(import.meta.dirname, "control-served.ts"), path];
  const other = Bun.spawn(served, { stdout: "pipe" });
  closing.push(() => other.kill("SIGKILL"));
  await other.stdout.getReader().read();
}

const PROD = "https://external-api.kalshi.com";

describe("which engine a kill goes through", () => {
  test.each([
    ["in its own process", { venue: "sim", mode: "PAPER" }],
    ["on another exchange", { venue: "demo", mode: "LIVE" }],
    ["on paper beside the exchange that is named", { venue: "prod", mode: "DRY-RUN" }],
  ] as const)(
    "not the only one that runs when it trades %s: its proof says nothing about that one",
    async (_, view) => {
      await engine(77, view);
      expect(await meant({ venue: "prod" })).toBeUndefined();
    },
  );

  test("the one that trades where it is to kill, however the exchange is named, among others", async () => {
    const there = await engine(77, { venue: "prod", mode: "LIVE" });
    await anotherEngine();
    expect(await meant({ venue: "prod" })).toBe(there);
    expect(await meant({ venue: PROD })).toBe(there);
  });

  test("none at random when two trade there: one that isn't asked may go on renewing its orders", async () => {
    await engine(77, { venue: "sim", mode: "PAPER" });
    await anotherEngine();
    await expect(meant({ venue: "sim" })).rejects.toMatchObject({ exitCode: 4 });
  });

  test("the only one when no exchange is named; of several one has to be chosen", async () => {
    expect(await meant({})).toBeUndefined();
    const first = await engine(77, { venue: "prod", mode: "LIVE" });
    expect(await meant({})).toBe(first);
    await anotherEngine();
    await expect(meant({})).rejects.toMatchObject({ exitCode: 2 });
    expect(await meant({ pid: process.pid })).toBe(first);
  });
});
