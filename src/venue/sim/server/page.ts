import type { Query } from "./query.ts";

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Empty on the last page. */
  readonly cursor: string;
}

export interface PageBounds {
  readonly low: number;
  readonly high: number;
  readonly usual: number;
}

/** As most endpoints have them. */
export const USUAL_PAGE: PageBounds = { low: 1, high: 1_000, usual: 100 };

/**
 * The page that `limit` and `cursor` ask for. A cursor holds the id of the last item shown, so that what is new at the
 * front moves nothing; one that can't be read, or whose item is gone, starts anew, as on the real exchange. A limit of zero,
 * where it is allowed, is the usual one.
 */
export function pageOf<Item>(
  items: readonly Item[],
  idOf: (item: Item) => string,
  query: Query,
  bounds: PageBounds,
): Page<Item> {
  const limit = query.integer("limit", bounds) || bounds.usual;
  const cursor = query.text("cursor");
  const last = cursor === undefined ? undefined : Buffer.from(cursor, "base64url").toString();
  const from = last === undefined ? 0 : items.findIndex((item) => idOf(item) === last) + 1;
  const shown = items.slice(from, from + limit);
  const more = from + limit < items.length;
  return { items: shown, cursor: more ? Buffer.from(idOf(shown.at(-1)!)).toString("base64url") : "" };
}
