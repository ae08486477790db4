import { z } from "zod";
import type { Files } from "../ambient/files.ts";
import { camelCase, flagName, suggestion, variableName } from "./config-names.ts";
import { type GivenSettings, type SettingName, settingNames, settings, unshown } from "./config-schema.ts";

/** A place where settings are given. */
export interface Source {
  readonly values: GivenSettings;
  /** Where a setting is given, as an operator would look for it: `./tauroi.toml`, `TAUROI_SEED`, `--seed`. */
  readonly origin: (name: SettingName) => string;
}

/** The file that is read when none is named. */
const DEFAULT_FILE = "./tauroi.toml";

/** Names the file, as --config does. */
const FILE_VARIABLE = "TAUROI_CONFIG";

/** The variables that name the account's key. They come together: where one is set, a file's key isn't looked at. */
export const KEY_VARIABLES = ["TAUROI_KEY_ID", "TAUROI_PRIVATE_KEY_FILE", "TAUROI_PRIVATE_KEY"] as const;

/** Other variables with our prefix that are no settings: credentials, and what goes with them. */
const CREDENTIALS = [
  ...KEY_VARIABLES,
  "TAUROI_WATCHDOG_KEY_ID",
  "TAUROI_WATCHDOG_PRIVATE_KEY_FILE",
  "TAUROI_WATCHDOG_PRIVATE_KEY",
  "TAUROI_SPOTIFY_CLIENT_ID",
  "TAUROI_SPOTIFY_CLIENT_SECRET_FILE",
  "TAUROI_SPOTIFY_CLIENT_SECRET",
  "TAUROI_SPOTIFY_URL",
];

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the configuration file is, or is to be: the one that an option or a variable names, else `./tauroi.toml`. */
export function settingsPath(flag: string | undefined, environment: Environment): string {
  return flag ?? (environment[FILE_VARIABLE] || DEFAULT_FILE);
}

/** The configuration file: the one that is named, which must be there, else `./tauroi.toml`. Adds what is wrong to `problems`. */
export function fileSource(
  files: Files,
  flag: string | undefined,
  environment: Environment,
  problems: string[],
): Source {
  const named = flag ?? (environment[FILE_VARIABLE] || undefined);
  const path = settingsPath(flag, environment);
  const text = files.readText(path);
  if (text === undefined && named !== undefined) {
    problems.push(`${named} (${flag === undefined ? FILE_VARIABLE : "--config"}): there is no such file`);
  }
  const given = parseToml(path, text ?? "", problems);
  return { values: checked(given, (name) => `${path}: ${name}`, problems), origin: () => path };
}

/** Whether the environment says anything of the account's key. */
export function namesKey(environment: Environment): boolean {
  return KEY_VARIABLES.some((variable) => environment[variable]);
}

/** Every `TAUROI_*` variable that isn't empty. Adds what is wrong to `problems`. */
export function environmentSource(environment: Environment, problems: string[]): Source {
  const given: Record<string, unknown> = {};
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith("TAUROI_") || variable === FILE_VARIABLE || !text) continue;
    const name = settingNames.find((setting) => variableName(setting) === variable);
    if (CREDENTIALS.includes(variable)) {
      // What is wrong with a credential is told where it is used, and exits as credentials do.
      if (name !== undefined && settings[name].safeParse(text).success) given[name] = text;
      continue;
    }
    if (name !== undefined) given[name] = fromText(name, text);
    else {
      const near = suggestion(variable, [...settingNames.map(variableName), FILE_VARIABLE, ...CREDENTIALS]);
      problems.push(`${variable} (environment): there is no such setting${near}`);
    }
  }
  return { values: checked(given, variableName, problems), origin: variableName };
}

/**
 * Options of the command line, in camel case as they are parsed; text is read as what the setting wants. Options that are no
 * settings are the command's own. Adds what is wrong to `problems`.
 */
export function flagSource(options: Readonly<Record<string, unknown>>, problems: string[]): Source {
  const given: Record<string, unknown> = {};
  for (const name of settingNames) {
    const value = options[camelCase(name)];
    if (value !== undefined) given[name] = typeof value === "string" ? fromText(name, value) : value;
  }
  return { values: checked(given, flagName, problems), origin: flagName };
}

function parseToml(path: string, text: string, problems: string[]): object {
  try {
    return Bun.TOML.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace("TOML Parse error: ", "") : String(error);
    const whole = wholeLines(text);
    problems.push(`${path}:${whole + 1}: ${why}`);
    return Bun.TOML.parse(text.split("\n").slice(0, whole).join("\n")); // what stands before can be judged, and may be needed
  }
}

/** How many lines stand before the statement that can't be parsed: the parser itself doesn't say. */
function wholeLines(text: string): number {
  const lines = text.split("\n");
  let whole = 0;
  for (let count = 1; count < lines.length; count++) {
    try {
      Bun.TOML.parse(lines.slice(0, count).join("\n"));
      whole = count;
    } catch {
      // broken here, or in the middle of something that goes on
    }
  }
  return whole;
}

/** Text as the kind of value that the setting wants; left as it is where it can't be read so, to be refused with the rest. */
function fromText(name: SettingName, text: string): unknown {
  const setting: z.ZodType = settings[name];
  if (setting instanceof z.ZodArray) return text.split(",").map((part) => part.trim());
  if (setting instanceof z.ZodBoolean) {
    if (/^(true|yes|on|1)$/i.test(text)) return true;
    return /^(false|no|off|0)$/i.test(text) ? false : text;
  }
  const wantsNumber = setting instanceof z.ZodNumber || setting instanceof z.ZodUnion;
  return wantsNumber && /^[-+]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : text;
}

/** Those of the given values that are right. `call` says a setting's name as it stands at the source. */
function checked(given: object, call: (name: SettingName) => string, problems: string[]): GivenSettings {
  const right: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const said = call(name as SettingName);
    if (!Object.hasOwn(settings, name)) {
      const isTable = typeof value === "object" && value !== null && !Array.isArray(value);
      const mend = isTable ? "; settings stand at the top, in no [table]" : suggestion(name, settingNames);
      problems.push(`${said}: there is no such setting${mend}`);
      continue;
    }
    const parsed = settings[name as SettingName].safeParse(value);
    if (parsed.success) right[name] = parsed.data;
    else {
      const what = unshown.has(name) ? said : `${said} = ${shown(value)}`;
      problems.push(`${what}: ${parsed.error.issues.map((issue) => expectation(issue, value)).join("; ")}`);
    }
  }
  return right as GivenSettings;
}

function expectation(issue: z.core.$ZodIssue, value: unknown): string {
  const place = issue.path.length > 0 ? `item ${Number(issue.path[0]) + 1}: ` : "";
  if (issue.code === "invalid_value") {
    const words = issue.values.map(String);
    return `${place}expected one of ${words.join(", ")}${typeof value === "string" ? suggestion(value, words) : ""}`;
  }
  return place + issue.message.replace(/^[A-Z][a-z]+( [a-z]+)*: /, "");
}

function shown(value: unknown): string {
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
}
