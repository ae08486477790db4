import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemTimers } from "../../src/ambient/timers.ts";
import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import { connectViewer } from "../../src/app/control-client.ts";
import { type ControlServer, createControlServer } from "../../src/app/control-server.ts";
import type { HistoryView, View } from "../../src/app/view.ts";
import { after, type Time } from "../../src/market/units.ts";
import { Peer, Recorder, sampleView } from "./control-sample.ts";

let folder: string;
let path: string;
let time: VirtualTime;
let server: ControlServer;
let history: HistoryView;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-control-"));
  path = join(folder, "control.sock");
  time = new VirtualTime(0 as Time);
  history = historyOf(1);
  let shown = 0;
  server = await createControlServer({
    path,
    program: "tauroi test",
    snapshot: () => ({ ...sampleView(++shown), history }),
    onCommand: new Recorder().take,
    timers: time,
  });
});
afterEach(() => {
  server.close("the test is over");
  rmSync(folder, { recursive: true, force: true });
});

const frame = () => time.runUntil(after(time.now(), 250));
const historyOf = (at: number): HistoryView => ({
  at: [at as Time],
  contracts: {},
  account: { at: [], equityUsd: [], drawdownUsd: [] },
});

test("a history goes before the first snapshot that it belongs to, and not again until it is another", async () => {
  const peer = await Peer.connect(path);
  peer.say({ type: "subscribe", fps: 4 });
  await peer.hears("snapshot");
  for (let count = 2; count <= 4; count++) {
    if (count === 4) history = historyOf(2);
    frame();
    await peer.hears("snapshot", count);
  }
  expect(peer.heard.map(({ type }) => type)).toEqual(
    ["hello", "history", "snapshot", "snapshot", "snapshot", "history", "snapshot"], //
  );
  expect(await peer.hears("history", 2)).toMatchObject([{ history: { at: [1] } }, { history: { at: [2] } }]);
  for (const { view } of await peer.hears("snapshot", 4)) expect(view).not.toHaveProperty("history");
});

test("a viewer has every view with the history that it was made with, also one that comes later", async () => {
  for (let viewer = 1; viewer <= 2; viewer++) {
    history = historyOf(viewer);
    frame(); // within one, all see the same
    const connection = await connectViewer({ path, as: "viewer", timers: systemTimers });
    const { promise, resolve } = Promise.withResolvers<View>();
    connection.onView(resolve);
    expect((await promise).history).toEqual(historyOf(viewer));
    connection.close();
  }
});
