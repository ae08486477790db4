import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemTimers } from "../../src/ambient/timers.ts";
import { connectViewer } from "../../src/app/control-client.ts";
import { type ControlServer, createControlServer } from "../../src/app/control-server.ts";
import type { ViewerCommand } from "../../src/app/viewer.ts";
import { Peer, Recorder, sampleView } from "./control-sample.ts";

const ACTIONS: readonly ViewerCommand["action"][] = ["pull", "resume", "reduce", "adopt", "kill", "kill-ours", "stop"];

let folder: string;
let path: string;
let recorder: Recorder;
let signals: number;
let server: ControlServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-readonly-"));
  path = join(folder, "control.sock");
  recorder = new Recorder();
  signals = 0;
  server = await createControlServer({
    path,
    program: "tauroi test",
    snapshot: () => sampleView(),
    onCommand: recorder.take,
    onSignal: () => {
      signals += 1;
      return { ok: true, text: "heard" };
    },
    timers: systemTimers,
  });
});
afterEach(() => {
  server.close("the test is over");
  rmSync(folder, { recursive: true, force: true });
});

test("a connection that is to look only is refused everything else, for good, and no other is", async () => {
  const looker = await Peer.connect(path);
  looker.say({ type: "hello", v: 1, as: "viewer", readonly: true }, { type: "hello", v: 1, as: "viewer" });
  looker.say({ type: "hello", v: 1, as: "viewer", readonly: false });
  looker.say(...ACTIONS.map((action, id) => ({ type: "command", id, action })));
  looker.say({ type: "signal", id: 100, event: {} }, { type: "subscribe", fps: 4 });
  const replies = await looker.hears("reply", ACTIONS.length + 1);
  for (const reply of replies) expect(reply).toMatchObject({ ok: false, text: expect.stringContaining("--readonly") });
  await looker.hears("snapshot");
  expect(recorder.commands).toEqual([]);
  expect(signals).toBe(0);

  const other = await Peer.connect(path);
  other.say({ type: "command", id: 1, action: "kill" });
  expect(await other.hears("reply")).toMatchObject([{ ok: true }]);
  looker.leave();
  other.leave();
});

test("a viewer that is opened to look says so to the engine", async () => {
  const viewer = await connectViewer({ path, as: "viewer", readonly: true, timers: systemTimers });
  expect(await viewer.send({ action: "pull" })).toMatchObject({ ok: false });
  expect(recorder.commands).toEqual([]);
  viewer.close();
});

test("what readonly is must be clear", async () => {
  const peer = await Peer.connect(path);
  peer.say({ type: "hello", v: 1, as: "viewer", readonly: "yes" });
  expect(await peer.hears("error")).toMatchObject([{ text: "hello: readonly is true or false" }]);
  peer.leave();
});
