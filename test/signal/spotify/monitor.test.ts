import { afterEach, describe, expect, test } from "vitest";
import { after as later, time } from "../../../src/market/units.ts";
import { forgetfulMemory } from "../../../src/signal/spotify/artist-memory.ts";
import { type CatalogueArtist, idOf, type ScriptedRelease } from "../../../src/venue/sim/spotify/catalogue.ts";
import type { TroubleName } from "../../../src/venue/sim/spotify/trouble.ts";
import { artist, type SessionOptions, SpotifySession, START, ticker } from "./spotify-session.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (text: string) => time(Date.parse(text));
const release = (name: string, date: string, change: Partial<ScriptedRelease> = {}): ScriptedRelease => ({
  name,
  date,
  group: "album",
  listedAt: at("2020-01-01T00:00:00Z"),
  ...change,
});

const MARA = ticker("Mara Velasco");
const TIDES = ticker("The Night Tides");
const two = (mara: Partial<CatalogueArtist> = {}): readonly CatalogueArtist[] => [
  artist("Mara Velasco", mara),
  artist("The Night Tides", { releases: [release("Low Water", "2019-05-03")] }),
];

const sessions: SpotifySession[] = [];
const open = (options: SessionOptions): SpotifySession => {
  const session = new SpotifySession(options);
  sessions.push(session);
  session.monitor.start();
  return session;
};
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.close();
});

describe("the monitor", () => {
  for (const mode of ["development", "extended"] as const)
    test(`acts on a release, announced or not, as it comes (${mode} mode)`, async () => {
      const songs = release("Songs", "2026-11-20", { listedAt: later(START, 30 * HOUR) });
      const session = open({
        artists: two({ releases: [songs, release("Old", "2024-02-02")] }),
        mode,
        everyMs: 2 * HOUR,
      });
      await session.pass(4 * HOUR);
      expect(session.asking(MARA)).toEqual({});
      expect(session.report?.state).toBe("active");
      expect(session.report?.detail).toContain(mode === "extended" ? "releases and popularity" : "releases alone");
      await session.pass(at("2026-11-18T10:00:01Z") - session.time.now());
      expect(session.asking(MARA)).toEqual({ "spotify release": "widen2" });
      await session.pass(at("2026-11-20T05:00:00Z") - session.time.now());
      expect(session.asking(MARA)).toEqual({ "spotify release": "pull" });
      await session.pass(at("2026-11-22T00:00:00Z") - session.time.now());
      expect(session.asking(MARA)).toEqual({ "spotify release": "widen1.5" });
      await session.pass(at("2026-11-23T12:00:00Z") - session.time.now());
      expect(session.asking(MARA)).toEqual({});
      expect(session.signals.at(-1)).toMatchObject({ ticker: MARA, severity: "clear" });
      expect(session.asking(TIDES)).toEqual({});
    });

  test("finds a release on any page of any list, also when it is listed only after its date", async () => {
    const many = Array.from({ length: 45 }, (_, index) =>
      release(`Single ${index}`, `2015-01-${10 + (index % 20)}`, { group: "single" }),
    );
    const late = release("Surprise", "2026-11-16", { group: "single", listedAt: later(START, 5 * HOUR) });
    const session = open({ artists: two({ releases: [...many, late] }), mode: "development" });
    await session.pass(4 * HOUR);
    expect(session.asking(MARA)).toEqual({});
    expect(session.asked.filter((path) => path.includes("include_groups=single")).length).toBeGreaterThanOrEqual(5);
    await session.pass(90 * MINUTE);
    expect(session.asking(MARA)).toEqual({ "spotify release": "widen2" });
  });

  test("without a day to go by, acts on what comes up while it watches, and remembers that over a restart", async () => {
    const releases = [
      release("Stood there", "2026-11"),
      release("Came up", "2026", { listedAt: later(START, 2 * HOUR) }),
      release("Reissue", "1981", { listedAt: later(START, 2 * HOUR) }),
    ];
    const memory = forgetfulMemory();
    const session = open({ artists: two({ releases }), memory });
    await session.pass(HOUR);
    expect(session.asking(MARA)).toEqual({});
    await session.pass(2 * HOUR);
    expect(session.signals.filter(({ severity }) => severity === "widen").map(({ reason }) => reason)).toEqual([
      'album "Came up" (2026)',
    ]);
    const again = open({ artists: two({ releases }), memory, start: session.time.now() });
    await again.pass(1);
    expect(again.asking(MARA)).toEqual({ "spotify release": "widen2" });
  });

  test("widens for a day when the popularity jumps out of its own history", async () => {
    const daily = Array.from({ length: 9 }, (_, day) => ({ at: later(START, day * 24 * HOUR), value: 80 + (day % 2) }));
    const jump = { at: later(START, 9 * 24 * HOUR), value: 88 };
    const session = open({ artists: two({ popularityChanges: [...daily, jump] }), everyMs: 3 * HOUR });
    await session.pass(9 * 24 * HOUR - MINUTE);
    expect(session.asking(MARA)).toEqual({});
    await session.pass(4 * HOUR);
    expect(session.asking(MARA)).toEqual({ "spotify popularity": "widen2" });
    await session.pass(24 * HOUR);
    expect(session.asking(MARA)).toEqual({}); // it stays up there: no second jump
    await session.pass(48 * HOUR);
    expect(session.signals.filter(({ severity }) => severity === "widen").length).toBe(1);
  });

  test("spreads its requests: no minute has more than one artist's, once each has been read", async () => {
    const artists = Array.from({ length: 12 }, (_, index) =>
      artist(`Artist ${index}`, { releases: [release("One", "2020-01-01")] }),
    );
    const session = open({ artists });
    await session.pass(5 * MINUTE);
    const before = session.asked.length;
    for (let minute = 0; minute < 60; minute++) {
      const from = session.asked.length;
      await session.pass(MINUTE);
      expect(
        new Set(session.asked.slice(from).map((path) => path.split("/")[2]?.split("?")[0])).size,
      ).toBeLessThanOrEqual(1);
    }
    expect(session.asked.length - before).toBeGreaterThan(200); // each artist four times, five lists each
  });
});

describe("trouble", () => {
  test("of every kind blinds it in the end, never throws, and passes", async () => {
    const kinds: readonly TroubleName[] = ["401", "403", "429", "500", "malformed", "slow"];
    for (const name of kinds) {
      const session = open({ artists: two(), mode: "development" });
      await session.pass(10 * MINUTE);
      expect(session.report?.state).toBe("active");
      session.trouble = () => ({ name });
      await session.pass(60 * MINUTE);
      expect([name, session.report?.state]).toEqual([name, "blind"]);
      session.trouble = undefined;
      await session.pass(20 * MINUTE);
      expect([name, session.report?.state]).toEqual([name, "active"]);
    }
  }, 120_000);

  test("while blind, what was asked for runs out by itself", async () => {
    const session = open({ artists: two({ releases: [release("Songs", "2026-11-16")] }), everyMs: 2 * HOUR });
    await session.pass(10 * MINUTE);
    expect(session.asking(MARA)).toEqual({ "spotify release": "widen2" });
    session.trouble = () => ({ name: "500" });
    await session.pass(100 * HOUR);
    expect(session.asking(MARA)).toEqual({});
    expect(session.report?.state).toBe("blind");
  });

  test("Retry-After is kept", async () => {
    const session = open({ artists: two() });
    await session.pass(10 * MINUTE);
    session.trouble = () => ({ name: "429", retryAfterS: 1_800 });
    await session.pass(15 * MINUTE);
    const asked = session.asked.length;
    session.trouble = undefined;
    await session.pass(14 * MINUTE);
    expect(session.asked.length).toBe(asked);
    await session.pass(16 * MINUTE);
    expect(session.asked.length).toBeGreaterThan(asked);
  });

  test("a token that ends is replaced, one that isn't accepted once", async () => {
    const session = open({ artists: two(), tokenLivesS: 120 });
    await session.pass(3 * HOUR);
    expect(session.reports.map(({ state }) => state)).not.toContain("blind");
    let refusals = 0;
    session.trouble = () => (refusals++ === 0 ? { name: "401" } : undefined);
    await session.pass(HOUR);
    expect(session.reports.map(({ state }) => state)).not.toContain("blind");
  });

  test("a wrong secret is told with its mend, and never shown", async () => {
    const session = open({ artists: two(), secret: "wrong-secret" });
    await session.pass(HOUR);
    expect(session.report).toMatchObject({ source: "spotify", state: "blind" });
    expect(session.report?.detail).toContain("TAUROI_SPOTIFY_CLIENT_ID");
    expect(JSON.stringify(session.reports)).not.toContain("wrong-secret");
    expect(session.asked.length).toBe(0);
  });

  test("an artist that isn't there doesn't keep the others from being watched", async () => {
    const mara = artist("Mara Velasco", { releases: [release("Songs", "2026-11-16")] });
    const session = open({ artists: [mara], watch: [artist("Nobody"), mara] });
    await session.pass(10 * MINUTE);
    expect(session.asking(MARA)).toEqual({ "spotify release": "widen2" });
    expect(session.report).toMatchObject({ state: "blind" });
    expect(session.report?.detail).toContain("tauroi artists");
  });
});

test("what hasn't changed is not sent again: the ETag of the answer before is told", async () => {
  const session = open({ artists: two() });
  const first = await session.client.artist(idOf("Mara Velasco"));
  const again = await session.client.artist(idOf("Mara Velasco"));
  expect(again).toBe(first); // the very object that was kept
});
