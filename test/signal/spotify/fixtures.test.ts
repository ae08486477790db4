import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { matchArtist } from "../../../src/signal/spotify/artist-match.ts";
import { artist, artistSearch, releasePage } from "../../../src/signal/spotify/schema.ts";

const FOLDER = "../shared/data/fixtures/spotify";
const read = (name: string): unknown => JSON.parse(readFileSync(`${FOLDER}/${name}`, "utf8"));

describe.skipIf(!existsSync(FOLDER))("recorded answers (needs ../shared/data)", () => {
  test("of an artist", () => {
    expect(artist.parse(read("GetArtistRequest.json"))).toEqual({
      id: "0OdUWJ0sBjDrqHygGUXeCF",
      name: "Band of Horses",
      popularity: 59,
      followers: 306_565,
      genres: ["indie folk", "indie pop"],
    });
    expect(artist.parse(read("zmb3_find_artist.json"))).toMatchObject({ name: "Pitbull", popularity: 97, genres: [] });
  });

  test("of an artist, as an app in development mode gets them", () => {
    const { popularity: _, followers: __, ...rest } = read("GetArtistRequest.json") as Record<string, unknown>;
    expect(artist.parse(rest)).toMatchObject({ name: "Band of Horses", popularity: undefined, followers: undefined });
  });

  test("of an artist's releases, with and without their group", () => {
    const page = read("GetArtistsAlbumsRequest.json") as { items: { album_group?: string }[] };
    const whole = releasePage.parse(page);
    expect(whole.hasNext).toBe(true);
    expect(whole.size).toBe(page.items.length);
    expect(whole.items.map(({ date }) => date.precision)).toEqual(page.items.map(() => "day"));
    for (const item of page.items) delete item.album_group;
    expect(releasePage.parse(page)).toEqual(whole);
  });

  test("of several artists, as a search gives them", () => {
    const { artists } = read("GetSeveralArtistsRequest.json") as { artists: unknown[] };
    const found = artistSearch.parse({ artists: { items: [null, ...artists] } });
    expect(found.length).toBe(artists.length);
    const { same, others } = matchArtist("david  bowie", found);
    expect(same.map(({ name }) => name)).toEqual(["David Bowie"]);
    expect(others.length).toBe(found.length - 1);
  });
});

test("names are the same whatever their case, accents and marks; nobody is chosen among several", () => {
  const known = (name: string) => ({ id: name, name, popularity: undefined, followers: undefined, genres: [] });
  const found = ["Beyoncé", "BEYONCE", "Beyoncé Tribute"].map(known);
  expect(matchArtist("beyonce", found).same.map(({ name }) => name)).toEqual(["Beyoncé", "BEYONCE"]);
  expect(matchArtist("A$AP Rocky", [known("ASAP Rocky"), known("A$AP ROCKY")]).same.map(({ name }) => name)).toEqual([
    "A$AP ROCKY",
  ]);
  expect(matchArtist("Drake", [])).toEqual({ name: "Drake", same: [], others: [] });
});

test("an odd release is left out, and the others of its page are read", () => {
  const good = { id: "1", name: "One", release_date: "2026-01-02", release_date_precision: "day" };
  const page = releasePage.parse({
    items: [good, null, { id: 7 }, { ...good, release_date: "0000" }, { ...good, release_date: "soon" }],
    next: null,
  });
  expect(page).toMatchObject({ size: 5, hasNext: false });
  expect(page.items.map(({ id }) => id)).toEqual(["1", "1"]);
});
