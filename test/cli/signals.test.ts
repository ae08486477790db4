import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../src/ambient/clock.ts";
import { systemFiles } from "../../src/ambient/files.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import { readPins, watchedArtists } from "../../src/app/artist-pins.ts";
import { controlPathOf } from "../../src/app/control-path.ts";
import { createControlServer } from "../../src/app/control-server.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { ENGINE_COMMANDS } from "../../src/cli/engine-commands.ts";
import { simulatedTitles } from "../../src/venue/sim/simulated-event.ts";
import { Catalogue, idOf } from "../../src/venue/sim/spotify/catalogue.ts";
import { spotifyScript } from "../../src/venue/sim/spotify/script.ts";
import { SPOTIFY_ROOT, SpotifyService } from "../../src/venue/sim/spotify/service.ts";
import { Recorder, sampleView } from "../app/control-sample.ts";
import { runWords } from "./run-words.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-signals-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("tauroi signal", () => {
  test("hands an event to the engine and prints its answer; a refusal is a usage error", async () => {
    const heard: unknown[] = [];
    const server = await createControlServer({
      path: controlPathOf(folder),
      program: "tauroi test",
      snapshot: () => sampleView(),
      onCommand: new Recorder().take,
      onSignal(event) {
        heard.push(event);
        return event["ticker"] === "BRU"
          ? { ok: true, text: "BRU: pull" }
          : { ok: false, text: "ticker: not traded here" };
      },
      timers: systemTimers,
    });
    const tauroi = (event: string) => runWords(["signal", event, "--state", folder], ENGINE_COMMANDS);
    const event = { source: "me", ticker: "BRU", severity: "pull", until: 1, reason: "x" };
    expect(await tauroi(JSON.stringify(event))).toMatchObject({ exitCode: 0, printed: "BRU: pull" });
    expect(await tauroi(JSON.stringify({ ...event, ticker: "WEE" }))).toMatchObject({ exitCode: 2 });
    expect(heard).toEqual([event, { ...event, ticker: "WEE" }]);
    for (const text of ["", "[]", "7", "{"]) expect((await tauroi(text)).exitCode).toBe(2);
    expect(heard.length).toBe(2);
    server.close("the test is over");
  });

  test("is refused where none is heard", async () => {
    const server = await createControlServer({
      path: controlPathOf(folder),
      program: "tauroi test",
      snapshot: () => sampleView(),
      onCommand: new Recorder().take,
      timers: systemTimers,
    });
    const { exitCode: code, printed: output } = await runWords(["signal", "{}", "--state", folder], ENGINE_COMMANDS);
    expect([code, output]).toEqual([2, "no signals are heard here"]);
    server.close("the test is over");
  });
});

describe("tauroi artists", () => {
  test("prints lines that pin whoever they are left for: only the one of that very name stands ready", async () => {
    const names = [...simulatedTitles(), "Juno Ashby Tribute"];
    const { artists, mode } = spotifyScript({}, names, systemClock.now());
    const service = new SpotifyService({
      catalogue: new Catalogue(artists),
      clock: systemClock,
      timers: systemTimers,
      mode,
    });
    const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: (request) => service.serve(request) });
    const before = { ...process.env };
    Object.assign(process.env, {
      TAUROI_SPOTIFY_CLIENT_ID: "app",
      TAUROI_SPOTIFY_CLIENT_SECRET: "sesame",
      TAUROI_SPOTIFY_URL: `http://127.0.0.1:${server.port}${SPOTIFY_ROOT}`,
    });
    try {
      const { exitCode: code, printed: output } = await runWords(["artists"], COMMANDS);
      expect(code).toBe(0);
      expect(output).toContain(`# "Juno Ashby" = "${idOf("Juno Ashby Tribute")}"`);
      const path = join(folder, "artists.toml");
      writeFileSync(path, output);
      const pins = readPins(systemFiles, path);
      expect([...pins]).toEqual(simulatedTitles().map((title) => [title, idOf(title)]));
      const legs = [
        { ticker: "E-JUNO", title: "Juno Ashby" },
        { ticker: "E-NOBODY", title: "Nobody" },
      ];
      expect(watchedArtists(legs, pins)).toEqual([{ id: idOf("Juno Ashby"), name: "Juno Ashby", tickers: ["E-JUNO"] }]);
      expect(output).not.toContain("sesame");
    } finally {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
      await server.stop(true);
    }
  });

  test("pins that can't be are refused by line", () => {
    const path = join(folder, "artists.toml");
    const refused = (text: string) => {
      writeFileSync(path, text);
      return () => readPins(systemFiles, path);
    };
    expect(refused('"Bruno Mars" = "short"\n')).toThrow(/artists.toml: Bruno Mars: expected an artist's id/);
    expect(refused("not toml")).toThrow(/it is not TOML/);
    expect(() => readPins(systemFiles, join(folder, "absent.toml"))).toThrow(/there is no such file/);
    expect(readPins(systemFiles, undefined).size).toBe(0);
  });
});

describe("a script for the stand-in of Spotify", () => {
  const now = systemClock.now();
  test("dates a release to the day on which it is listed, unless it says otherwise", () => {
    const given = {
      release: [
        { artist: "A", name: "Songs", listed_in: "2h" },
        { artist: "A", name: "Old", date: "2019" },
      ],
    };
    const [a] = spotifyScript(given, ["A", "B"], now).artists;
    const listedAt = now + 7_200_000;
    expect(a?.releases).toEqual([
      { name: "Songs", group: "single", listedAt, date: new Date(listedAt).toISOString().slice(0, 10) },
      { name: "Old", group: "single", listedAt: now - 86_400_000, date: "2019" },
    ]);
  });

  test("is refused by name when it says what can't be", () => {
    const refused = (given: unknown) => () => spotifyScript(given, ["A"], now);
    expect(refused({ release: [{ artist: "Z", name: "Songs" }] })).toThrow("the script's Z: there are A");
    expect(refused({ release: [{ artist: "A", name: "Songs", listed_in: "soon" }] })).toThrow("release.0.listed_in");
    expect(refused({ mode: "free" })).toThrow("mode");
  });
});
