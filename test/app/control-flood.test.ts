import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import { type ControlServer, createControlServer } from "../../src/app/control-server.ts";
import { after, type Time } from "../../src/market/units.ts";
import { Peer, Recorder, sampleView } from "./control-sample.ts";

let folder: string;
let path: string;
let time: VirtualTime;
let recorder: Recorder;
let server: ControlServer;
let shown: number;
let viewers: number;
let padding: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-flood-"));
  path = join(folder, "control.sock");
  time = new VirtualTime(0 as Time);
  recorder = new Recorder();
  shown = 0;
  viewers = 0;
  padding = 0;
  server = await createControlServer({
    path,
    program: "tauroi test",
    snapshot: () => sampleView(++shown, padding),
    onCommand: recorder.take,
    timers: time,
    onViewers: (count) => {
      viewers = count;
    },
  });
});
afterEach(() => {
  server.close("the test is over");
  rmSync(folder, { recursive: true, force: true });
});

const frames = (count = 1) => time.runUntil(after(time.now(), 250 * count));
const actions = () => recorder.commands.map(({ command }) => command.action);
const text = (value: object) => `${JSON.stringify(value)}\n`;

/** A viewer that has had its first snapshot. */
async function watching(): Promise<Peer> {
  const peer = await Peer.connect(path);
  peer.say({ type: "subscribe", fps: 4 });
  await peer.hears("snapshot");
  return peer;
}

/** Somebody kills, and is answered. */
async function kills(): Promise<void> {
  const person = await Peer.connect(path);
  person.say({ type: "command", id: 1, action: "kill" });
  expect(await person.hears("reply")).toMatchObject([{ ok: true }]);
  person.leave();
}

describe("connections", () => {
  test("by the thousand, silent or watching, leave a viewer where it is and let a kill in", async () => {
    const viewer = await watching();
    const crowd: Peer[] = [];
    for (let count = 0; count < 1_500; count++) {
      const peer = await Peer.connect(path);
      if (count % 3 === 0) peer.say({ type: "subscribe", fps: 4 });
      if (count % 3 === 1) peer.say('{"type":"comm');
      crowd.push(peer);
    }
    await kills();
    const heard = viewer.heard.length;
    frames();
    await viewer.until((peer) => peer.closed || peer.heard.length > heard);
    expect(viewer.closed).toBe(false);
    expect(viewers).toBeLessThanOrEqual(8);
    expect(shown).toBeLessThanOrEqual(3); // however many have asked: one in each frame
    frames();
    while (crowd.filter(({ closed }) => !closed).length > 16) await Bun.sleep(1);
    for (const peer of crowd) peer.leave();
  });

  test("beyond eight can't watch, unless one of those has read nothing for long", async () => {
    padding = 2_000_000; // far more than the system buffers
    const asleep = await Peer.connect(path);
    await asleep.hears("hello");
    asleep.pause();
    asleep.say({ type: "subscribe", fps: 4 });
    while (viewers < 1) await Bun.sleep(1);
    const awake: Peer[] = [];
    for (let count = 0; count < 7; count++) awake.push(await watching());
    const late = await Peer.connect(path);
    late.say({ type: "subscribe", fps: 4 });
    expect(await late.hears("error")).toMatchObject([{ text: expect.stringContaining("8 watch already") }]);
    for (let frame = 0; frame < 40; frame++) {
      const before = awake.map(({ heard }) => heard.length);
      frames();
      for (const [index, peer] of awake.entries()) await peer.until(({ heard }) => heard.length > before[index]!);
    }
    late.say({ type: "subscribe", fps: 4 });
    expect(await late.hears("snapshot")).toHaveLength(1);
    expect(awake.some(({ closed }) => closed)).toBe(false);
    asleep.resume();
    await asleep.until(({ closed }) => closed);
  });

  test("that watch are never the ones to make room for those that only ask", async () => {
    const viewer = await watching();
    for (let count = 0; count < 40; count++) {
      const peer = await Peer.connect(path);
      peer.say({ type: "hello", v: 1, as: "cli" });
      await peer.hears("hello");
    }
    expect(viewer.closed).toBe(false);
    expect(viewers).toBe(1);
  });
});

describe("what comes slowly", () => {
  test("may take ten seconds for a line and no longer", async () => {
    const peer = await Peer.connect(path);
    const line = text({ type: "command", id: 1, action: "pull" });
    for (const [index, letter] of [...line].entries()) {
      peer.say(letter);
      if (index < 30) frames();
    }
    expect(await peer.hears("reply")).toHaveLength(1);
    peer.say(line.slice(0, 10));
    const other = await Peer.connect(path);
    other.say({ type: "command", id: 2, action: "pull" });
    await other.hears("reply"); // by then the half line has come as well
    for (let count = 0; count < 40; count++) frames();
    expect(peer.closed).toBe(false);
    frames(2);
    await peer.until(({ closed }) => closed);
    expect(other.closed).toBe(false);
    expect(peer.heard.at(-1)).toMatchObject({ type: "bye", text: expect.stringContaining("longer than 10000 ms") });
  });
});

describe("what comes fast", () => {
  test.each([
    ["lines that say nothing new", text({ type: "hello", v: 1, as: "viewer" }).repeat(60), "more than 40 lines"],
    ["empty lines", "\n".repeat(140_000), "more than 131072 bytes"],
    ["requests to watch", text({ type: "subscribe", fps: 4 }).repeat(60), "more than 40 lines"],
    ["long lines", `${text({ type: "hello", v: 1, as: "x" }).trimEnd()}${" ".repeat(60_000)}\n`.repeat(3), "bytes in"],
  ])("%s end the connection alone", async (_, flood, why) => {
    const viewer = await watching();
    const peer = await Peer.connect(path);
    await peer.hears("hello");
    peer.say(flood);
    await peer.until(({ closed }) => closed);
    expect(peer.heard.filter(({ type }) => type === "bye")).toMatchObject([{ text: expect.stringContaining(why) }]);
    expect(shown).toBeLessThanOrEqual(2);
    expect(viewer.closed).toBe(false);
    expect(actions()).toEqual([]);
  });

  test("commands from everywhere are bounded together, but a kill always gets through, once", async () => {
    const peers = await Promise.all(Array.from({ length: 10 }, () => Peer.connect(path)));
    for (const peer of peers) {
      for (let id = 0; id < 15; id++) peer.say({ type: "command", id, action: "resume" });
      await peer.hears("reply", 15);
    }
    expect(actions().length).toBe(60);
    await kills();
    await kills();
    expect(actions().filter((action) => action === "kill")).toHaveLength(1);
    frames();
    await kills();
    expect(actions().filter((action) => action === "kill")).toHaveLength(2);
  });

  test("scripts that each send one command and leave are never too many", async () => {
    for (let count = 0; count < 100; count++) {
      const script = await Peer.connect(path);
      script.say({ type: "command", id: 1, action: "pull" });
      expect(await script.hears("reply")).toMatchObject([{ ok: true }]);
      script.leave();
      frames(4);
    }
  });
});

describe("whatever is sent, however it is cut into pieces", () => {
  const command = fc.record({
    type: fc.constant("command"),
    id: fc.nat(),
    action: fc.constantFrom("pull", "resume", "reduce", "stop"),
  });
  const deep = fc.nat({ max: 20_000 }).map((depth) => `${"[".repeat(depth)}${"]".repeat(depth)}`);
  const wide = fc.nat({ max: 2_000 }).map((keys) => `{${Array.from({ length: keys }, (_, k) => `"k${k}":1`).join()}}`);
  const inherited = fc
    .constantFrom("__proto__", "constructor", "toString", "hasOwnProperty")
    .chain((name) => fc.constantFrom(`{"type":"${name}"}`, `{"type":"command","id":1,"action":"${name}"}`));
  const huge = fc
    .constantFrom("1e999", "-1e999", "9".repeat(400), "9007199254740993", "NaN", "Infinity")
    .map((number) => `{"type":"command","id":${number},"action":"kill"}`);
  const noise = fc.oneof(deep, wide, inherited, huge, fc.json(), fc.string({ unit: "binary", maxLength: 40 }));
  const said = fc.oneof(
    { weight: 2, arbitrary: command.map((fields) => ({ fields, line: JSON.stringify(fields) })) },
    { weight: 1, arbitrary: noise.map((line) => ({ fields: undefined, line: line.replaceAll(/[\r\n]/g, " ") })) },
  );

  test("the engine gets the commands that were whole, and nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(said, { maxLength: 12 }), fc.array(fc.nat({ max: 5_000 })), async (lines, cuts) => {
        recorder.commands.length = 0;
        frames();
        const peer = await Peer.connect(path);
        const bytes = new TextEncoder().encode(`${lines.map(({ line }) => line).join("\n")}\n`);
        for (let start = 0, index = 0; start < bytes.length; index++) {
          const end = start + 1 + (cuts.length === 0 ? bytes.length : cuts[index % cuts.length]!);
          peer.say(bytes.subarray(start, end));
          start = end;
        }
        peer.say({ type: "hello", v: 1, as: "end" }, { type: "command", id: 77_777, action: "reduce" });
        await peer.until(({ closed, heard }) => closed || heard.some(({ id }) => id === 77_777));
        // What can't be understood is forgiven four times, and a line of blanks isn't one.
        let offences = 0;
        const wanted: string[] = [];
        for (const { fields, line } of lines) {
          if (offences >= 5) break;
          if (fields !== undefined) wanted.push(fields.action);
          else if (line !== "") offences += 1;
        }
        const ended = offences >= 5;
        expect(actions()).toEqual(ended ? wanted : [...wanted, "reduce"]);
        expect(peer.closed || !ended).toBe(true);
        peer.leave();
      }),
      { numRuns: 60, seed: 12 },
    );
  });
});
