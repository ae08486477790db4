import type { Time } from "../../../market/units.ts";
import type { JsonObject } from "./json-body.ts";
import type { Query } from "./query.ts";
import type { BucketName } from "./token-bucket.ts";

/** A request as a route sees it. */
export interface Call {
  /** Who sent it; empty when nobody has to have, and nobody has. */
  readonly account: string;
  /** Words of the path by the names in the route's pattern. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: JsonObject;
  /** The exchange's time. */
  readonly now: Time;
}

/** What is answered: JSON with status 200 unless said otherwise, no body where there is none. */
export interface Reply {
  readonly status?: number;
  readonly body?: unknown;
}

/** One endpoint. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Without `/trade-api/v2`; words that begin with a colon stand for anything. */
  readonly route: string;
  /** Must be signed. Others may be, and are then charged to the account. */
  readonly signed: boolean | (() => boolean);
  readonly bucket: BucketName;
  /** Tokens, where they are others than usual. */
  readonly cost?: number | (() => number);
  /** How many times the cost this request takes, for batches. */
  readonly times?: (body: JsonObject) => number;
  /** What it answers when the exchange fails, where that is no error's body. */
  readonly failure?: () => unknown;
  /** Carries it out. Throws ApiError. */
  readonly handle: (call: Call) => Reply;
}

export const DEFAULT_COST = 10;

/** Where all routes begin. */
export const API_ROOT = "/trade-api/v2";

export interface Found {
  readonly route: Route;
  readonly path: Readonly<Record<string, string>>;
}

/** Finds the route of a request. Where two fit, the one that says more literally comes first. */
export class RouteTable {
  readonly #routes: readonly { readonly route: Route; readonly words: readonly string[] }[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes
      .map((route) => ({ route, words: route.route.split("/") }))
      .sort((a, b) => wildcards(a.words) - wildcards(b.words));
  }

  find(method: string, path: string): Found | undefined {
    const words = path.split("/");
    for (const { route, words: pattern } of this.#routes) {
      if (route.method !== method || pattern.length !== words.length) continue;
      const found = match(pattern, words);
      if (found) return { route, path: found };
    }
    return undefined;
  }

  get routes(): readonly Route[] {
    return this.#routes.map(({ route }) => route);
  }
}

function match(pattern: readonly string[], words: readonly string[]): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const word = words[index]!;
    if (!part.startsWith(":")) {
      if (part !== word) return undefined;
      continue;
    }
    const name = decoded(word);
    if (name === undefined) return undefined;
    found[part.slice(1)] = name;
  }
  return found;
}

function decoded(word: string): string | undefined {
  try {
    return decodeURIComponent(word);
  } catch {
    return undefined; // a stray per cent sign
  }
}

function wildcards(words: readonly string[]): number {
  return words.filter((word) => word.startsWith(":")).length;
}
