import type { Profile } from "../strategy/profile.ts";
import documented from "../strategy/profiles/documented.toml" with { type: "text" };
import fixed3c from "../strategy/profiles/fixed-3c.toml" with { type: "text" };
import fixed5c from "../strategy/profiles/fixed-5c.toml" with { type: "text" };
import noSkew from "../strategy/profiles/no-skew.toml" with { type: "text" };
import { ConfigError } from "./config-error.ts";
import { camelCase, suggestion } from "./config-names.ts";
import { contradictions, type ProfileValues, profileFileSchema } from "./config-profile.ts";

/** The profiles' files, which are part of the program. */
const TEXTS = { documented, "fixed-3c": fixed3c, "fixed-5c": fixed5c, "no-skew": noSkew } as Readonly<
  Record<string, string>
>;

/** Every profile there is, `documented` first. */
export const profileNames: readonly string[] = Object.keys(TEXTS);

/** A profile's values as its file has them. Throws ConfigError naming the nearest for one that isn't there. */
export function loadProfileValues(name: string): ProfileValues {
  const text = Object.hasOwn(TEXTS, name) ? TEXTS[name] : undefined;
  if (text === undefined) {
    const among = `there are ${profileNames.join(", ")}`;
    throw new ConfigError([`profile: "${name}" is no profile${suggestion(name, profileNames)} (${among})`]);
  }
  return parseProfile(name, text);
}

/** A profile by its name, ready for use. Throws as `loadProfileValues`. */
export function loadProfile(name: string): Profile {
  return toProfile(loadProfileValues(name));
}

/** Reads a profile's file. Throws ConfigError naming each key that is missing, unknown or wrong. */
export function parseProfile(name: string, text: string): ProfileValues {
  const parsed = profileFileSchema.safeParse(Bun.TOML.parse(text));
  const problems = parsed.success
    ? contradictions(parsed.data).map(([low, high]) => `${low}: is more than ${high}`)
    : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  if (parsed.data !== undefined && parsed.data.name !== name)
    problems.push(`name: it calls itself "${parsed.data.name}"`);
  if (!parsed.success || problems.length > 0) {
    throw new ConfigError(problems.map((problem) => `profile ${name}: ${problem}`));
  }
  return parsed.data;
}

/** The engine's form of a profile's values. */
export function toProfile(values: ProfileValues): Profile {
  return camelKeys(values);
}

type Camel<Name extends string> = Name extends `${infer Head}_${infer Rest}`
  ? `${Head}${Capitalize<Camel<Rest>>}`
  : Name;
type CamelKeys<T> = { [Key in keyof T & string as Camel<Key>]: T[Key] };

function camelKeys<T extends object>(values: T): CamelKeys<T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [camelCase(name), value])) as CamelKeys<T>;
}
