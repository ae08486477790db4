import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { linkTarget, systemFiles } from "../../src/ambient/files.ts";
import { replaceFile } from "../../src/ambient/replace-file.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import { EngineRecordKeeper, readEngineRecord } from "../../src/app/engine-record.ts";
import { clearKillMarker, describeKill, KillMarkers, mayTradeFrom, readKillMarker } from "../../src/app/kill-marker.ts";
import { announcedStates, type KillTargetSources, killTarget } from "../../src/app/kill-target.ts";
import { MarkerWatch } from "../../src/app/marker-watch.ts";
import { mustNotBeKilledSince } from "../../src/cli/after-kill.ts";
import type { Time } from "../../src/market/units.ts";

const at = (seconds: number): Time => (1_800_000_000_000 + seconds * 1_000) as Time;
const nothing = (): void => undefined;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-marker-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the marker of a kill", () => {
  const kept = () => readKillMarker([join(folder, "state"), join(folder, "account")], systemFiles, at(99));
  const markers = (replace = replaceFile, failed: (path: string) => void = nothing) =>
    new KillMarkers([join(folder, "state"), join(folder, "account")], replace, failed);

  test("is none where nothing was killed", () => {
    expect(kept()).toBeUndefined();
  });

  test("tells who and when, and when the cancel-all was carried out; trading may begin 65 s after that", async () => {
    const made = markers();
    made.killed({ at: at(0), by: "cli", oursOnly: false });
    await made.settled();
    expect(kept()).toMatchObject({ by: "cli", oursOnly: false, cancelledAllAt: null });
    made.cancelledAll(at(7));
    made.cancelledAll(at(20)); // told again: no news
    await made.settled();
    const marker = kept()!;
    expect(marker).toMatchObject({ at: at(0), cancelledAllAt: at(7) });
    expect(mayTradeFrom(marker)).toBe(at(72));
    expect(describeKill(marker)).toBe("killed by cli at 2027-01-15T08:00:00.000Z");
  });

  test("follows an engine's inputs; a kill of everything after one of ours counts anew", async () => {
    const made = markers();
    made.watch({ type: "tick", at: at(0) });
    made.watch({ type: "operator", at: at(1), action: "pull", by: "viewer" });
    made.watch({ type: "cancelledAll", at: at(1) });
    await made.settled();
    expect(kept()).toBeUndefined();
    made.watch({ type: "operator", at: at(2), action: "kill-ours", by: "viewer" });
    made.watch({ type: "cancelledAll", at: at(3) });
    await made.settled();
    expect(kept()).toMatchObject({ oursOnly: true, cancelAllAsked: false, cancelledAllAt: null });
    expect(mayTradeFrom(kept()!)).toBe(at(2));
    made.watch({ type: "operator", at: at(4), action: "kill", by: "signal" });
    made.watch({ type: "operator", at: at(5), action: "kill", by: "another" });
    made.watch({ type: "cancelledAll", at: at(6) });
    await made.settled();
    expect(kept()).toMatchObject({ by: "signal", oursOnly: false, cancelledAllAt: at(6) });
  });

  test("a disk that refuses stops nothing, and is told; the other folder has it", async () => {
    const failed: string[] = [];
    const refuses = join(folder, "account");
    const made = markers(
      async (path, text) => {
        if (path.startsWith(refuses)) throw new Error("the disk is full");
        await replaceFile(path, text);
      },
      (path) => failed.push(path),
    );
    made.killed({ at: at(0), by: "cli", oursOnly: false });
    await made.settled();
    expect(failed).toEqual([join(refuses, "killed.json")]);
    expect(kept()).toMatchObject({ by: "cli" });
  });

  test("one that can't be read is a marker all the same, with the whole wait from now on", () => {
    systemFiles.makeFolder(join(folder, "state"));
    writeFileSync(join(folder, "state", "killed.json"), "{");
    expect(mayTradeFrom(kept()!)).toBe(at(99 + 65));
    clearKillMarker([join(folder, "state"), join(folder, "account")], systemFiles);
    expect(kept()).toBeUndefined();
  });
});

describe("an engine heeds a marker", () => {
  const folders = () => [join(folder, "state")];
  const usual = () => ({ folders: folders(), files: systemFiles, clock: { now: () => at(50) }, timers: systemTimers });

  const heeded = () => readKillMarker(folders(), systemFiles, at(50));

  async function mark(by: string, seconds: number): Promise<void> {
    const made = new KillMarkers(folders(), replaceFile, nothing);
    made.killed({ at: at(seconds), by, oursOnly: false });
    await made.settled();
  }

  test("that was written while it started, and not the one over which it was told to start", async () => {
    await mark("cli", 0);
    const watch = new MarkerWatch({ ...usual(), known: heeded() });
    expect(watch.look()).toBeUndefined();
    await mark("cli", 0);
    expect(watch.look()).toBeUndefined();
    await mark("cli", 7);
    expect(watch.look()).toMatchObject({ by: "cli", at: at(7) });
    writeFileSync(join(folder, "state", "killed.json"), "");
    expect(watch.look()).toBeDefined();
  });

  test("that was written between the moment at which it was told to start and the one at which it looks", async () => {
    await mark("cli", 0);
    const known = heeded();
    await mark("cli", 5);
    expect(new MarkerWatch({ ...usual(), known }).look()).toMatchObject({ at: at(5) });
    expect(new MarkerWatch({ ...usual(), known: undefined }).look()).toMatchObject({ at: at(5) });
    expect(() => mustNotBeKilledSince(known, folders())).toThrow(/killed by cli at .*:05/);
    expect(() => mustNotBeKilledSince(heeded(), folders())).not.toThrow();
  });

  test("that is written while it runs, once", async () => {
    const watch = new MarkerWatch({ ...usual(), known: undefined });
    const heard = Promise.withResolvers<string>();
    watch.start(({ by }) => heard.resolve(by));
    await mark("watchdog", 3);
    expect(await heard.promise).toBe("watchdog");
    watch.stop();
  });
});

describe("what an engine leaves for a kill without it", () => {
  const start = {
    venue: "http://127.0.0.1:1",
    restUrl: "http://127.0.0.1:1/trade-api/v2",
    keyId: "key-a",
    epoch: "e1",
  };

  async function engine(
    state: string,
    groups: readonly string[],
    keyId = start.keyId,
    restUrl = start.restUrl,
  ): Promise<void> {
    const before = readEngineRecord(state, systemFiles);
    const keeper = new EngineRecordKeeper(state, { ...start, keyId, restUrl }, before, replaceFile, nothing);
    for (const id of groups) keeper.watch({ type: "orderGroup", at: at(0), id });
    await keeper.settled();
  }

  const target = (more: Partial<KillTargetSources> = {}) =>
    killTarget({
      configured: () => undefined,
      keyIds: ["key-a"],
      environment: { XDG_STATE_HOME: folder },
      running: [],
      files: systemFiles,
      ...more,
    });

  test("is where it trades and its groups, those of the start before it included", async () => {
    const state = join(folder, "s");
    await engine(state, ["g1", "g2"]);
    await engine(state, ["g3", "g3"]);
    expect(readEngineRecord(state, systemFiles)).toEqual({ ...start, groups: ["g1", "g2", "g3"] });
    writeFileSync(join(state, "engine.json"), "not JSON");
    expect(readEngineRecord(state, systemFiles)).toBeUndefined();
  });

  test("leads to the exchange: the state folder's, the only one that the key was used on, the one that is named", async () => {
    await engine(join(folder, "tauroi", "one"), ["g1"]);
    await engine(join(folder, "elsewhere"), ["g2"]);
    expect(target()).toMatchObject({ restUrl: start.restUrl, groups: ["g1"] });
    expect(target({ running: [join(folder, "elsewhere")] })).toMatchObject({ groups: ["g2", "g1"] });
    expect(target({ state: join(folder, "elsewhere") })).toMatchObject({
      restUrl: start.restUrl,
      groups: ["g1", "g2"],
    });
    expect(target({ keyIds: ["key-b"] })).toContain("--venue");
    expect(target({ keyIds: ["key-b"], configured: () => "http://127.0.0.1:7" })).toMatchObject({
      restUrl: "http://127.0.0.1:7/trade-api/v2",
      groups: [],
    });
    await engine(join(folder, "tauroi", "two"), ["g3"], "key-a", "http://127.0.0.1:2/trade-api/v2");
    expect(target()).toContain("--venue");
    expect(target({ venue: "http://127.0.0.1:2" })).toMatchObject({ groups: ["g3"] });
    expect(target({ engineVenue: start.venue })).toMatchObject({ restUrl: start.restUrl });
  });

  test("leads to nothing on the embedded exchange of a process, nor where nobody can read it", () => {
    expect(target({ engineVenue: "sim" })).toContain("embedded exchange");
    expect(target({ venue: "nowhere" })).toContain("--venue nowhere");
    expect(target({ venue: "prod" })).toMatchObject({ restUrl: "https://external-api.kalshi.com/trade-api/v2" });
  });

  test("is found by the sockets of engines that don't answer", () => {
    const place = { uid: 1, runtime: undefined, temporary: folder };
    systemFiles.makeFolder(join(folder, "tauroi-1"));
    systemFiles.link(join(folder, "tauroi-1", "77.sock"), "/some/state/control.sock");
    writeFileSync(join(folder, "tauroi-1", "78.sock"), "");
    expect(announcedStates(place, systemFiles, linkTarget)).toEqual(["/some/state"]);
  });
});
