import type { SessionParity } from "./parity.ts";
import { plainName } from "./traded-values.ts";

/** Something that isn't the same in all sessions that are judged together. */
export interface Differing {
  /** "kind", "account", "profile", "program", or a value's name as files have it. */
  readonly name: string;
  /** Each that it is, and in which sessions; null where a session has none. */
  readonly values: readonly {
    readonly value: number | string | boolean | null;
    readonly sessions: readonly string[];
  }[];
}

/** What sessions that are judged together have in common: those of a dry run, or of another profile, are no evidence for these. */
export const ALIKE = ["kind", "account", "profile", "program"] as const;

/** Sessions that a line lists; the rest are counted. */
const LISTED = 3;

/**
 * What isn't the same in all of these sessions: of what they are, and of the values that they traded by. A value that one session has had two of differs
 * by that alone. `placeOf` says where a session is found.
 */
export function differingIn(
  sessions: readonly SessionParity[],
  placeOf: (session: SessionParity) => string,
): { readonly mixed: readonly (typeof ALIKE)[number][]; readonly differing: readonly Differing[] } {
  const differing = (
    name: string,
    of: (session: SessionParity) => readonly (number | string | boolean | null)[],
  ): readonly Differing[] => {
    const places = new Map<number | string | boolean | null, string[]>();
    for (const session of sessions) {
      for (const value of of(session)) places.set(value, [...(places.get(value) ?? []), placeOf(session)]);
    }
    if (places.size < 2) return [];
    return [{ name, values: [...places].map(([value, some]) => ({ value, sessions: some })) }];
  };
  const alike = ALIKE.flatMap((name) =>
    differing(name, (session) => [name === "profile" ? plainName(session.profile) : session[name]]),
  );
  const names = new Set(sessions.flatMap((session) => Object.keys(session.values)));
  const values = [...names].flatMap((name) => differing(name, (session) => session.values[name] ?? [null]));
  const isMixed = (name: string): boolean => alike.some((each) => each.name === name);
  return {
    mixed: ALIKE.filter((name) => isMixed(name) || (name === "profile" && values.length > 0)),
    differing: [...alike, ...values],
  };
}

/** The same for people: what is what, and where. */
export function differingText({ name, values }: Differing): string {
  return `${name}: ${values.map(({ value, sessions }) => `${value ?? "none"} in ${listed(sessions)}`).join("; ")}`;
}

function listed(sessions: readonly string[]): string {
  const shown = sessions.slice(0, LISTED);
  if (sessions.length > LISTED) return `${shown.join(", ")} and ${sessions.length - LISTED} more`;
  return shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
