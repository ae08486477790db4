import type { Files } from "../../ambient/files.ts";
import { schemaSightings } from "../schema-sightings.ts";
import { type Check, ok, skipped, warning } from "./check.ts";

const SHOWN = 5;

/** What runs and recordings have met that the exchange doesn't document. */
export function schemaCheck(state: string | undefined, files: Files): Check {
  const name = "schema";
  if (state === undefined)
    return skipped(name, "without a state folder nothing is kept of what the exchange sends", "name one with --state");
  const sightings = schemaSightings(state, files).toSorted((one, other) => other.lastAt - one.lastAt);
  if (sightings.length === 0) return ok(name, "no run has met anything that the exchange doesn't document");
  const listed = sightings
    .slice(0, SHOWN)
    .map(({ kind, where, what, count }) => `${kind} ${what} of ${where} (${count} times)`);
  const more = sightings.length > SHOWN ? `, and ${sightings.length - SHOWN} more` : "";
  const mend =
    "nothing fails by it: look at Kalshi's changelog for what it announces, and for a newer version of this program";
  return warning(name, `the exchange sends what it doesn't document: ${listed.join("; ")}${more}`, mend);
}
