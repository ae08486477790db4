import type { Clock } from "../../../ambient/clock.ts";
import type { Timers } from "../../../ambient/timers.ts";
import type { Time } from "../../../market/units.ts";
import {
  type Catalogue,
  type CatalogueArtist,
  idOf,
  RELEASE_GROUPS,
  type ReleaseGroup,
  type ScriptedRelease,
} from "./catalogue.ts";
import { type Trouble, troubledAnswer } from "./trouble.ts";

/** Where the service stands on a server that serves other things too. */
export const SPOTIFY_ROOT = "/spotify";

export interface SpotifyServiceOptions {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly timers: Timers;
  /** What an app is told: one in development mode neither popularity, followers nor album groups, and at most 10 items a page. */
  readonly mode: "development" | "extended";
  readonly tokenLivesS?: number;
  /** The app that may ask; anyone who says an id and a secret where left out. */
  readonly app?: { readonly clientId: string; readonly clientSecret: string };
  /** What goes wrong with the next request; asked once for each. */
  readonly trouble?: (path: string) => Trouble | undefined;
}

const TOKEN_LIVES_S = 3_600;
const PAGE = { development: { most: 10, usual: 5 }, extended: { most: 50, usual: 20 } } as const;

/**
 * A small stand-in for Spotify's Web API (the client-credentials token, an artist, an artist's albums, the search for artists), with made-up artists, for
 * tests and demonstrations.
 */
export class SpotifyService {
  readonly #options: SpotifyServiceOptions;
  #tokens = 0;
  readonly #tokenEnds = new Map<string, Time>();
  /** Requests so far, those for tokens left out. */
  requests = 0;

  constructor(options: SpotifyServiceOptions) {
    this.#options = options;
  }

  /** Answers a request whose path begins with `/spotify`. */
  async serve(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname.slice(SPOTIFY_ROOT.length);
    if (path === "/api/token") return this.#token(request);
    this.requests++;
    if (!this.#isSignedIn(request)) return failure(401, "The access token expired");
    const right = this.#answer(path, url.searchParams);
    const trouble = this.#options.trouble?.(path);
    if (trouble !== undefined) return troubledAnswer(trouble, JSON.stringify(right ?? {}), this.#options.timers);
    if (right === undefined) return failure(404, "Resource not found");
    const text = JSON.stringify(right);
    const etag = `"${Bun.hash(text).toString(36)}"`;
    if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers: { etag } });
    return new Response(text, { headers: { "content-type": "application/json; charset=utf-8", etag } });
  }

  async #token(request: Request): Promise<Response> {
    const { app, clock, tokenLivesS = TOKEN_LIVES_S } = this.#options;
    const grant = new URLSearchParams(await request.text()).get("grant_type");
    if (request.method !== "POST" || grant !== "client_credentials") {
      return Response.json({ error: "unsupported_grant_type" }, { status: 400 });
    }
    const [, encoded = ""] = /^Basic (.+)$/.exec(request.headers.get("authorization") ?? "") ?? [];
    const said = atob(encoded);
    const isKnown = app === undefined ? said.includes(":") : said === `${app.clientId}:${app.clientSecret}`;
    if (!isKnown) return Response.json({ error: "invalid_client" }, { status: 400 });
    const token = `token-${++this.#tokens}`;
    this.#tokenEnds.set(token, (clock.now() + tokenLivesS * 1_000) as Time);
    return Response.json({ access_token: token, token_type: "Bearer", expires_in: tokenLivesS });
  }

  #isSignedIn(request: Request): boolean {
    const [, token = ""] = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "") ?? [];
    return this.#options.clock.now() < (this.#tokenEnds.get(token) ?? 0);
  }

  /** The document of a path; undefined when there is none. */
  #answer(path: string, query: URLSearchParams): object | undefined {
    const { catalogue } = this.#options;
    const [, version, what, id = "", part] = path.split("/");
    if (version !== "v1") return undefined;
    if (what === "search" && query.get("type") === "artist") {
      const found = catalogue.search(query.get("q") ?? "");
      return { artists: this.#page(found, query, (artist) => this.#artist(artist)) };
    }
    const artist = what === "artists" ? catalogue.artist(id) : undefined;
    if (artist === undefined) return undefined;
    if (part === undefined) return this.#artist(artist);
    if (part !== "albums") return undefined;
    const asked = query.get("include_groups")?.split(",") ?? RELEASE_GROUPS;
    const groups = RELEASE_GROUPS.filter((group) => asked.includes(group));
    const listed = catalogue.releases(artist, groups, this.#options.clock.now());
    return this.#page(listed, query, (release) => this.#release(artist, release));
  }

  #page<T>(all: readonly T[], query: URLSearchParams, show: (item: T) => object): object {
    const { most, usual } = PAGE[this.#options.mode];
    const limit = Math.min(most, Math.max(1, Number(query.get("limit") ?? usual) || usual));
    const offset = Math.max(0, Number(query.get("offset") ?? 0) || 0);
    const isLast = offset + limit >= all.length;
    const items = all.slice(offset, offset + limit).map(show);
    return {
      items,
      limit,
      offset,
      total: all.length,
      next: isLast ? null : `?offset=${offset + limit}&limit=${limit}`,
    };
  }

  #artist(artist: CatalogueArtist): object {
    const { catalogue, clock, mode } = this.#options;
    const { name, genres } = artist;
    const id = idOf(name);
    const told = { id, name, genres, images: [], type: "artist", uri: `spotify:artist:${id}` };
    if (mode === "development") return told;
    const popularity = catalogue.popularity(artist, clock.now());
    return { ...told, popularity, followers: { href: null, total: 1_000 * popularity } };
  }

  #release(artist: CatalogueArtist, { name, group, date }: ScriptedRelease): object {
    const id = idOf(`${artist.name} ${name} ${date}`);
    const type: ReleaseGroup = group === "appears_on" ? "album" : group;
    const precision = { 4: "year", 7: "month" }[date.length] ?? "day";
    const told = { id, name, album_type: type, release_date: date, release_date_precision: precision, type: "album" };
    const artists = [{ id: idOf(artist.name), name: artist.name, type: "artist" }];
    return this.#options.mode === "development" ? { ...told, artists } : { ...told, artists, album_group: group };
  }
}

function failure(status: number, message: string): Response {
  return Response.json({ error: { status, message } }, { status });
}
