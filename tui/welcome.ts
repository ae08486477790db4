import type { Feed } from "./feed.ts";
import { fitFields } from "./fields.ts";
import { type Action, bindingsIn } from "./keys.ts";
import { type Line, line } from "./line.ts";

/** What somebody who has never seen it may try first: both can be done at once, and one of them undone. */
const FIRST: readonly (readonly [Action, string, string])[] = [
  ["detail", "look into a contract", "look in"],
  ["pull", "pull its quotes", "pull"],
];

/** The line of a first run, where nothing was configured: what this is, and the two keys to try. */
export function welcomeLine({ view }: Feed, columns: number): Line {
  const speed = typeof view?.speed === "number" && view.speed !== 1 ? `, ${view.speed} times as fast as life` : "";
  const keys = FIRST.map(([wanted, long, short]) => {
    const { shown } = bindingsIn("everywhere").find(({ action }) => action === wanted)!;
    return { long: `${shown}: ${long}`, short: `${shown}: ${short}` };
  });
  return fitFields(
    [
      {
        importance: 2,
        forms: [
          line(`A rehearsal on a built-in exchange${speed}: no real money.`, "paper"),
          line("A rehearsal: no real money.", "paper"),
          line("Paper money.", "paper"),
        ],
      },
      {
        importance: 1,
        forms: [
          line(`Try ${keys.map(({ long }) => long).join(", ")}; ?: all keys`, "strong"),
          line(`Try ${keys.map(({ short }) => short).join(", ")}; ?: all keys`, "strong"),
          line(`Try ${keys.map(({ short }) => short).join(", ")}`, "strong"),
        ],
      },
    ],
    columns,
  );
}
