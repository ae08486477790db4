import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemTimers } from "../../src/ambient/timers.ts";
import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import { parseClientMessage, parseServerMessage } from "../../src/app/control-protocol.ts";
import { type ControlServer, type ControlServerOptions, createControlServer } from "../../src/app/control-server.ts";
import { VIEW_VERSION } from "../../src/app/view.ts";
import { after, type Time } from "../../src/market/units.ts";
import { Peer, Recorder, sampleView } from "./control-sample.ts";

let folder: string;
let path: string;
let time: VirtualTime;
let recorder: Recorder;
let server: ControlServer;
let shown: number;
let viewers: number[];
let padding: number;

async function open(options: Partial<ControlServerOptions> = {}): Promise<ControlServer> {
  return createControlServer({
    path,
    program: "tauroi test",
    snapshot: () => sampleView(++shown, padding),
    onCommand: recorder.take,
    timers: time,
    onViewers: (count) => viewers.push(count),
    ...options,
  });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-control-"));
  path = join(folder, "control.sock");
  time = new VirtualTime(0 as Time);
  recorder = new Recorder();
  shown = 0;
  viewers = [];
  padding = 0;
  server = await open();
});
afterEach(() => {
  server.close("the test is over");
  rmSync(folder, { recursive: true, force: true });
});

const frame = (count = 1) => time.runUntil(after(time.now(), 250 * count));
const view = (message: Record<string, unknown> | undefined) => message?.["view"] as { at: number };

/** Waits until the server has seen all that `peer` said before. */
async function settled(peer: Peer): Promise<void> {
  const id = 1_000_000 + peer.heard.length;
  peer.say({ type: "command", id, action: "stop" });
  await peer.until(() => peer.closed || peer.heard.some((message) => message["id"] === id));
}

describe("the socket", () => {
  test("is for this user alone, the only thing in its folder, and goes with the server", () => {
    expect(statSync(path).isSocket()).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["control.sock"]);
    server.close("over");
    server.close("over again");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("of a live engine isn't taken, and works on", async () => {
    await expect(open()).rejects.toMatchObject({ name: "ControlError", exitCode: 7 });
    const peer = await Peer.connect(path);
    expect(await peer.hears("hello")).toHaveLength(1);
  });

  test("greets with version, program and process", async () => {
    const peer = await Peer.connect(path);
    expect(await peer.hears("hello")).toEqual([{ type: "hello", v: 1, program: "tauroi test", pid: process.pid }]);
  });

  test("says bye before it goes", async () => {
    const peer = await Peer.connect(path);
    await peer.hears("hello");
    server.close("the event has settled");
    expect(await peer.hears("bye")).toEqual([{ type: "bye", text: "the event has settled" }]);
    await peer.until(() => peer.closed);
  });
});

describe("snapshots", () => {
  test("come at once and then four times a second at most; slower where asked", async () => {
    const fast = await Peer.connect(path);
    const slow = await Peer.connect(path);
    fast.say({ type: "subscribe", fps: 4 });
    slow.say({ type: "subscribe", fps: 1 });
    await fast.hears("snapshot");
    await slow.hears("snapshot");
    expect(viewers).toEqual([1, 2]);
    for (let count = 2; count <= 9; count++) {
      frame();
      await fast.hears("snapshot", count);
    }
    expect(await slow.hears("snapshot", 3)).toHaveLength(3); // its first and those of frames 4 and 8
    const seen = (await fast.hears("snapshot")).map((message) => view(message).at);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  test("are made only while somebody watches", async () => {
    const peer = await Peer.connect(path);
    await peer.hears("hello");
    frame(20);
    expect(shown).toBe(0);
    peer.say({ type: "subscribe", fps: 4 });
    await peer.hears("snapshot");
    peer.leave();
    while (viewers.at(-1) !== 0) await Bun.sleep(1);
    const before = shown;
    frame(20);
    expect(shown).toBe(before);
  });

  test("a client that doesn't read misses the ones between and then gets the newest", async () => {
    padding = 2_000_000; // far more than the system buffers
    const slow = await Peer.connect(path);
    await slow.hears("hello");
    slow.pause();
    slow.say({ type: "subscribe", fps: 4 });
    const quick = await Peer.connect(path);
    await settled(quick);
    while (viewers.length === 0) await Bun.sleep(1);
    frame(50);
    expect(shown).toBe(1); // the one on its way: nothing is made, let alone kept, for who doesn't read
    slow.resume();
    await slow.hears("snapshot", 1);
    while ((await slow.hears("snapshot")).length < 2) {
      frame();
      await Bun.sleep(1);
    }
    const [first, second] = await slow.hears("snapshot", 2);
    expect(view(first).at).toBe(1);
    expect(view(second).at).toBe(2);
    expect(quick.closed).toBe(false);
  });

  test("an engine that can't be shown is told, and the server goes on", async () => {
    server.close("restart");
    server = await open({
      snapshot: () => {
        throw new Error("no desk yet");
      },
    });
    const peer = await Peer.connect(path);
    peer.say({ type: "subscribe", fps: 4 }, { type: "command", id: 1, action: "pull" });
    expect(await peer.hears("error")).toMatchObject([{ text: expect.stringContaining("no desk yet") }]);
    expect(await peer.hears("reply")).toHaveLength(1);
  });
});

describe("commands", () => {
  test("reach the engine with who sent them, and are answered by their number", async () => {
    const peer = await Peer.connect(path);
    peer.say({ type: "command", id: 5, action: "kill" });
    peer.say({ type: "hello", v: 1, as: "viewer" });
    peer.say({ type: "command", id: 6, action: "pull", ticker: "EVENT-A", extra: "left out" });
    peer.say({ type: "command", id: 7, action: "pull", ticker: "NONE" });
    expect(await peer.hears("reply", 3)).toEqual([
      { type: "reply", id: 5, ok: true, text: "kill by socket" },
      { type: "reply", id: 6, ok: true, text: "pull by viewer" },
      { type: "reply", id: 7, ok: false, text: "pull by viewer" },
    ]);
    expect(recorder.commands.slice(0, 2)).toEqual([
      { command: { action: "kill" }, by: "socket" },
      { command: { action: "pull", ticker: "EVENT-A" }, by: "viewer" },
    ]);
  });

  test("that fail in the engine are answered so", async () => {
    const peer = await Peer.connect(path);
    peer.say({ type: "command", id: 1, action: "pull", ticker: "FAULT" });
    expect(await peer.hears("reply")).toMatchObject([{ ok: false, text: expect.stringContaining("no such leg") }]);
  });

  test("in a flood are cut off after a few", async () => {
    const flood = await Peer.connect(path);
    const line = `${JSON.stringify({ type: "command", id: 1, action: "pull" })}\n`;
    flood.say(line.repeat(2_000));
    await flood.until(() => flood.closed);
    expect(recorder.commands).toHaveLength(20);
    const person = await Peer.connect(path);
    for (let count = 1; count <= 60; count++) {
      person.say({ type: "command", id: count, action: "pull" });
      await person.hears("reply", count);
      if (count % 15 === 0) frame();
    }
    expect(person.closed).toBe(false);
  });

  test("whose answers nobody reads end the connection", async () => {
    server.close("restart");
    server = await open({ onCommand: () => ({ ok: true, text: "x".repeat(60_000) }) });
    const peer = await Peer.connect(path);
    await peer.hears("hello");
    peer.pause();
    const other = await Peer.connect(path);
    for (let round = 0; round < 40 && !peer.closed; round++) {
      peer.say({ type: "command", id: round, action: "pull" });
      frame();
      await settled(other);
      frame();
    }
    peer.resume();
    await peer.until(() => peer.closed);
  });
});

describe("what can't be understood", () => {
  const wrong: [string, string | Uint8Array][] = [
    ["no JSON", "kill\n"],
    ["no object", "[1]\n"],
    ["null", "null\n"],
    ["a type unknown", '{"type":"shutdown"}\n'],
    ["a type inherited", '{"__proto__":{"type":"command","id":1,"action":"kill"}}\n'],
    ["another version", '{"type":"hello","v":2,"as":"x"}\n'],
    ["a name with an escape", '{"type":"hello","v":1,"as":"\\u001b[2J"}\n'],
    ["an action unknown", '{"type":"command","id":1,"action":"buy"}\n'],
    ["an action inherited", '{"type":"command","id":1,"action":"constructor"}\n'],
    ["no number", '{"type":"command","action":"kill"}\n'],
    ["a number too large", '{"type":"command","id":1e300,"action":"kill"}\n'],
    ["a ticker that is a list", '{"type":"command","id":1,"action":"pull","ticker":["A"]}\n'],
    ["a ticker with a break", '{"type":"command","id":1,"action":"pull","ticker":"A\\nB"}\n'],
    ["a ticker without end", `{"type":"command","id":1,"action":"pull","ticker":"${"A".repeat(200)}"}\n`],
    ["null for a ticker", '{"type":"command","id":1,"action":"pull","ticker":null}\n'],
    ["too many frames", '{"type":"subscribe","fps":1000}\n'],
    ["no frames", '{"type":"subscribe","fps":0}\n'],
    ["nesting without end", `${"[".repeat(60_000)}\n`],
    ["bytes that aren't text", Uint8Array.of(0x22, 0xff, 0xfe, 0x22, 0x0a)],
  ];

  test.each(wrong)("%s is answered with an error and reaches nobody", async (_, line) => {
    const peer = await Peer.connect(path);
    peer.say(line);
    const [error] = await peer.hears("error");
    expect(error?.["text"]).toMatch(/\w/);
    await settled(peer);
    expect(recorder.commands).toEqual([{ command: { action: "stop" }, by: "socket" }]);
  });

  test("five times ends the connection, and nobody else's", async () => {
    const other = await Peer.connect(path);
    const peer = await Peer.connect(path);
    peer.say("what?\n".repeat(20), { type: "command", id: 1, action: "kill" });
    await peer.until(() => peer.closed);
    expect(peer.heard.map(({ type }) => type)).toEqual(["hello", "error", "error", "error", "error", "bye"]);
    await settled(other);
    expect(recorder.commands.map(({ command }) => command.action)).toEqual(["stop"]);
  });

  test("a line longer than 64 KiB ends the connection, whether it ends or not; one of 64 KiB doesn't", async () => {
    const fits = await Peer.connect(path);
    const command = '{"type":"command","id":1,"action":"pull"';
    fits.say(`${command}${" ".repeat(64 * 1024 - command.length - 1)}}\n`);
    expect(await fits.hears("reply")).toHaveLength(1);
    for (const end of ["\n", ""]) {
      const peer = await Peer.connect(path);
      peer.say(`{${" ".repeat(64 * 1024)}${end}`);
      await peer.until(() => peer.closed);
    }
    expect(recorder.commands).toHaveLength(1);
  });

  test("the seventeenth connection gets in, and the oldest makes room", async () => {
    const peers: Peer[] = [];
    for (let count = 0; count < 17; count++) {
      peers.push(await Peer.connect(path));
      await peers.at(-1)?.hears("hello");
    }
    await peers[0]?.until((peer) => peer.closed);
    peers[16]?.say({ type: "command", id: 1, action: "kill" });
    expect(await peers[16]?.hears("reply")).toHaveLength(1);
    expect(peers.filter(({ closed }) => closed)).toHaveLength(1);
    for (const peer of peers) peer.leave();
  });

  test("random bytes never reach the engine nor stop the server", async () => {
    const bytes = fc.uint8Array({ maxLength: 2_000 });
    const text = fc.string({ unit: "binary", maxLength: 300 }).map((line) => new TextEncoder().encode(`${line}\n`));
    const json = fc.json().map((line) => new TextEncoder().encode(`${line}\n`));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(bytes, text, json), { maxLength: 6 }), async (chunks) => {
        const peer = await Peer.connect(path);
        peer.say(...chunks);
        peer.leave();
        const other = await Peer.connect(path);
        await settled(other);
        other.leave();
        expect(recorder.commands).toEqual([{ command: { action: "stop" }, by: "socket" }]);
        recorder.commands.length = 0;
        frame();
      }),
      { numRuns: 40, seed: 7 },
    );
  });

  test("whatever is understood as a command is one", () => {
    const field = fc.oneof(fc.constantFrom("kill", "pull", "EVENT-A", "command", 1, 2.5), fc.jsonValue());
    const almost = fc.record(
      { type: fc.oneof(fc.constant("command"), field), id: field, action: field, ticker: field, v: field },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(almost, (fields) => {
        const message = parseClientMessage(JSON.stringify(fields));
        if (message.type !== "command") return;
        expect(Object.keys(message.command).every((key) => key === "action" || key === "ticker")).toBe(true);
        expect(["pull", "resume", "reduce", "kill", "stop"]).toContain(message.command.action);
        expect(message.command.ticker ?? "A").toMatch(/^[\w.-]{1,100}$/);
      }),
      { numRuns: 500, seed: 8 },
    );
  });

  test("of the engine's own words a client takes none that it can't use", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        expect(parseServerMessage(line)).toBeUndefined();
      }),
      { numRuns: 200, seed: 9 },
    );
    expect(
      parseServerMessage(JSON.stringify({ type: "snapshot", view: { ...sampleView(), v: VIEW_VERSION + 1 } })),
    ).toBeUndefined();
  });
});

test("on the machine's own timers snapshots keep coming", async () => {
  server.close("restart");
  server = await open({ timers: systemTimers });
  const peer = await Peer.connect(path);
  peer.say({ type: "subscribe", fps: 4 });
  expect((await peer.hears("snapshot", 3)).map((message) => view(message).at)).toEqual([1, 2, 3]);
  peer.leave();
});
