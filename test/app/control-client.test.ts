import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemTimers } from "../../src/ambient/timers.ts";
import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import { connectViewer, fetchView, sendCommand, whoListens } from "../../src/app/control-client.ts";
import { type ControlServer, createControlServer } from "../../src/app/control-server.ts";
import type { View } from "../../src/app/view.ts";
import type { Time } from "../../src/market/units.ts";
import { Recorder, sampleView } from "./control-sample.ts";

let folder: string;
let path: string;
let recorder: Recorder;
let servers: ControlServer[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-client-"));
  path = join(folder, "control.sock");
  recorder = new Recorder();
  servers = [];
});
afterEach(() => {
  for (const server of servers) server.close("the test is over");
  rmSync(folder, { recursive: true, force: true });
});

async function serve(frames: VirtualTime = new VirtualTime(0 as Time)): Promise<ControlServer> {
  let at = 0;
  const server = await createControlServer({
    path,
    program: "tauroi test",
    snapshot: () => sampleView(++at, 400_000),
    onCommand: recorder.take,
    timers: frames,
  });
  servers.push(server);
  return server;
}

/** Something at the path that says `words` to everybody, and `answer` to a command. */
function pretend(words: string, answer = ""): { readonly heard: () => string } {
  let heard = "";
  const listener = Bun.listen({
    unix: path,
    socket: {
      open: (socket) => void socket.write(words),
      data(socket, bytes) {
        heard += bytes.toString();
        if (bytes.includes('"command"')) socket.write(answer);
      },
    },
  });
  servers.push({ close: () => listener.stop(true) });
  return { heard: () => heard };
}

const asCli = () => ({ path, as: "cli", timers: systemTimers });

describe("a viewer", () => {
  test("gets every snapshot that it reads, and a listener that comes late the newest at once", async () => {
    const frames = new VirtualTime(0 as Time);
    await serve(frames);
    const viewer = await connectViewer(asCli());
    const seen: number[] = [];
    let next = Promise.withResolvers<void>();
    viewer.onView(({ at }) => {
      seen.push(at);
      next.resolve();
    });
    for (const expected of [[1], [1, 2], [1, 2, 3]]) {
      await next.promise;
      next = Promise.withResolvers<void>();
      expect(seen).toEqual(expected);
      frames.step();
    }
    const late: View[] = [];
    viewer.onView((view) => late.push(view));
    expect(late.map(({ at }) => at)).toEqual([3]);
    expect(late[0]).toEqual(sampleView(3, 400_000));
    viewer.close();
  });

  test("sends commands and gets the reply to each", async () => {
    await serve();
    const viewer = await connectViewer({ path, as: "viewer", timers: systemTimers });
    const replies = await Promise.all([
      viewer.send({ action: "pull", ticker: "A" }),
      viewer.send({ action: "resume", ticker: "NONE" }),
      viewer.send({ action: "kill" }),
    ]);
    expect(replies).toEqual([
      { ok: true, text: "pull by viewer" },
      { ok: false, text: "resume by viewer" },
      { ok: true, text: "kill by viewer" },
    ]);
    expect(recorder.commands.map(({ command }) => command.action)).toEqual(["pull", "resume", "kill"]);
    viewer.close();
    expect(await viewer.send({ action: "pull" })).toEqual({ ok: false, text: "closed" });
  });

  test("is told why when the engine ends, also when it asks later", async () => {
    const server = await serve();
    const viewer = await connectViewer(asCli());
    const reason = new Promise<string>((resolve) => viewer.onClose(resolve));
    server.close("the event has settled");
    expect(await reason).toBe("the event has settled");
    viewer.onClose((again) => expect(again).toBe("the event has settled"));
    expect(await viewer.send({ action: "kill" })).toEqual({ ok: false, text: "the event has settled" });
    expect.assertions(3);
  });

  test("that closes itself isn't told", async () => {
    await serve();
    const viewer = await connectViewer(asCli());
    viewer.onClose(() => expect.unreachable());
    viewer.close();
    viewer.close();
  });
});

describe("one question", () => {
  test("a command and its reply", async () => {
    await serve();
    expect(await sendCommand(asCli(), { action: "reduce", ticker: "A" })).toEqual({ ok: true, text: "reduce by cli" });
    expect(recorder.commands).toEqual([{ command: { action: "reduce", ticker: "A" }, by: "cli" }]);
  });

  test("a view, larger than the system's buffers", async () => {
    await serve();
    expect(await fetchView(asCli())).toEqual(sampleView(1, 400_000));
  });

  test("who listens", async () => {
    expect(await whoListens(asCli())).toBeUndefined();
    await serve();
    expect(await whoListens(asCli())).toEqual({ type: "hello", v: 1, program: "tauroi test", pid: process.pid });
  });
});

describe("an engine that isn't there", () => {
  test("is told with the path, exit code 4", async () => {
    for (const question of [fetchView(asCli()), sendCommand(asCli(), { action: "kill" }), connectViewer(asCli())]) {
      await expect(question).rejects.toMatchObject({
        name: "ControlError",
        exitCode: 4,
        message: `${path}: no engine listens there`,
      });
    }
  });

  test("or is killed is noticed; its socket stays, is known for dead, and doesn't hinder the next engine", async () => {
    const engine = Bun.spawn([process.execPath, join(import.meta.dirname, "control-served.ts"), path], {
      stdout: "pipe",
    });
    await engine.stdout.getReader().read();
    const viewer = await connectViewer(asCli());
    const reason = new Promise<string>((resolve) => viewer.onClose(resolve));
    await new Promise((resolve) => viewer.onView(resolve));
    engine.kill("SIGKILL");
    expect(await reason).toBe("the connection to the engine was lost");
    await engine.exited;
    expect(readdirSync(folder)).toEqual(["control.sock"]);
    expect(await whoListens(asCli())).toBeUndefined();
    await serve();
    expect(await sendCommand(asCli(), { action: "pull" })).toMatchObject({ ok: true });
  });

  test("or says nothing is given up after five seconds", async () => {
    pretend("");
    const time = new VirtualTime(0 as Time);
    const question = fetchView({ path, as: "cli", timers: time });
    question.catch(() => undefined);
    while (!time.step()) await Bun.sleep(1);
    expect(time.now()).toBe(5_000);
    await expect(question).rejects.toThrow("the engine doesn't answer");
  });

  test("or greets and then shows and answers nothing is given up too", async () => {
    const engine = pretend('{"type":"hello","v":1,"program":"tauroi test","pid":1}\n');
    for (const [ask, isAsked] of [
      [(timers: VirtualTime) => fetchView({ path, as: "cli", timers }).catch(String), '"subscribe"'],
      [
        (timers: VirtualTime) => sendCommand({ path, as: "cli", timers }, { action: "kill" }).catch(String),
        '"command"',
      ],
    ] as const) {
      const time = new VirtualTime(0 as Time);
      let answer: unknown;
      ask(time).then((given) => {
        answer = given;
      }, expect.unreachable);
      while (!engine.heard().includes(isAsked)) await Bun.sleep(1); // greeted by then: what is waited for is the answer
      while (answer === undefined) {
        await Bun.sleep(1);
        time.step();
      }
      expect(JSON.stringify(answer)).toMatch(/shows nothing|no answer from the engine within 5 s/);
    }
  });

  test("or is just ending counts as none", async () => {
    const listener = Bun.listen({ unix: path, socket: { open: (socket) => socket.terminate(), data() {} } });
    servers.push({ close: () => listener.stop(true) });
    expect(await whoListens(asCli())).toBeUndefined();
    await expect(fetchView(asCli())).rejects.toMatchObject({ exitCode: 4 });
  });

  test("or talks nonsense is left", async () => {
    pretend('what?\n{"type":"hello"}\n');
    const time = new VirtualTime(0 as Time);
    const question = connectViewer({ path, as: "cli", timers: time });
    question.catch(() => undefined);
    while (!time.step()) await Bun.sleep(1);
    await expect(question).rejects.toThrow("doesn't answer");
  });

  test("or speaks another version can be commanded but not watched", async () => {
    pretend(
      '{"type":"hello","v":9,"program":"tauroi 9","pid":1}\n',
      '{"type":"reply","id":1,"ok":true,"text":"killed","since":9}\n',
    );
    await expect(connectViewer(asCli())).rejects.toThrow("the engine is tauroi 9, which speaks version 9");
    expect(await sendCommand(asCli(), { action: "kill" })).toEqual({ ok: true, text: "killed" });
  });
});
