import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemTimers } from "../../src/ambient/timers.ts";
import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import { connectViewer, fetchView } from "../../src/app/control-client.ts";
import { VIEWER_LIMIT } from "../../src/app/control-limits.ts";
import { type ControlServer, createControlServer } from "../../src/app/control-server.ts";
import type { View } from "../../src/app/view.ts";
import { after, type Time } from "../../src/market/units.ts";
import { Recorder, sampleView } from "./control-sample.ts";

let folder: string;
let path: string;
let time: VirtualTime;
let server: ControlServer;
let problem: string | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-control-"));
  path = join(folder, "control.sock");
  time = new VirtualTime(0 as Time);
  problem = undefined;
  server = await createControlServer({
    path,
    program: "tauroi test",
    snapshot() {
      if (problem !== undefined) throw new Error(problem);
      return sampleView();
    },
    onCommand: new Recorder().take,
    timers: time,
  });
});
afterEach(() => {
  server.close("the test is over");
  rmSync(folder, { recursive: true, force: true });
});

const client = () => ({ path, as: "viewer", timers: systemTimers });

test("a viewer hears why there is nothing to show, and shows what comes after it", async () => {
  problem = "the legs are gone";
  const viewer = await connectViewer(client());
  const trouble = Promise.withResolvers<string>();
  const shown = Promise.withResolvers<View>();
  viewer.onTrouble?.(trouble.resolve);
  viewer.onView(shown.resolve);
  expect(await trouble.promise).toBe("nothing to show: the legs are gone");
  problem = undefined;
  time.runUntil(after(time.now(), 250));
  expect((await shown.promise).state).toBe("quoting");
  viewer.close();
});

test("who only wants one look is told at once why there is none", async () => {
  problem = "the legs are gone";
  await expect(fetchView(client())).rejects.toThrow("nothing to show: the legs are gone");
});

test("one viewer too many is told that", async () => {
  const others = await Promise.all(Array.from({ length: VIEWER_LIMIT }, () => connectViewer(client())));
  await expect(fetchView(client())).rejects.toThrow(`${VIEWER_LIMIT} watch already`);
  for (const other of others) other.close();
});
