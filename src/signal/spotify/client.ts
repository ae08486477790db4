import type { z } from "zod";
import type { Clock } from "../../ambient/clock.ts";
import { type HttpAnswer, Transport } from "../../ambient/http-transport.ts";
import type { Timers } from "../../ambient/timers.ts";
import { answerOf, readBody } from "./reply.ts";
import {
  type Artist,
  artist,
  artistSearch,
  type ListedRelease,
  type Page,
  type ReleaseGroup,
  releasePage,
} from "./schema.ts";
import { type SpotifyCredentials, TokenSource } from "./token.ts";

/** Where Spotify is. */
export const SPOTIFY = {
  apiUrl: "https://api.spotify.com/v1",
  tokenUrl: "https://accounts.spotify.com/api/token",
} as const;

/** So many items are asked for at once: what apps in development mode may. */
export const PAGE_SIZE = 10;
const TIMEOUT_MS = 10_000;
/** Answers that are kept for their ETag. */
const KEPT = 500;

export interface SpotifyClientOptions {
  readonly credentials: SpotifyCredentials;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly apiUrl?: string;
  readonly tokenUrl?: string;
  readonly fetch?: typeof fetch;
}

/**
 * Asks Spotify's Web API, one attempt each. An answer that came with an ETag is asked for with it, and taken from memory when nothing has
 * changed. A token that isn't accepted any more is replaced once. Throws SpotifyError.
 */
export class SpotifyClient {
  readonly #tokens: TokenSource;
  readonly #transport: Transport;
  readonly #apiUrl: string;
  readonly #kept = new Map<string, { readonly etag: string; readonly value: unknown }>();

  constructor(options: SpotifyClientOptions) {
    const { clock, timers, credentials } = options;
    this.#transport = new Transport({ clock, timers, fetch: options.fetch });
    this.#apiUrl = options.apiUrl ?? SPOTIFY.apiUrl;
    this.#tokens = new TokenSource(options.tokenUrl ?? SPOTIFY.tokenUrl, credentials, this.#transport, clock);
  }

  artist(id: string): Promise<Artist> {
    return this.#read(`artist ${id}`, `/artists/${encodeURIComponent(id)}`, artist);
  }

  /** One page of an artist's list of releases, newest first within the list. */
  releases(id: string, group: ReleaseGroup, offset: number): Promise<Page<ListedRelease>> {
    const path = `/artists/${encodeURIComponent(id)}/albums?include_groups=${group}&limit=${PAGE_SIZE}&offset=${offset}`;
    return this.#read(`releases of ${id}`, path, releasePage);
  }

  /** Artists by name, the most likely first. */
  search(name: string): Promise<readonly Artist[]> {
    const path = `/search?type=artist&limit=${PAGE_SIZE}&q=${encodeURIComponent(name)}`;
    return this.#read(`search for "${name}"`, path, artistSearch);
  }

  async #read<T extends z.ZodType>(what: string, path: string, shape: T): Promise<z.output<T>> {
    for (let isRepeated = false; ; isRepeated = true) {
      const token = await this.#tokens.get();
      const kept = this.#kept.get(path);
      const answer = await this.#ask(what, path, token, kept?.etag);
      if (answer.status === 304 && kept !== undefined) return kept.value as z.output<T>; // read with this shape before
      if (answer.status === 401) {
        this.#tokens.reject(token);
        if (!isRepeated) continue;
      }
      const value = readBody(what, answer, shape);
      this.#keep(path, answer.headers.get("etag"), value);
      return value;
    }
  }

  #ask(what: string, path: string, token: string, etag: string | undefined): Promise<HttpAnswer> {
    return answerOf(what, () =>
      this.#transport.send({
        method: "GET",
        url: `${this.#apiUrl}${path}`,
        headers: { authorization: `Bearer ${token}`, ...(etag !== undefined && { "if-none-match": etag }) },
        body: undefined,
        alone: false,
        timeoutMs: TIMEOUT_MS,
        signal: undefined,
      }),
    );
  }

  #keep(path: string, etag: string | null, value: unknown): void {
    this.#kept.delete(path);
    if (etag === null || etag === "") return;
    this.#kept.set(path, { etag, value });
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value!);
  }
}
