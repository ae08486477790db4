import { systemFiles } from "../ambient/files.ts";
import { suggestion } from "../app/config-names.ts";
import { contradictions, type ProfileValues, profileShape } from "../app/config-profile.ts";
import { type ProfileFile, parseProfileFile } from "../app/profile-file.ts";
import { loadProfileFile, profileNames } from "../app/profiles.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";

/**
 * The profiles that `--profile` names, by name or as files; every profile of the program where it names none. Throws CommandFailure or
 * ConfigError when one isn't there, isn't right or comes twice.
 */
export function namedProfiles(words: readonly string[] | undefined): readonly ProfileFile[] {
  const files = (words ?? profileNames).map(namedProfile);
  const names = files.map(({ values }) => values.name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return files;
  throw new CommandFailure(`--profile: ${twice} comes twice; name each profile once`, EXIT.usage);
}

/** A profile by its name, or by the path of its file, which has a slash in it or ends in .toml. */
export function namedProfile(word: string): ProfileFile {
  if (!word.includes("/") && !word.endsWith(".toml")) return loadProfileFile(word);
  const text = systemFiles.readText(word);
  if (text === undefined) throw new CommandFailure(`--profile ${word}: there is no such file`, EXIT.usage);
  return parseProfileFile(text, word);
}

/**
 * The profile with values changed, which shows in its name. It is still what was chosen where the original was: so is its origin.
 * Throws CommandFailure for a value that there isn't, that isn't right or that contradicts another.
 */
export function changedProfile(file: ProfileFile, changes: ReadonlyMap<string, string> | undefined): ProfileFile {
  if (changes === undefined) return file;
  let { values } = file;
  for (const [name, text] of changes) {
    values = { ...values, name: `${values.name}+${name}=${text}`, [name]: profileValue(name, text) };
  }
  refuseContradictions(values, (low, high) => `--set: ${low} ${values[low]} is more than ${high} ${values[high]}`);
  return { ...file, values };
}

type ValueName = keyof typeof profileShape;

/** Text as the value of this name that a profile's file could have. */
function profileValue(name: string, text: string): ProfileValues[ValueName] {
  const said = `--set ${name}=${text}`;
  if (!Object.hasOwn(profileShape, name)) {
    throw new CommandFailure(`${said}: no profile has it${suggestion(name, Object.keys(profileShape))}`, EXIT.usage);
  }
  const flag = text === "true" ? true : text === "false" ? false : undefined;
  const value = flag ?? (/^[-+]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : text);
  const parsed = profileShape[name as ValueName].safeParse(value);
  if (parsed.success) return parsed.data;
  throw new CommandFailure(`${said}: ${parsed.error.issues.map(({ message }) => message).join("; ")}`, EXIT.usage);
}

function refuseContradictions(values: ProfileValues, say: (low: ValueName, high: ValueName) => string): void {
  const problems = contradictions(values).map(([low, high]) => say(low, high));
  if (problems.length > 0) throw new CommandFailure(problems.join("\n"), EXIT.usage);
}
