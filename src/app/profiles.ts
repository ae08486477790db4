import type { Profile } from "../strategy/profile.ts";
import best from "../strategy/profiles/best.toml" with { type: "text" };
import coherent from "../strategy/profiles/coherent.toml" with { type: "text" };
import documented from "../strategy/profiles/documented.toml" with { type: "text" };
import fixed3c from "../strategy/profiles/fixed-3c.toml" with { type: "text" };
import fixed5c from "../strategy/profiles/fixed-5c.toml" with { type: "text" };
import noSkew from "../strategy/profiles/no-skew.toml" with { type: "text" };
import { ConfigError } from "./config-error.ts";
import { camelCase, suggestion } from "./config-names.ts";
import type { ProfileValues } from "./config-profile.ts";
import { type ProfileFile, parseProfileFile } from "./profile-file.ts";

/** The profiles' files, which are part of the program. */
const TEXTS = { documented, "fixed-3c": fixed3c, "fixed-5c": fixed5c, "no-skew": noSkew, coherent, best } as Readonly<
  Record<string, string>
>;

/** Every profile there is, `documented` first. */
export const profileNames: readonly string[] = Object.keys(TEXTS);

/** A profile's file by its name. Throws ConfigError naming the nearest for one that isn't there. */
export function loadProfileFile(name: string): ProfileFile {
  const text = Object.hasOwn(TEXTS, name) ? TEXTS[name] : undefined;
  if (text === undefined) {
    const among = `there are ${profileNames.join(", ")}`;
    throw new ConfigError([`profile: "${name}" is no profile${suggestion(name, profileNames)} (${among})`]);
  }
  return parseProfileFile(text, `profile ${name}`, name);
}

/** A profile's values as its file has them. Throws as `loadProfileFile`. */
export function loadProfileValues(name: string): ProfileValues {
  return loadProfileFile(name).values;
}

/** A profile by its name, ready for use. Throws as `loadProfileFile`. */
export function loadProfile(name: string): Profile {
  return toProfile(loadProfileValues(name));
}

/** The values in the text of a profile's file of this name. Throws ConfigError naming each key that is missing, unknown or wrong. */
export function parseProfile(name: string, text: string): ProfileValues {
  return parseProfileFile(text, `profile ${name}`, name).values;
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
