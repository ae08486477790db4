import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemFiles } from "../../src/ambient/files.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import { findEngine, runningEngines, type Wanted } from "../../src/app/control-engines.ts";
import { openControlPath, type Place, placeOf } from "../../src/app/control-path.ts";
import { type ControlServer, createControlServer } from "../../src/app/control-server.ts";
import type { Time } from "../../src/market/units.ts";
import { Recorder, sampleView } from "./control-sample.ts";

let folder: string;
let place: Place;
let closing: (() => void)[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-path-"));
  place = { uid: process.getuid?.() ?? 0, runtime: undefined, temporary: folder };
  closing = [];
});
afterEach(() => {
  for (const close of closing) close();
  rmSync(folder, { recursive: true, force: true });
});

const among = (name: string) => join(folder, `tauroi-${place.uid}`, name);
const find = (wanted: Wanted = {}, where = place) =>
  findEngine(wanted, { place: where, files: systemFiles, timers: systemTimers });

/** An engine of this process; `pid` is what it is listed under. */
async function engine(pid: number, state?: string): Promise<ControlServer> {
  const { path, release } = openControlPath(state, pid, place, systemFiles);
  const server = await createControlServer({
    path,
    program: `tauroi ${pid}`,
    snapshot: () => sampleView(),
    onCommand: new Recorder().take,
    timers: new VirtualTime(0 as Time),
  });
  closing.push(() => {
    server.close("over");
    release();
  });
  return server;
}

describe("where an engine listens", () => {
  test("without state, in a private folder for running engines", () => {
    const { path } = openControlPath(undefined, 77, place, systemFiles);
    expect(path).toBe(among("77.sock"));
    expect(statSync(join(folder, `tauroi-${place.uid}`)).mode & 0o777).toBe(0o700);
  });

  test("in a state folder only where nobody else could put a socket of theirs, for those who look for one too", async () => {
    const state = join(folder, "state");
    mkdirSync(state);
    chmodSync(state, 0o777);
    expect(() => openControlPath(state, 77, place, systemFiles)).toThrow(/written by others/);
    await expect(find({ state })).rejects.toThrow(/written by others/);
    chmodSync(state, 0o755);
    expect(openControlPath(state, 77, place, systemFiles).path).toBe(join(state, "control.sock"));
    await expect(find({ state })).rejects.toMatchObject({ exitCode: 4 });
  });

  test("with a runtime folder, in there; one that is only named doesn't count", () => {
    mkdirSync(join(folder, "run"));
    const withRuntime = { ...place, runtime: join(folder, "run") };
    expect(openControlPath(undefined, 77, withRuntime, systemFiles).path).toBe(
      join(folder, "run", "tauroi", "77.sock"),
    );
    const named = { ...place, runtime: join(folder, "gone") };
    expect(openControlPath(undefined, 77, named, systemFiles).path).toBe(among("77.sock"));
  });

  test("with state, in the state folder, and a link leads there until it is released", () => {
    const state = join(folder, "state");
    const { path, release } = openControlPath(state, 77, place, systemFiles);
    expect(path).toBe(join(state, "control.sock"));
    expect(readlinkSync(among("77.sock"))).toBe(path);
    release();
    release();
    expect(readdirSync(join(folder, `tauroi-${place.uid}`))).toEqual([]);
  });

  test("a folder that others can enter is refused without state, and costs an engine with state only its link", () => {
    mkdirSync(join(folder, `tauroi-${place.uid}`));
    chmodSync(join(folder, `tauroi-${place.uid}`), 0o777);
    expect(() => openControlPath(undefined, 77, place, systemFiles)).toThrow("can be entered by others");
    openControlPath(join(folder, "state"), 77, place, systemFiles).release();
    expect(existsSync(among("77.sock"))).toBe(false);
  });

  test("a path too long for a socket is told before anything is made; the longest that fits works", async () => {
    const room = 103 - Buffer.byteLength(join(folder, "/control.sock"));
    const longest = join(folder, "s".repeat(room - 1));
    await engine(77, longest);
    expect((await find({ state: longest })).pid).toBe(process.pid);
    expect(() => openControlPath(`${longest}s`, 78, place, systemFiles)).toThrow(
      /104 bytes are too long.*name a shorter --state/,
    );
    expect(existsSync(`${longest}s`)).toBe(false);
    const deep = { ...place, temporary: join(folder, "t".repeat(80)) };
    expect(() => openControlPath(undefined, 78, deep, systemFiles)).toThrow("set TMPDIR");
  });

  test("the place of a process is its user's", () => {
    expect(placeOf({ XDG_RUNTIME_DIR: "/run/user/1" })).toMatchObject({
      uid: process.getuid?.(),
      runtime: "/run/user/1",
    });
    expect(placeOf({ XDG_RUNTIME_DIR: "" }).runtime).toBeUndefined();
  });
});

describe("which engine is meant", () => {
  test("none: exit code 4", async () => {
    await expect(find()).rejects.toMatchObject({ exitCode: 4, message: expect.stringContaining("tauroi run") });
    await expect(find({ state: folder })).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining(folder),
    });
  });

  test("the only one, with or without state", async () => {
    await engine(77);
    expect(await find()).toEqual({ path: among("77.sock"), pid: process.pid, program: "tauroi 77" });
    closing.pop()?.();
    const state = join(folder, "state");
    await engine(78, state);
    expect(await find()).toEqual({ path: among("78.sock"), pid: process.pid, program: "tauroi 78" });
    expect(await find({ state })).toMatchObject({ path: join(state, "control.sock"), program: "tauroi 78" });
  });

  test("what dead engines left is passed over and taken away", async () => {
    await engine(77);
    // No process has such numbers: announced, then killed before it listened, and while it did.
    openControlPath(join(folder, "gone"), 5_000_078, place, systemFiles);
    const served = join(import.meta.dirname, "control-served.ts");
    const dead = Bun.spawn([process.execPath, served, among("5000079.sock")], { stdout: "pipe" });
    await dead.stdout.getReader().read();
    dead.kill("SIGKILL");
    await dead.exited;
    const left = readdirSync(join(folder, `tauroi-${place.uid}`));
    expect([...left].sort()).toEqual(["5000078.sock", "5000079.sock", "77.sock"]);
    expect((await find()).path).toBe(among("77.sock"));
    expect(readdirSync(join(folder, `tauroi-${place.uid}`))).toEqual(["77.sock"]);
  });

  test("one that is only starting, and doesn't listen yet, stays announced whoever asks for it", async () => {
    const state = join(folder, "state");
    openControlPath(state, process.pid, place, systemFiles);
    await expect(find()).rejects.toMatchObject({ exitCode: 4 });
    await engine(process.pid, state);
    expect(await find()).toMatchObject({ path: among(`${process.pid}.sock`) });
    closing.pop()?.();
    openControlPath(state, process.pid, place, systemFiles);
    await expect(find()).rejects.toMatchObject({ exitCode: 4 });
    expect(readdirSync(join(folder, `tauroi-${place.uid}`))).toEqual([`${process.pid}.sock`]);
  });

  test("several: they are named, with what they trade, exit code 2; one can be chosen by its process", async () => {
    await engine(77);
    const other = Bun.spawn([process.execPath, join(import.meta.dirname, "control-served.ts"), among("79.sock")], {
      stdout: "pipe",
    });
    await other.stdout.getReader().read();
    const failure = find();
    await expect(failure).rejects.toMatchObject({ exitCode: 2 });
    for (const pid of [process.pid, other.pid]) {
      await expect(failure).rejects.toThrow(`--engine ${pid}  PAPER on sim, EVENT, quoting`);
    }
    expect(await find({ pid: other.pid })).toMatchObject({ pid: other.pid, path: among("79.sock") });
    await expect(find({ pid: 1 })).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining("process 1"),
    });
    other.kill("SIGKILL");
    await other.exited;
  });

  test("an engine started where there was no runtime folder is found from where there is one", async () => {
    await engine(77);
    mkdirSync(join(folder, "run"));
    expect((await find({}, { ...place, runtime: join(folder, "run") })).pid).toBe(process.pid);
  });

  test("a folder where somebody else could have put an engine isn't believed", async () => {
    await engine(77);
    chmodSync(join(folder, `tauroi-${place.uid}`), 0o770);
    const searching = { place, files: systemFiles, timers: systemTimers };
    await expect(runningEngines(searching)).rejects.toThrow("can be entered by others");
  });
});
