import { FileError, type Files } from "../../ambient/files.ts";
import type { Time } from "../../market/units.ts";
import { brokenBy } from "../../venue/kalshi/probe/assumed.ts";
import { VENUE_FACTS } from "../../venue/kalshi/probe/fact.ts";
import { readVenueFacts, venueFactsPath } from "../probe/facts-file.ts";
import { type Check, failed, ok, skipped, warning } from "./check.ts";

const DAY_MS = 86_400_000;
/** The exchange changes every week (KALSHI.md, section 13). */
const OLD_DAYS = 30;

/** What is known of the facts that only measuring tells. */
export function factsCheck(
  state: string | undefined,
  { host, keyId }: { readonly host: string; readonly keyId: string | undefined },
  files: Files,
  now: Time,
): Check {
  const name = "venue-facts";
  const measure = "tauroi doctor --probe measures them: on demo freely";
  if (state === undefined)
    return skipped(name, "without a state folder there is no place for them", "name one with --state");
  let facts: ReturnType<typeof readVenueFacts>;
  try {
    facts = readVenueFacts(state, files);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return failed(name, error.message, "move it away and measure anew with tauroi doctor --probe", 2);
  }
  if (facts === undefined) return warning(name, "never measured: the safe readings are taken", measure);
  if (keyId !== undefined && facts.key_id !== keyId) {
    return warning(
      name,
      `${venueFactsPath(state)} was measured with key ${facts.key_id}`,
      "name this key's own folder with --state",
    );
  }
  const kept = facts.facts.filter((fact) => fact.value !== null);
  const broken = kept.flatMap(({ v, name: fact, value }) => {
    const why = brokenBy(fact, value);
    return why === undefined ? [] : [`V-${v}: ${why}`];
  });
  if (broken.length > 0) {
    const mend = "measure once more; if it stays so, don't trade there with this version (docs/venue-facts.md)";
    return failed(name, broken.join("; "), mend, 1);
  }
  const unknown = Object.entries(VENUE_FACTS).filter(([fact]) => !kept.some((each) => each.name === fact));
  const oldest = Math.min(...kept.map(({ measured_at }) => Date.parse(measured_at)));
  const days = Math.floor((now - oldest) / DAY_MS);
  const detail = `${kept.length} of ${kept.length + unknown.length} known, the oldest measured ${days} days ago: ${venueFactsPath(state)}`;
  const elsewhere = kept.find((fact) => fact.host !== host);
  if (kept.length === 0) return warning(name, "none could be measured: the safe readings are taken", measure);
  if (elsewhere !== undefined)
    return warning(name, `${detail}; V-${elsewhere.v} at ${elsewhere.host}`, "measure them here");
  if (days > OLD_DAYS) return warning(name, detail, `measure anew: ${measure}`);
  const missing = [...new Set(unknown.map(([, { v }]) => `V-${v}`))].join(", ");
  return ok(name, unknown.length === 0 ? detail : `${detail}; not known: ${missing}`);
}
