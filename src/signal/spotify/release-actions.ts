import { midnightIn } from "../../market/local-time.ts";
import type { Time } from "../../market/units.ts";
import type { Action } from "../action.ts";
import { RECENT_MS, type ReleaseDate, recentSpan, releaseMoments } from "./release-date.ts";
import type { ReleaseGroup } from "./schema.ts";

/** A release of an artist, with what is known of when it came up. */
export interface KnownRelease {
  readonly id: string;
  readonly name: string;
  readonly group: ReleaseGroup;
  readonly date: ReleaseDate;
  /** When it came up in a list that had been read whole before; undefined when it stood there from the first. */
  readonly newSince: Time | undefined;
}

/** What a release makes a contract do, and for how long. */
export interface ReleaseRules {
  /** A release that is announced widens from so long before its first midnight. */
  readonly announcedMs: number;
  /** Nothing is quoted from so long before midnight in one of the zones ... */
  readonly pullBeforeMs: number;
  /** ... until so long after it. */
  readonly pullAfterMs: number;
  readonly pullZones: readonly string[];
  /** The multiplier of the half-spread while a release is fresh; it falls to 1 in equal steps until the release isn't recent any more. */
  readonly widest: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * Kalshi's traders and most of its prints are awake in New York, where a release comes out at Friday 00:00; the first listeners anywhere have it in
 * New Zealand, 18 hours earlier in winter.
 */
export const RELEASE_RULES: ReleaseRules = {
  announcedMs: 24 * HOUR_MS,
  pullBeforeMs: 15 * MINUTE_MS,
  pullAfterMs: 45 * MINUTE_MS,
  pullZones: ["Pacific/Auckland", "America/New_York"],
  widest: 2,
};

const STEPS = 12;
const STEP_MS = RECENT_MS / STEPS;
/** Releases by others on which the artist appears, and collections of old songs, say less: they only widen. */
const MAIN_GROUPS: ReadonlySet<ReleaseGroup> = new Set(["album", "single"]);
const WORDS: Readonly<Record<ReleaseGroup, string>> = {
  album: "album",
  single: "single",
  appears_on: "appearance",
  compilation: "compilation",
};

/** What one release asks for at `now`. */
export function releaseAction(release: KnownRelease, now: Time, rules: ReleaseRules): Action {
  const { date, group, name, newSince } = release;
  const reason = `${WORDS[group]} "${name}" (${date.text})`;
  const span = recentSpan(date, newSince);
  if (span === undefined) return { severity: "none", multiplier: 1, until: Number.POSITIVE_INFINITY, reason };
  const windows = MAIN_GROUPS.has(group) ? pullWindows(date, rules) : [];
  const fadesFrom = span.to - RECENT_MS;
  const announced = date.precision === "day" ? span.from - rules.announcedMs : span.from;
  let until = Number.POSITIVE_INFINITY;
  const changesAt = (at: number): void => {
    if (at > now && at < until) until = at;
  };
  changesAt(announced);
  for (const { from, to } of windows) {
    changesAt(from);
    changesAt(to);
  }
  for (let step = 0; step <= STEPS; step++) changesAt(fadesFrom + step * STEP_MS);
  if (windows.some(({ from, to }) => from <= now && now < to))
    return { severity: "pull", multiplier: 1, until, reason };
  if (now < announced || now >= span.to) return { severity: "none", multiplier: 1, until, reason };
  const faded = Math.max(0, Math.floor((now - fadesFrom) / STEP_MS)) / STEPS;
  return { severity: "widen", multiplier: 1 + (rules.widest - 1) * (1 - faded), until, reason };
}

function pullWindows(
  date: ReleaseDate,
  rules: ReleaseRules,
): readonly { readonly from: number; readonly to: number }[] {
  if (releaseMoments(date) === undefined) return [];
  return rules.pullZones.map((zone) => {
    const midnight = midnightIn(zone, date.text);
    return { from: midnight - rules.pullBeforeMs, to: midnight + rules.pullAfterMs };
  });
}
